const NEWLINE = 0x0a;

/** Takes one line of a file: its bytes without the line feed, and where they begin in the file. */
export type TakeLine = (line: Buffer, start: number) => void;

/** Splits the chunks of a file into lines; a line longer than `maxBytes` is left out. */
export function createLineSplitter(maxBytes: number, take: TakeLine) {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  let isSkipping = false;

  return {
    write(chunk: Buffer): void {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let start = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, start)) {
        if (!isSkipping && at - start <= maxBytes) take(bytes.subarray(start, at), offset + start);
        isSkipping = false;
        start = at + 1;
      }
      offset += start;
      rest = bytes.subarray(start);
      if (rest.length <= maxBytes) return;
      offset += rest.length;
      rest = Buffer.alloc(0);
      isSkipping = true;
    },
    /** Gives the last line, when it has no line feed; returns the size of the file. */
    end(): number {
      if (!isSkipping && rest.length > 0) take(rest, offset);
      return offset + rest.length;
    },
  };
}
