import { createBlocks, isFrame } from './blocks.js';
import { protectName, protectPath } from './file-names.js';
import { createAutomaton } from './automaton.js';
import { bitOf, createLineScan } from './keyword-scan.js';
import {
  FIRST_PLACEHOLDER,
  OWN_UNIT,
  PLACEHOLDER,
  PSEUDONYM,
  normalValue,
  type Digest,
  type PersonalType,
} from './personal-data.js';
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
const MAX_LEARNT = 64;
const WIDE = bitOf('wide');
const ALWAYS = ['-----begin', 'memory near', 'memory around'];

const TELLS = /[\p{L}\p{N}]/u;
/** More pseudonyms than there are letters for them have no place in one line of a log. */
const MAX_SLOTS = 6000;
const PLACEHOLDERS = new RegExp(`[${PLACEHOLDER}]`, 'g');
/** What the rules must not see: pseudonyms that are there already, and letters taken for them. */
const HIDDEN = new RegExp(`${PSEUDONYM.source}|[${PLACEHOLDER}]`, 'g');

const isAscii = (word: string): boolean => /^[\x20-\x7e]+$/.test(word);

interface PlannedRule extends Rule {
  /** The shape that calls the rule, or 0 where words do; and the shape it needs beside them. */
  readonly bit: number;
  readonly needs: number;
}

/** Which rules a word calls; worked out once for all redactors. */
const PLAN = ((): {
  readonly rules: readonly PlannedRule[];
  readonly words: readonly string[];
  readonly calls: readonly (readonly number[])[];
  readonly wide: readonly (readonly [string, number])[];
} => {
  const calls = new Map<string, number[]>(ALWAYS.map((word) => [word, []]));
  const wide: [string, number][] = [];
  const rules = RULES.map((rule, index) => {
    const needs = rule.shape ? bitOf(rule.shape) : 0;
    if (typeof rule.when === 'string') return { ...rule, needs, bit: bitOf(rule.when) };
    for (const word of rule.when) {
      if (isAscii(word)) calls.set(word, [...(calls.get(word) ?? []), index]);
      else wide.push([word, index]);
    }
    return { ...rule, needs, bit: 0 };
  });
  return { rules, words: [...calls.keys()], calls: [...calls.values()], wide };
})();

/** Shapes that ask for a look without a word. */
const TELLING = PLAN.rules.reduce((mask, { bit }) => mask | bit, WIDE | bitOf('dots'));
const WORDS = createAutomaton(PLAN.words);

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

/** Telling enough to be looked for without its key: no common word, no small number. */
const isTelling = (type: PersonalType, value: string): boolean => {
  if (/\p{Script=Han}/u.test(value)) return value.length >= 2;
  if (value.length < 6 || !isAscii(value) || value.includes('[')) return false;
  return /\d/.test(value) ? !/^\d{1,7}$/.test(value) : type === 'NAME' && / /.test(value);
};

/** Values seen beside their key, to be found again without it. */
const createLearnt = (own: readonly string[]) => {
  const values = new Map<string, PersonalType>();
  for (const name of own) {
    if (name.length >= 6) values.set(name, /^\d{14,17}$/.test(name) ? 'IMEI' : 'SERIAL');
  }
  const build = () => {
    const words = [...values.keys()].filter(isAscii).map((value) => value.toLowerCase());
    return createLineScan(
      words.length === 0 ? WORDS : createAutomaton([...new Set([...PLAN.words, ...words])]),
    );
  };
  let scan = build();
  return {
    values,
    scan: () => scan,
    add: (type: PersonalType, value: string): void => {
      if (values.has(value) || values.size >= MAX_LEARNT || !isTelling(type, value)) return;
      values.set(value, type);
      scan = build();
    },
  };
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
  const called = new Uint8Array(PLAN.rules.length);

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
      if (!TELLS.test(value) || slots.length >= MAX_SLOTS) return match;
      if (rule.accepts?.(value, before) === false) return match;
      if (rule.isLearnt) learnt.add(rule.type, value);
      const hidden = hide(slots, pseudonym(rule.type, value));
      return match.slice(0, at) + hidden + match.slice(at + value.length);
    });

  /** Marks the rules that the words of the line call; says whether a learnt value stands there. */
  const call = (line: string, mask: number, words: ReadonlySet<number>): boolean => {
    called.fill(0);
    let isLearntThere = false;
    for (const word of words) {
      const rules = PLAN.calls[word];
      if (rules) for (const rule of rules) called[rule] = 1;
      else isLearntThere = true;
    }
    if ((mask & WIDE) === 0) return isLearntThere;
    for (const [word, rule] of PLAN.wide) if (line.includes(word)) called[rule] = 1;
    return true;
  };

  const redactLine = (line: string, mask: number, words: ReadonlySet<number>): string => {
    const taken = blocks.line(line);
    if (isFrame(taken)) return taken;
    const isLearntThere = call(line, mask, words);
    const slots: string[] = [];
    let text = taken.includes('[') || mask & WIDE ? hideDone(taken, slots) : taken;
    for (let index = 0; index < PLAN.rules.length; index += 1) {
      const rule = PLAN.rules[index]!;
      const isCalled = called[index] === 1 || (rule.bit & mask) !== 0;
      if (isCalled && (rule.needs & mask) === rule.needs) text = apply(text, rule, slots);
    }
    if (isLearntThere) {
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

  const text = (lines: string): string => {
    let result = '';
    let kept = 0;
    for (let start = 0; start < lines.length;) {
      const scanner = learnt.scan();
      const mask = scanner.scan(lines, start);
      const end = scanner.end();
      if ((mask & TELLING) !== 0 || scanner.words().size > 0 || blocks.isOpen()) {
        const line = lines.slice(start, end);
        const changed = redactLine(line, mask, scanner.words());
        if (changed !== line) {
          result += lines.slice(kept, start) + changed;
          kept = end;
        }
      }
      start = end + 1;
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
