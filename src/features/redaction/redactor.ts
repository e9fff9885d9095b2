import { BLOCK_WORDS, createBlocks, isFrame } from './blocks.js';
import { protectName, protectPath } from './file-names.js';
import { createAutomaton } from './automaton.js';
import { bitOf, createLineScan } from './keyword-scan.js';
import { createLearnt } from './learnt.js';
import {
  FIRST_PLACEHOLDER,
  OWN_UNIT,
  PLACEHOLDER,
  PSEUDONYM,
  normalValue,
  type Digest,
  type PersonalType,
} from './personal-data.js';
import { endOfPiece } from './pieces.js';
import { RULES } from './rules/all.js';
import type { Rule } from './rules/rule.js';

export interface RedactorOptions {
  readonly digest: Digest;
  /** The serial and the IMEI of the unit whose log it is. */
  readonly own?: readonly string[];
  /** Told of every value before it is replaced. */
  readonly onFound?: (type: PersonalType, value: string) => void;
}

export interface Redactor {
  /**
   * Protects whole lines of one text, with or without a last line end; blocks that go over several
   * lines are followed from one call to the next. The number of lines stays.
   */
  text(lines: string): string;
  /** Protects words that stand by themselves, such as a message. */
  words(text: string): string;
  /** Protects the name of a file, and a path inside archives. */
  name(name: string): string;
  path(path: string): string;
}

const BEFORE = 40;
const WIDE = bitOf('wide');

/** A value that is more than quotes, escaped for an address or not. */
const tells = (value: string): boolean =>
  /[\p{L}\p{N}]/u.test(value.replace(/%(?:22|27|5C)/gi, ''));
/** Longer lines are worked on in pieces: no more values are in one than there are letters for them. */
const MAX_PIECE = 24_000;
const MAX_SLOTS = 6000;
const PLACEHOLDERS = new RegExp(`[${PLACEHOLDER}]`, 'g');
/** What the rules must not see: pseudonyms that are there already, and letters taken for them. */
const HIDDEN = new RegExp(`${PSEUDONYM.source}|[${PLACEHOLDER}]`, 'g');
const MAY_BE_DONE = /\[[A-Z]{2}/;

const isAscii = (word: string): boolean => /^[\x20-\x7e]+$/.test(word);

/** Which rules a word calls; worked out once for all redactors. */
const PLAN = ((): {
  /** By rule: the shape that calls it, or 0 where words do; and the shape it needs beside them. */
  readonly bits: Uint16Array;
  readonly needs: Uint16Array;
  readonly words: readonly string[];
  readonly calls: readonly (readonly number[])[];
  readonly wide: readonly (readonly [string, number])[];
} => {
  const calls = new Map<string, number[]>(BLOCK_WORDS.map((word) => [word, []]));
  const wide: [string, number][] = [];
  for (const [index, { when }] of RULES.entries()) {
    for (const word of typeof when === 'string' ? [] : when) {
      if (isAscii(word)) calls.set(word, [...(calls.get(word) ?? []), index]);
      else wide.push([word, index]);
    }
  }
  const bits = Uint16Array.from(RULES, ({ when }) => (typeof when === 'string' ? bitOf(when) : 0));
  const needs = Uint16Array.from(RULES, ({ shape }) => (shape ? bitOf(shape) : 0));
  return { bits, needs, words: [...calls.keys()], calls: [...calls.values()], wide };
})();

/** Shapes that ask for a look without a word. */
const TELLING = PLAN.bits.reduce((mask, bit) => mask | bit, WIDE | bitOf('dots'));
const WORDS = createAutomaton(PLAN.words);

/** Texts in UTF-8 with a line end behind them, in bytes that the next text takes over. */
const createEncoder = () => {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(0);
  return (text: string): { readonly bytes: Uint8Array; readonly length: number } => {
    if (bytes.length <= text.length) bytes = new Uint8Array(text.length + 1);
    const { read, written } = encoder.encodeInto(text, bytes);
    const isWhole = read === text.length && written < bytes.length;
    if (!isWhole) bytes = new Uint8Array(text.length * 3 + 1);
    const length = isWhole ? written : encoder.encodeInto(text, bytes).written;
    bytes[length] = 10;
    return { bytes, length };
  };
};

/** The words of blocks are the first of all. */
const hasBlockWord = (words: ReadonlySet<number>): boolean => {
  for (const word of words) if (word < BLOCK_WORDS.length) return true;
  return false;
};

const lineEnd = (text: string, start: number): number => {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
};

const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Replaces a value wherever it stands as a word of its own. */
const replaceWord = (text: string, value: string, by: () => string): string => {
  let result = '';
  let from = 0;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    const isPart =
      (isWord(text.charCodeAt(at - 1)) && isWord(value.charCodeAt(0))) ||
      (isWord(text.charCodeAt(at + value.length)) && isWord(value.charCodeAt(value.length - 1)));
    if (isPart) continue;
    result += text.slice(from, at) + by();
    from = at + value.length;
  }
  return from === 0 ? text : result + text.slice(from);
};

