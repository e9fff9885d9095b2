import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../kernel/errors.js';
import { HEAD_BYTES, isRefusedKind } from './file-kind.js';

/** Large writes are what makes an upload fast: the parser's and the file's buffers must match. */
export const BUFFER_BYTES = 1024 * 1024;

export type OpenFile = (path: string) => Writable;

/** Refuses to write over anything; readable by us alone. */
export const openNewFile: OpenFile = (path) =>
  createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: BUFFER_BYTES });

export interface WrittenFile {
  readonly size: number;
  readonly sha256: string;
}

/**
 * Writes and hashes in one pass. A kind that is not taken ends it at once with a 415.
 * @throws the error of `out` as it is, or the error of the incoming stream.
 */
export async function writeHashed(incoming: Readable, out: Writable): Promise<WrittenFile> {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    if (size < HEAD_BYTES) head.push(chunk);
    size += chunk.length;
    // Judged once, as soon as there is enough to judge by.
    const isEnough = size >= HEAD_BYTES && size - chunk.length < HEAD_BYTES;
    if (isEnough && isRefusedKind(headOf(head))) out.destroy(refusedKind());
  });
  await pipeline(incoming, out);
  if (size < HEAD_BYTES && isRefusedKind(headOf(head))) throw refusedKind();
  return { size, sha256: hash.digest('hex') };
}

const refusedKind = (): Refusal => new Refusal(415, 'unsupported');
const headOf = (chunks: readonly Buffer[]): Buffer => Buffer.concat(chunks).subarray(0, HEAD_BYTES);
