/** Finds any of many short texts in bytes; one pass whatever their number. */
export interface HintScan {
  /** A byte of the first hint that lies in `bytes` from `start` to before `end`; -1 without one. */
  find(bytes: Buffer, start: number, end: number): number;
  /** Which groups have a hint there: bit `n` for group `n`. */
  groupsIn(bytes: Buffer, start: number, end: number): number;
}

interface Hint {
  readonly bytes: Buffer;
  /** Where in `bytes` the window begins: there its last two bytes are the rarest in logs. */
  readonly offset: number;
  /** A bit for each group that holds it. */
  readonly groups: number;
}

/** From the most to the least common in logs; what is not here is rarer still. */
const COMMON = ' e0ta1oinr2s3dc.lm4p568u79:gfbhv=k/-w,y_';

const rarity = (byte: number | undefined): number => {
  const place = COMMON.indexOf(String.fromCharCode(byte ?? 0));
  return place < 0 ? COMMON.length : place;
};

const rarestWindow = (bytes: Buffer, width: number): number => {
  const offsets = Array.from({ length: bytes.length - width + 1 }, (_, offset) => offset);
  const score = (offset: number): number =>
    rarity(bytes[offset + width - 2]) + rarity(bytes[offset + width - 1]);
  return offsets.reduce((best, offset) => (score(offset) > score(best) ? offset : best), 0);
};

const toHints = (groups: readonly (readonly string[])[]): readonly Hint[] => {
  const masks = new Map<string, number>();
  for (const [index, texts] of groups.entries()) {
    for (const text of texts) masks.set(text, (masks.get(text) ?? 0) | (1 << index));
  }
  const width = Math.min(...[...masks.keys()].map(({ length }) => length));
  return [...masks].map(([text, mask]) => {
    const bytes = Buffer.from(text, 'latin1');
    return { bytes, offset: rarestWindow(bytes, width), groups: mask };
  });
};

const TABLE_SIZE = 4096;
const NONE: readonly Hint[] = [];

/** Two bytes to a place in a table that stays in the processor's cache. */
const slotOf = (first: number, second: number): number =>
  ((first << 5) ^ second) & (TABLE_SIZE - 1);

/**
 * A search after Wu and Manber: two bytes at the end of a window of the shortest hint's length say
 * how far the window may move on, which for most of a log is the whole window but one. At most 31
 * groups of hints.
 */
export const createHintScan = (groups: readonly (readonly string[])[]): HintScan => {
  const hints = toHints(groups);
  const width = Math.min(...hints.map(({ bytes }) => bytes.length));
  const shifts = new Uint8Array(TABLE_SIZE).fill(width - 1);
  const endings = Array.from({ length: TABLE_SIZE }, () => NONE);
  for (const hint of hints) {
    for (let at = 1; at < width; at += 1) {
      const slot = slotOf(hint.bytes[hint.offset + at - 1]!, hint.bytes[hint.offset + at]!);
      shifts[slot] = Math.min(shifts[slot]!, width - 1 - at);
      if (at === width - 1) endings[slot] = [...endings[slot]!, hint];
    }
  }

  /** The groups whose hints have their window end before `next`. */
  const groupsAt = (bytes: Buffer, start: number, end: number, next: number): number => {
    const candidates = endings[slotOf(bytes[next - 2]!, bytes[next - 1]!)]!;
    let found = 0;
    for (let index = 0; index < candidates.length; index += 1) {
      const { bytes: text, offset, groups: mask } = candidates[index]!;
      const from = next - width - offset;
      if (from < start || from + text.length > end) continue;
      let at = 0;
      while (at < text.length && bytes[from + at] === text[at]) at += 1;
      if (at === text.length) found |= mask;
    }
    return found;
  };

  /** Behind the window of the first hint from `start` on of which the window ends after `from`. */
  const findWindow = (bytes: Buffer, start: number, end: number, from: number): number => {
    let at = from;
    while (at < end) {
      const shift = shifts[((bytes[at - 1]! << 5) ^ bytes[at]!) & (TABLE_SIZE - 1)]!;
      if (shift !== 0) at += shift;
      else if (groupsAt(bytes, start, end, at + 1) !== 0) return at + 1;
      else at += 1;
    }
    return -1;
  };

  return {
    find: (bytes, start, end) => {
      const next = findWindow(bytes, start, end, start + width - 1);
      return next < 0 ? -1 : next - 1;
    },
    groupsIn: (bytes, start, end) => {
      let found = 0;
      for (
        let next = findWindow(bytes, start, end, start + width - 1);
        next >= 0;
        next = findWindow(bytes, start, end, next)
      ) {
        found |= groupsAt(bytes, start, end, next);
      }
      return found;
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