/**
 * Puts a pseudonym `[TYPE:8 hex]` in the place of everything personal, by the rules of rules.ts.
 * Frames, fingerprints, build ids and addresses stay as they are, and so does protected text. Pure:
 * the same text, digest and own names give the same result.
 */
export const createRedactor = ({ digest, own = [], onFound }: RedactorOptions): Redactor => {
  const learnt = createLearnt(own);
  const ownNames = new Set(own.map((name) => name.toLowerCase()));

  const pseudonym = (type: PersonalType, value: string): string => {
    onFound?.(type, value);
    const normal = normalValue(type, value);
    const hex = ownNames.has(normal.toLowerCase()) ? OWN_UNIT : digest(type, normal);
    return `[${type}:${hex}]`;
  };
  const blocks = createBlocks(pseudonym);
  const { bits, needs } = PLAN;
  const called = new Uint8Array(RULES.length);
  const scanner = createLineScan(WORDS);
  const encode = createEncoder();

  /** Puts a value away: what stands in its place means nothing to the rules that follow. */
  const hide = (slots: string[], shown: string): string =>
    String.fromCharCode(FIRST_PLACEHOLDER + slots.push(shown) - 1);

  const hideDone = (line: string, slots: string[]): string =>
    line.replace(HIDDEN, (shown) => hide(slots, shown));

  const apply = (line: string, rule: Rule, slots: string[]): string =>
    line.replace(rule.pattern, (...args: unknown[]) => {
      const match = args[0] as string;
      const groups = args.at(-1) as { readonly value?: string };
      const offset = args.at(-3) as number;
      const value = groups.value?.trimEnd() ?? '';
      const at = match.lastIndexOf(value);
      const before = line.slice(Math.max(0, offset + at - BEFORE), offset + at);
      if (!tells(value) || slots.length >= MAX_SLOTS) return match;
      if (rule.accepts?.(value, before) === false) return match;
      if (rule.isLearnt) learnt.add(rule.type, value);
      const hidden = hide(slots, pseudonym(rule.type, value));
      return match.slice(0, at) + hidden + match.slice(at + value.length);
    });

  /** Marks the rules that the words of the line call. */
  const call = (line: string, mask: number, words: ReadonlySet<number>): void => {
    called.fill(0);
    for (const word of words) for (const rule of PLAN.calls[word]!) called[rule] = 1;
    if ((mask & WIDE) === 0) return;
    for (const [word, rule] of PLAN.wide) if (line.includes(word)) called[rule] = 1;
  };

  const redactPiece = (piece: string, mask: number, hasLearnt: boolean): string => {
    const slots: string[] = [];
    let text = mask & WIDE || MAY_BE_DONE.test(piece) ? hideDone(piece, slots) : piece;
    for (let index = 0; index < called.length; index += 1) {
      if (called[index] === 0 && (bits[index]! & mask) === 0) continue;
      if ((needs[index]! & ~mask) === 0) text = apply(text, RULES[index]!, slots);
    }
    if (hasLearnt) {
      for (const [value, type] of learnt.values) {
        text = replaceWord(text, value, () => hide(slots, pseudonym(type, value)));
      }
    }
    if (slots.length === 0) return text;
    return text.replace(
      PLACEHOLDERS,
      (sign) => slots[sign.charCodeAt(0) - FIRST_PLACEHOLDER] ?? sign,
    );
  };

  const redactLine = (line: string, mask: number, hasLearnt: boolean): string => {
    const words = scanner.words();
    const taken = blocks.line(line, hasBlockWord(words));
    if (isFrame(taken)) return taken;
    call(line, mask, words);
    if (taken.length <= MAX_PIECE) return redactPiece(taken, mask, hasLearnt);
    let text = '';
    for (let start = 0; start < taken.length;) {
      const end = endOfPiece(taken, start, MAX_PIECE);
      text += redactPiece(taken.slice(start, end), mask, hasLearnt);
      start = end;
    }
    return text;
  };

  const text = (lines: string): string => {
    const { bytes, length } = encode(lines);
    let result = '';
    let kept = 0;
    let from = 0;
    for (let start = 0; start < lines.length;) {
      const mask = scanner.scan(bytes, from);
      const to = scanner.end();
      // In ASCII alone letters stand where their bytes do.
      const end = length === lines.length ? to : lineEnd(lines, start);
      const hasLearnt = learnt.isIn(bytes, from, to);
      const isLookedAt = (mask & TELLING) !== 0 || scanner.words().size > 0;
      if (isLookedAt || hasLearnt || blocks.isOpen()) {
        const line = lines.slice(start, end);
        const changed = redactLine(line, mask, hasLearnt);
        if (changed !== line) {
          result += lines.slice(kept, start) + changed;
          kept = end;
        }
      }
      start = end + 1;
      from = to + 1;
    }
    return kept === 0 ? lines : result + lines.slice(kept);
  };

  const found: Digest = (type, value) => {
    onFound?.(type, value);
    return digest(type, value);
  };
  return {
    text,
    words: (words) => words.split('\n').map(text).join('\n'),
    name: (name) => protectName(name, found),
    path: (path) => protectPath(path, found),
  };
};
