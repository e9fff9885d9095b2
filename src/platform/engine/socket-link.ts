import { lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../kernel/ids.js';

const HASH_LENGTH = 10;

/**
 * The stable way to a data directory's engine, whose own socket has a new random path at each
 * start. The folder is in the system's temporary one under a short name, because a socket's path
 * may have about a hundred characters.
 */
export interface SocketLink {
  readonly folder: string;
  readonly path: string;
  /** Leads the stable path to `socketPath` in one step: there is always an old or a new link. */
  point(socketPath: string): void;
  /** Removes the link unless another host's owner has pointed it elsewhere. */
  remove(socketPath: string): void;
}

/** @throws when the folder exists and is not this user's alone. */
export function openSocketLink(dataDir: string): SocketLink {
  const folder = join(tmpdir(), `fb-${sha256(dataDir).slice(0, HASH_LENGTH)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertPrivate(folder);
  const path = join(folder, 'db.sock');
  const draft = `${path}.${process.pid}`;
  return {
    folder,
    path,
    point(socketPath) {
      removeIfThere(draft);
      symlinkSync(socketPath, draft);
      renameSync(draft, path);
    },
    remove(socketPath) {
      if (targetOf(path) === socketPath) removeIfThere(path);
    },
  };
}

/** The temporary folder is everyone's: whoever made ours first could otherwise serve our data. */
function assertPrivate(folder: string): void {
  const found = lstatSync(folder);
  const isOurs = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOurs || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} belongs to someone else or is open to others; remove it first`);
  }
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
