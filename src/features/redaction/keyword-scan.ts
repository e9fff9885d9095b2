import { ASCII, type Automaton } from './automaton.js';

/** What the shape of a line shows without a word. */
export const SHAPES = [
  /** A number of 7 digits or more, in groups or not. */
  'digits',
  /** One of 11 to 14 digits that begins and ends like a number of its own. */
  'phone',
  /** The same with 15 to 20 digits. */
  'long',
  /** A plus sign and 9 digits or more. */
  'plus',
  'mac',
  'ipv4',
  'ipv6',
  /** A number with 4 decimals or more, and a comma. */
  'decimals',
  /** Two dots in a row, as dumps write what can't be printed. */
  'dots',
  /** Anything beyond ASCII. */
  'wide',
] as const;
export type Shape = (typeof SHAPES)[number];
export const bitOf = (shape: Shape): number => 1 << SHAPES.indexOf(shape);

const NEWLINE = 10;
const SPACE = 32;
const PERCENT = 37;
const PLUS = 43;
const COMMA = 44;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const BACKSLASH = 92;
/** The colon of Chinese texts in UTF-8: EF BC 9A. */
const isWideColon = (bytes: Uint8Array, last: number): boolean =>
  bytes[last] === 0x9a && bytes[last - 1] === 0xbc && bytes[last - 2] === 0xef;

const DIGITS = bitOf('digits');
const PHONE = bitOf('phone');
const LONG = bitOf('long');
const SIGNED = bitOf('plus');
const MAC = bitOf('mac');
const IPV4 = bitOf('ipv4');
const IPV6 = bitOf('ipv6');
const DECIMALS = bitOf('decimals');
const DOTS = bitOf('dots');
const WIDE = bitOf('wide');

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

/** Signs that may follow a key: what divides it from its value, and what closes quotes around it. */
const FOLLOWERS = new Uint8Array(ASCII);
for (const sign of '=:"\'])}>\\%') FOLLOWERS[sign.charCodeAt(0)] = 1;

/** A key is followed by a number of its own or nothing, and then by a sign, perhaps after a blank. */
const isKeyAt = (bytes: Uint8Array, end: number): boolean => {
  let at = end;
  while (at < end + 3 && (isDigit(bytes[at]!) || bytes[at] === 95)) at += 1;
  const code = bytes[at]!;
  if (code === SPACE) {
    const then = bytes[at + 1];
    return then === SPACE || then === COLON || then === 61 || then === 34 || then === 40;
  }
  return code < ASCII ? FOLLOWERS[code] === 1 : isWideColon(bytes, at + 2);
};

/** Nothing before a number makes it a part of something longer; `%3D` and `\\n` are signs. */
const isStart = (bytes: Uint8Array, at: number): boolean => {
  const before = bytes[at - 1] ?? 0;
  if (before === DOT || isDigit(before)) return false;
  if (!isLetter(before)) return true;
  const letter = before | 32;
  if (letter > 102 && letter !== 120) return true;
  return bytes[at - 2] === BACKSLASH || bytes[at - 3] === PERCENT;
};

export interface LineScan {
  /** The shapes of the line that begins at `start`, as bits. A line end closes the last line too. */
  scan(bytes: Uint8Array, start: number): number;
  /** Of the line scanned last: where it ends, and the words in it by their place in the list. */
  end(): number;
  words(): ReadonlySet<number>;
}

/** The time of a logcat line and the numbers behind it, which say nothing of a person. */
const headEnd = (bytes: Uint8Array, start: number): number => {
  const isHead =
    bytes[start + 2] === DASH &&
    bytes[start + 8] === COLON &&
    bytes[start + 11] === COLON &&
    bytes[start + 14] === DOT;
  if (!isHead) return start;
  let at = start + 15;
  while (isDigit(bytes[at]!) || bytes[at] === SPACE) at += 1;
  return at;
};

/**
 * What a number of 7 digits or more may be; `run` of its digits stand in its last group, right before
 * `after`, or none where a blank or a bracket came between.
 */
