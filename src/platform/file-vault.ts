import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, type Dirent } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DAY } from '../kernel/clock.js';

const INCOMING = 'incoming';
const HASH = /^[0-9a-f]{64}$/;
const READ_BYTES = 1024 * 1024;
/** What nobody refers to after this long was left behind by a crash or a refused form. */
const LEFTOVER_MS = DAY;
const BATCH = 200;

/** Tells which of the hashes a record still names. */
export type FindReferenced = (hashes: readonly string[]) => Promise<ReadonlySet<string>>;

export interface Verification {
  readonly objects: number;
  readonly bytes: number;
  /** Hashes whose bytes are no longer what they were. */
  readonly damaged: readonly string[];
}

export type FileVault = ReturnType<typeof createFileVault>;

/**
 * Files by the SHA-256 of their bytes: `<dir>/aa/bb/<hash>`, so equal bytes are kept once. A file
 * is written to `<dir>/incoming/<random>` first and appears under its hash whole and synced.
 * Makes the folders.
 */
export function createFileVault(dir: string) {
  const incoming = path.join(dir, INCOMING);
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  const folderOf = (hash: string) => path.join(dir, hash.slice(0, 2), hash.slice(2, 4));
  const pathOf = (hash: string) => {
    if (!HASH.test(hash)) throw new Error('not a SHA-256');
    return path.join(folderOf(hash), hash);
  };
  const newPath = () => path.join(incoming, randomBytes(16).toString('hex'));

  /** The folder's own entry must be on the disk too, or the file is lost with it. */
  async function makeFolder(hash: string): Promise<string> {
    const folder = folderOf(hash);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made) {
      await syncFolder(path.dirname(folder));
      await syncFolder(dir);
    }
    return folder;
  }

  /** Takes the object aside before it looks again, so that what was kept meanwhile stays. */
  async function removeLeftover(hash: string, before: number, find: FindReferenced) {
    const aside = `${pathOf(hash)}.leaving`;
    if (!(await isMoved(pathOf(hash), aside))) return false;
    const { mtimeMs } = await stat(aside);
    const isWanted = mtimeMs >= before || (await find([hash])).has(hash);
    if (isWanted) await rename(aside, pathOf(hash));
    else await rm(aside, { force: true });
    return !isWanted;
  }

  async function sweepIncoming(before: number): Promise<number> {
    let removed = 0;
    for await (const entry of await opendir(incoming)) {
      const file = path.join(incoming, entry.name);
      if ((await modifiedAt(file)) >= before) continue;
      await rm(file, { force: true });
      removed += 1;
    }
    return removed;
  }

  async function sweepObjects(before: number, find: FindReferenced): Promise<number> {
    let removed = 0;
    for await (const hashes of batches(objects(dir))) {
      const old: string[] = [];
      for (const hash of hashes) if ((await modifiedAt(pathOf(hash))) < before) old.push(hash);
      if (old.length === 0) continue;
      const referenced = await find(old);
      for (const hash of old)
        if (!referenced.has(hash) && (await removeLeftover(hash, before, find))) removed += 1;
    }
    return removed;
  }

  return {
    pathOf,
    /** Where a file that is just arriving is written; nothing is there yet. */
    newPath,

    /**
     * Takes the file over under the hash of its bytes and returns once both would survive a power
     * cut. An object that is there already is replaced by its equal, which makes it young again
     * for the sweeper.
     */
    async keep(file: string, hash: string): Promise<void> {
      const target = pathOf(hash);
      await syncFile(file);
      const folder = await makeFolder(hash);
      await rename(file, target);
      await syncFolder(folder);
    },

    async has(hash: string): Promise<boolean> {
      return (await modifiedAt(pathOf(hash))) !== Infinity;
    },

    async freeBytes(): Promise<number> {
      const { bavail, bsize } = await statfs(dir);
      return bavail * bsize;
    },

    /** Removes what is older than a day and that no record names; safe beside running uploads. */
    async sweep(now: Date, find: FindReferenced): Promise<{ incoming: number; objects: number }> {
      const before = now.getTime() - LEFTOVER_MS;
      return {
        incoming: await sweepIncoming(before),
        objects: await sweepObjects(before, find),
      };
    },

    /** Reads every object and hashes it again. */
    async verify(): Promise<Verification> {
      let count = 0;
      let bytes = 0;
      const damaged: string[] = [];
      for await (const hash of objects(dir)) {
        const read = await hashFile(pathOf(hash));
        count += 1;
        bytes += read.size;
        if (read.sha256 !== hash) damaged.push(hash);
      }
      return { objects: count, bytes, damaged };
    },
  };
}

/** The SHA-256 and the size of a file's bytes. */
export async function hashFile(file: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(createReadStream(file, { highWaterMark: READ_BYTES }), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
    }
  });
  return { sha256: hash.digest('hex'), size };
}

async function* objects(dir: string): AsyncGenerator<string> {
  const isFolder = (entry: Dirent) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name);
  for await (const outer of await opendir(dir)) {
    if (!isFolder(outer)) continue;
    for await (const inner of await opendir(path.join(dir, outer.name))) {
      if (!isFolder(inner)) continue;
      for await (const file of await opendir(path.join(dir, outer.name, inner.name)))
        if (HASH.test(file.name)) yield file.name;
    }
  }
}

async function* batches(hashes: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const hash of hashes) {
    batch.push(hash);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Milliseconds since 1970; Infinity for a file that is gone, which no age limit reaches. */
async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Infinity;
    throw error;
  }
}

/** False when another process was faster. */
async function isMoved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

const syncFile = (file: string): Promise<void> => sync(file, 'r+');
/** A rename is on the disk only when its folder is. */
const syncFolder = (folder: string): Promise<void> => sync(folder, 'r');

async function sync(name: string, flags: string): Promise<void> {
  const handle = await open(name, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
