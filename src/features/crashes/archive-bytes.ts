import { Readable } from 'node:stream';
import type { ExamBudgets, ExamReason } from './exam.js';

export const CHUNK_BYTES = 256 * 1024;
const HEAD_BYTES = 64 * 1024;

/** Thrown by a byte stream of this file; `code` says what a person should know. */
export class LogTrouble extends Error {
  readonly code: ExamReason;
  constructor(code: ExamReason) {
    super(code);
    this.name = 'LogTrouble';
    this.code = code;
  }
}

export type Bytes = AsyncIterable<Buffer>;

/** How much of the budgets one stored file has used up. */
export interface Walk {
  readonly budgets: ExamBudgets;
  total: number;
  entries: number;
}

export const toTrouble = (error: unknown, fallback: ExamReason): LogTrouble => {
  if (error instanceof LogTrouble) return error;
  // The system's own failures (no such file, disk full) are not the file's fault.
  if (error instanceof Error && 'syscall' in error) throw error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new LogTrouble(code === 'Z_BUF_ERROR' ? 'crashes.truncated' : fallback);
};

/** Counts what comes out against the budgets of one entry, of the file, and of compression. */
export async function* metered(walk: Walk, bytes: Bytes, bytesIn: () => number): Bytes {
  const { maxEntryBytes, maxTotalBytes, maxRatio, tinyBytes } = walk.budgets;
  let out = 0;
  for await (const chunk of bytes) {
    out += chunk.length;
    walk.total += chunk.length;
    if (out > tinyBytes && out > maxRatio * bytesIn()) throw new LogTrouble('crashes.bomb');
    if (out > maxEntryBytes || walk.total > maxTotalBytes) {
      throw new LogTrouble('crashes.over_limit');
    }
    yield chunk;
  }
}

/** Pipes through a decompressor; what was inflated before an error is still given. */
export async function* inflated(
  walk: Walk,
  bytes: Bytes,
  createInflater: () => NodeJS.ReadWriteStream & { destroy(): unknown },
): Bytes {
  let bytesIn = 0;
  async function* counted(): Bytes {
    for await (const chunk of bytes) {
      bytesIn += chunk.length;
      yield chunk;
    }
  }
  const source = Readable.from(counted(), { objectMode: false, highWaterMark: CHUNK_BYTES });
  const inflater = createInflater();
  source.on('error', (error) => inflater.emit('error', error));
  source.pipe(inflater);
  try {
    yield* metered(walk, inflater as unknown as Bytes, () => bytesIn);
  } catch (error) {
    throw toTrouble(error, 'crashes.damaged');
  } finally {
    source.destroy();
    inflater.destroy();
  }
}

/** The first 64 KiB, and a stream that begins with them again. */
export const peek = async (
  bytes: Bytes,
): Promise<{ head: Buffer; all: Bytes; failure?: LogTrouble }> => {
  const iterator = bytes[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  let size = 0;
  let failure: LogTrouble | undefined;
  try {
    while (size < HEAD_BYTES) {
      const next = await iterator.next();
      if (next.done) break;
      taken.push(next.value);
      size += next.value.length;
    }
  } catch (error) {
    failure = toTrouble(error, 'crashes.damaged');
  }
  async function* all(): Bytes {
    try {
      yield* taken;
      if (failure) throw failure;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(taken), all: all(), ...(failure && { failure }) };
};
