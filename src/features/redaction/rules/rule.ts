import { KEY } from '../automaton.js';
import type { Shape } from '../keyword-scan.js';
import { PLACEHOLDER, type PersonalType } from '../personal-data.js';

/**
 * One way in which personal data stands in a log. `when` are words in lower case, or a shape of the
 * line, without which the pattern is not asked. The pattern is global and has a group `value` at
 * its very end.
 */
export interface Rule {
  readonly name: string;
  readonly type: PersonalType;
  readonly when: readonly string[] | Shape;
  /** A shape that the line must have beside the word. */
  readonly shape?: Shape;
  readonly pattern: RegExp;
  /** A look at the value and at the 40 characters before it, for what a pattern can't tell. */
  readonly accepts?: (value: string, before: string) => boolean;
  /** The value may stand elsewhere without its key: look for it in what follows. */
  readonly isLearnt?: boolean;
}

// Between a key and its value: `key=`, `key: `, `[key]: [`, `"key":"`, `\"key\": \"`, `key%3D`, and in
// XML `<key>` and `name="key">`, with `&quot;` around the value.
export const QUOTE = String.raw`(?:\\{0,3}["'\])}>]|%22){0,3}`;
export const OPEN = String.raw`(?:\\{0,3}["'\[({<]|%22){0,3}`;
const ELEMENT = String.raw`(?:"|(?<=<\w{1,40}))>(?:&quot;|")?`;
export const GAP = String.raw`(?:${QUOTE}\s{0,4}(?:[=:：]|=>|%3[ADad])\s{0,4}${OPEN}|${ELEMENT})`;
// The same for numbers of a fixed length: any few characters, with short numbers of slots among them.
export const LOOSE = String.raw`[^\d\n]{0,24}(?:(?<!\d)\d{1,2}[^\d\n]{1,12}){0,4}`;
// What stands for a pseudonym while the rules run; it ends every free text.
export const DONE = PLACEHOLDER;
export const ANY = String.raw`[^\n${DONE}]`;
export const INNER = String.raw`(?:[^\n"'\\${DONE}]|(?<=\w)'(?=\w)|\\{1,2}u[0-9a-fA-F]{4})`;
// Free text within quotes, else up to whatever comes next.
export const UNTIL = String.raw`(?=\s{0,2}(?:[,;|)\]}&"<>\\，；。、）】${DONE}]|'(?!\w)|$)|\s{1,3}[\p{L}\w.\-]{1,24}\s?[=:：]|\s{2})`;
export const WORDS = String.raw`(?:(?<=["'])${INNER}{1,300}|(?<=: \[)[^\]\n${DONE}]{1,200}|(?<!["']|: \[)[^\s"'\[\](){},;&<>\\${DONE}]${ANY}{0,80}?${UNTIL})`;
export const ID = '[0-9A-Za-z]';
/** A number begins here: nothing that could make it a part of something longer. */
export const START = String.raw`(?:(?<![0-9A-Za-z.])|(?<=%(?:3[ADad]|2[0-9A-Fa-f]))|(?<=\\[nrt]))`;
export const END = String.raw`(?![0-9A-Za-z]|\.\d)`;
export const MAC = String.raw`[0-9A-Fa-f]{2}(?:[:\-][0-9A-Fa-f]{2}){5}`;

/** Words that count only as the key of a value. */
export const keys = (names: string): readonly string[] =>
  names.split(' ').map((name) => name + KEY);
export const of = (pattern: string): RegExp => new RegExp(pattern, 'giu');
export const keyed = (keys: string, value: string): RegExp =>
  of(`(?<before>(?:${keys})${GAP})(?<value>${value})`);