const numberBits = (
  bytes: Uint8Array,
  from: number,
  digits: number,
  run: number,
  after: number,
): number => {
  const before = bytes[from - 1] ?? 0;
  const isPlus = before === PLUS || ((before | 32) === 98 && bytes[from - 3] === PERCENT);
  const mask = digits >= 9 && isPlus ? DIGITS | SIGNED : DIGITS;
  // The last sign of an identity card may be an X.
  const isPart = run > 0 && isLetter(after) && !(digits === 17 && (after | 32) === 120);
  if (digits < 11 || isPart || !isStart(bytes, from)) return mask;
  // Addresses are filled up with zeros; of the numbers only 0086 begins so.
  if (bytes[from] === 48 && bytes[from + 1] === 48 && bytes[from + 2] !== 56) return mask;
  if (run !== digits) return mask | PHONE | LONG;
  return mask | (digits < 15 ? PHONE : LONG);
};

/**
 * Reads a line of UTF-8 once and tells which words and shapes stand in it: the cheap question before
 * any pattern is asked. Words are ASCII in lower case and match letters of both cases. Bytes, as
 * reading the letters of a string takes twice as long.
 */
export const createLineScan = (automaton: Automaton): LineScan => {
  const { classes, next, found, sets, isKey } = automaton;
  const seen = new Set<number>();
  let end = 0;

  const note = (set: readonly number[], bytes: Uint8Array, after: number): void => {
    for (const word of set) if (!isKey[word] || isKeyAt(bytes, after)) seen.add(word);
  };

  const scan = (bytes: Uint8Array, start: number): number => {
    if (seen.size > 0) seen.clear();
    let mask = 0;
    let state = 0;
    /** Digits of the number being read, with those of its groups, and of its last group alone. */
    let digits = 0;
    let run = 0;
    let from = 0;
    let pairs = 0;
    let pairAt = -9;
    let dots = 0;
    let dotAt = -9;
    let colons = 0;
    let colonAt = -9;

    let at = headEnd(bytes, start);
    for (; ; at += 1) {
      const code = bytes[at]!;
      state = next[state + classes[code]!]!;
      if (state < 0) {
        state = -state;
        note(sets[found[state]!]!, bytes, at + 1);
      }
      if (code > COLON) {
        if (code >= ASCII) mask |= WIDE;
        if (digits === 0) continue;
        if (digits >= 7) mask |= numberBits(bytes, from, digits, run, code);
        digits = run = 0;
        continue;
      }
      if (code >= 48 && code !== COLON) {
        if (digits === 0) from = at;
        digits += 1;
        run += 1;
        continue;
      }
      if (code === NEWLINE) break;
      if (code === COLON || code === DASH) {
        pairs = at - pairAt === 3 ? pairs + 1 : 0;
        pairAt = at;
        if (pairs === 4) mask |= MAC;
        if (code === COLON) {
          const gap = at - colonAt;
          colons = gap <= 5 ? colons + 1 : 0;
          colonAt = at;
          if (gap === 1 || colons === 6) mask |= IPV6;
        }
      } else if (code === DOT) {
        if (at - dotAt === 1) mask |= DOTS;
        dots = run > 0 && at - dotAt <= 4 ? dots + 1 : 0;
        dotAt = at;
        if (dots === 2) mask |= IPV4;
      } else if (code === COMMA && run >= 4 && dotAt === at - run - 1) mask |= DECIMALS;
      if (digits === 0) continue;
      // A blank, a dash or a bracket may stand between the groups of a number, once.
      const isGap = code === SPACE || code === DASH || code === 40 || code === 41;
      if (!isGap || run === 0) {
        if (digits >= 7) mask |= numberBits(bytes, from, digits, run, code);
        digits = 0;
      }
      run = 0;
    }
    if (digits >= 7) mask |= numberBits(bytes, from, digits, run, NEWLINE);
    end = at;
    return mask;
  };

  return { scan, end: () => end, words: () => seen };
};
