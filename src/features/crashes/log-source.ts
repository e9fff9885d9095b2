import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import {
  CHUNK_BYTES,
  inflated,
  metered,
  peek,
  toTrouble,
  type Bytes,
  type Walk,
} from './archive-bytes.js';
import { isPointer, planEntries } from './bugreport.js';
import type { ExamBudgets, ExamReason } from './exam.js';
import { sniffShape } from './log-text.js';
import { entryName, findOverlaps, isStored, refusalOf } from './zip-entries.js';

export { LogTrouble } from './archive-bytes.js';

const READABLE = ['text', 'tombstone', 'acra'] as const;

/** A text, a protobuf tombstone or a report of ACRA; its bytes are read once and before the next part is asked for. */
export interface LogBytes {
  readonly kind: (typeof READABLE)[number];
  /** Path inside the archives, parts joined by `!/`; empty for a plain or gzipped file. */
  readonly entry: string;
  /** Decompressed bytes; throws LogTrouble when they end badly. */
  readonly bytes: AsyncIterable<Buffer>;
}

/** An entry that could not be read; the others still are. */
export interface LogRefusal {
  readonly kind: 'refusal';
  readonly entry: string;
  readonly code: ExamReason;
}

/** An entry of a bug report that holds no crashes; it was not opened. */
export interface LogUnread {
  readonly kind: 'unread';
  readonly entry: string;
}

export type LogPart = LogBytes | LogRefusal | LogUnread;

interface ZipEntry {
  /** Of two entries with one name the second has ` (2)` behind it. */
  readonly name: string;
  readonly size: number;
  readonly raw: yauzl.Entry;
}

const listEntries = async (
  zip: yauzl.ZipFile,
  limit: number,
): Promise<{ entries: readonly ZipEntry[]; isCut: boolean }> => {
  const entries: ZipEntry[] = [];
  const counts = new Map<string, number>();
  for await (const raw of zip.eachEntry()) {
    const name = entryName(raw);
    if (name.endsWith('/')) continue;
    if (entries.length >= limit) return { entries, isCut: true };
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const unique = count === 1 ? name : `${name} (${count})`;
    entries.push({ name: unique, size: raw.uncompressedSize, raw });
  }
  return { entries, isCut: false };
};

async function* entryBytes(walk: Walk, zip: yauzl.ZipFile, entry: yauzl.Entry): Bytes {
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  if (isStored(entry)) yield* metered(walk, raw, () => entry.compressedSize);
  else yield* inflated(walk, raw, () => createInflateRaw({ chunkSize: CHUNK_BYTES }));
}

const inside = (outer: string, name: string): string => (outer ? `${outer}!/${name}` : name);

const MAX_POINTER_BYTES = 1000;

/** The name of the main text, from the entry that holds nothing else. */
const readPointer = async (
  walk: Walk,
  zip: yauzl.ZipFile,
  entries: readonly ZipEntry[],
): Promise<string | undefined> => {
  const pointer = entries.find(({ name }) => isPointer(name));
  if (!pointer || pointer.size > MAX_POINTER_BYTES || refusalOf(pointer.raw, walk.budgets))
    return undefined;
  const { head } = await peek(entryBytes(walk, zip, pointer.raw));
  return head.toString('utf8').trim();
};

async function* readEntries(
  walk: Walk,
  zip: yauzl.ZipFile,
  entries: readonly ZipEntry[],
  outer: string,
  depth: number,
): AsyncGenerator<LogPart> {
  const overlaps = findOverlaps(entries.map(({ raw }) => raw));
  const plan = planEntries(entries, await readPointer(walk, zip, entries));
  const unread = new Set(plan.unread);
  for (const entry of [...plan.wanted, ...plan.unread]) {
    const name = inside(outer, entry.name);
    const isOverlap = overlaps.has(entry.raw);
    const code = isOverlap ? 'crashes.unsafe_entry' : refusalOf(entry.raw, walk.budgets);
    if (code) yield { kind: 'refusal', entry: name, code };
    else if (unread.has(entry)) yield { kind: 'unread', entry: name };
    else yield* readStream(walk, entryBytes(walk, zip, entry.raw), name, depth);
  }
}

async function* readZip(
  walk: Walk,
  path: string,
  name: string,
  depth: number,
): AsyncGenerator<LogPart> {
  const zip = await yauzl.openPromise(path, {
    lazyEntries: true,
    decodeStrings: false,
    autoClose: false,
  });
  try {
    const { entries, isCut } = await listEntries(zip, walk.budgets.maxEntries - walk.entries);
    walk.entries += entries.length;
    yield* readEntries(walk, zip, entries, name, depth);
    if (isCut) yield { kind: 'refusal', entry: name, code: 'crashes.over_limit' };
  } finally {
    zip.close();
  }
}

/** An archive within an archive needs its end first, so it goes to a temporary file. */
async function* readInnerZip(
  walk: Walk,
  bytes: Bytes,
  name: string,
  depth: number,
): AsyncGenerator<LogPart> {
  const folder = await mkdtemp(join(tmpdir(), 'firstbatch-zip-'));
  try {
    const path = join(folder, 'inner.zip');
    await pipeline(bytes, createWriteStream(path));
    yield* readZip(walk, path, name, depth);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* readStream(
  walk: Walk,
  bytes: Bytes,
  entry: string,
  depth: number,
  path?: string,
): AsyncGenerator<LogPart> {
  const { head, all, failure } = await peek(bytes);
  const shape = sniffShape(head);
  const refuse = (code: ExamReason): LogPart => ({ kind: 'refusal', entry, code });
  const kind = READABLE.find((one) => one === shape);
  if (kind) yield { kind, entry, bytes: all };
  else if (failure) yield refuse(failure.code);
  else if (shape === 'empty') yield refuse('crashes.empty');
  else if (shape === 'binary') yield refuse('crashes.not_a_log');
  else if (depth >= walk.budgets.maxDepth) yield refuse('crashes.too_deep');
  else {
    try {
      if (shape === 'gzip') {
        const plain = inflated(walk, all, () => createGunzip({ chunkSize: CHUNK_BYTES }));
        yield* readStream(walk, plain, entry, depth + 1);
      } else if (path) yield* readZip(walk, path, entry, depth + 1);
      else yield* readInnerZip(walk, all, entry, depth + 1);
    } catch (error) {
      yield refuse(toTrouble(error, 'crashes.damaged').code);
    }
  }
  await all[Symbol.asyncIterator]().return?.();
}

/**
 * Opens a stored file and gives its texts one after another, unpacking gzip and zip by content,
 * within the budgets. Nothing is written but inner archives, to the system's temporary folder.
 * Every trouble is a part with a code; only a file that can't be opened rejects.
 */
export async function* readLogFile(path: string, budgets: ExamBudgets): AsyncGenerator<LogPart> {
  const walk: Walk = { budgets, total: 0, entries: 0 };
  const bytes = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  yield* readStream(walk, bytes, '', 0, path);
}
