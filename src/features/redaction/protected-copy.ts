/**
 * A protected copy is one file: blocks of whole lines (raw deflate), then the index (JSON, raw
 * deflate), then 12 bytes: the length of the index as an unsigned 32-bit number (little-endian) and
 * the name of the format.
 */
export const COPY_FORMAT = 'FBCOPY01';
export const TRAILER_BYTES = 4 + COPY_FORMAT.length;

/** One text of the file it was made from. */
export interface CopyEntry {
  /** Protected path inside the archives; empty for a plain file. */
  readonly entry: string;
  readonly lines: number;
  /** The number that its first line has in the whole copy, from 1. */
  readonly firstLine: number;
}

export interface CopyIndex {
  /** Of the rules that made it. */
  readonly rules: number;
  readonly entries: readonly CopyEntry[];
  readonly lines: number;
  /** Where each block begins in the file, and the number of its first line. */
  readonly offsets: readonly number[];
  readonly firstLines: readonly number[];
  /** Where the last block ends. */
  readonly end: number;
}

/** The place of the block that holds the line, by halves; the line must be one of the copy. */
export const blockOf = ({ firstLines }: CopyIndex, line: number): number => {
  let low = 0;
  let high = firstLines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firstLines[middle]! <= line) low = middle;
    else high = middle - 1;
  }
  return low;
};
