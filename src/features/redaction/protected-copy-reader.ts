import { open, type FileHandle } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import {
  blockOf,
  COPY_FORMAT,
  TRAILER_BYTES,
  type CopyEntry,
  type CopyIndex,
} from './protected-copy.js';

export interface ProtectedCopy {
  readonly entries: readonly CopyEntry[];
  readonly lines: number;
  /** At most `count` lines from number `from` on (from 1), without their ends; reads only those. */
  readWindow(from: number, count: number): Promise<readonly string[]>;
  /** All lines from number `from` on, block by block, for a search. */
  blocks(from?: number): AsyncGenerator<{ readonly firstLine: number; readonly lines: string[] }>;
}

const MAX_WINDOW = 5000;

async function readBytes(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  if (bytesRead < bytes.length) throw new Error('the protected copy is shorter than its index');
  return bytes;
}

/** Opens the file for as long as `read` takes. */
async function withFile<Result>(
  path: string,
  read: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = await open(path, 'r');
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}

const readIndex = (path: string): Promise<CopyIndex> =>
  withFile(path, async (file) => {
    const { size } = await file.stat();
    const trailer = await readBytes(file, Math.max(0, size - TRAILER_BYTES), size);
    if (trailer.toString('latin1', 4) !== COPY_FORMAT) throw new Error('not a protected copy');
    const end = size - TRAILER_BYTES;
    const packed = await readBytes(file, end - trailer.readUInt32LE(0), end);
    return JSON.parse(inflateRawSync(packed).toString('utf8')) as CopyIndex;
  });

/** Opens a protected copy; its file may be read again and again and is open only meanwhile. */
export const openCopy = async (path: string): Promise<ProtectedCopy> => {
  const index = await readIndex(path);
  const { offsets, firstLines } = index;

  const readBlock = async (file: FileHandle, place: number): Promise<string[]> => {
    const bytes = await readBytes(file, offsets[place]!, offsets[place + 1] ?? index.end);
    return inflateRawSync(bytes).toString('utf8').split('\n').slice(0, -1);
  };

  return {
    entries: index.entries,
    lines: index.lines,
    readWindow: (from, count) =>
      withFile(path, async (file) => {
        const first = Math.max(1, from);
        const wanted = Math.min(count, MAX_WINDOW, index.lines - first + 1);
        const lines: string[] = [];
        if (wanted <= 0) return lines;
        for (let place = blockOf(index, first); place < offsets.length; place += 1) {
          if (lines.length >= wanted) break;
          const skip = lines.length === 0 ? first - firstLines[place]! : 0;
          const block = await readBlock(file, place);
          lines.push(...block.slice(skip, skip + wanted - lines.length));
        }
        return lines;
      }),
    async *blocks(from = 1) {
      for (let place = blockOf(index, from); place < offsets.length; place += 1) {
        const lines = await withFile(path, (file) => readBlock(file, place));
        yield { firstLine: firstLines[place]!, lines };
      }
    },
  };
};
