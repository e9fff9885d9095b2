/** Finds the first of many short texts in bytes; one pass whatever their number. */
export interface HintScan {
  /** Where the first hint in `bytes` from `start` to before `end` begins; -1 without one. */
  find(bytes: Buffer, start: number, end: number): number;
}

/**
 * A search after Wu and Manber: two bytes at the end of a window of the shortest hint's length say
 * how far the window may move on, which for most of a log is the whole window but one.
 */
export const createHintScan = (hints: readonly string[]): HintScan => {
  const texts = [...new Set(hints)].map((hint) => Buffer.from(hint, 'latin1'));
  const width = Math.min(...texts.map(({ length }) => length));
  const shifts = new Uint8Array(65_536).fill(width - 1);
  const endings = new Map<number, Buffer[]>();
  for (const text of texts) {
    for (let at = 1; at < width; at += 1) {
      const pair = (text[at - 1]! << 8) | text[at]!;
      shifts[pair] = Math.min(shifts[pair]!, width - 1 - at);
      if (at === width - 1) endings.set(pair, [...(endings.get(pair) ?? []), text]);
    }
  }

  const isAt = (bytes: Buffer, start: number, end: number, text: Buffer): boolean => {
    if (start + text.length > end) return false;
    for (let at = 0; at < text.length; at += 1) {
      if (bytes[start + at] !== text[at]) return false;
    }
    return true;
  };

  return {
    find: (bytes, start, end) => {
      let at = start + width - 1;
      while (at < end) {
        const pair = (bytes[at - 1]! << 8) | bytes[at]!;
        const shift = shifts[pair]!;
        if (shift === 0) {
          const from = at - width + 1;
          for (const text of endings.get(pair) ?? []) {
            if (isAt(bytes, from, end, text)) return from;
          }
          at += 1;
        } else at += shift;
      }
      return -1;
    },
  };
};

const NEWLINE = 10;

/** How many line ends are in `bytes` from `start` to before `end`. */
export const countLines = (bytes: Buffer, start: number, end: number): number => {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; count += 1) {
    at = bytes.indexOf(NEWLINE, at + 1);
  }
  return count;
};
