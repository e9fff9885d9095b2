const NEWLINE = 0x0a;

/** Takes one line: `bytes` from `from` to `to`, without the line feed; `start` is its place in the file. */
export type TakeLine = (bytes: Buffer, from: number, to: number, start: number) => void;

/** Splits the chunks of a file into lines; a line longer than `maxBytes` is left out. */
export function createLineSplitter(maxBytes: number, take: TakeLine) {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  let isSkipping = false;

  return {
    write(chunk: Buffer): void {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let from = 0;
      for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
        if (!isSkipping && to - from <= maxBytes) take(bytes, from, to, offset + from);
        isSkipping = false;
        from = to + 1;
      }
      offset += from;
      rest = bytes.subarray(from);
      if (rest.length <= maxBytes) return;
      offset += rest.length;
      rest = Buffer.alloc(0);
      isSkipping = true;
    },
    /** Gives the last line, when it has no line feed; returns the size of the file. */
    end(): number {
      if (!isSkipping && rest.length > 0) take(rest, 0, rest.length, offset);
      return offset + rest.length;
    },
  };
}
