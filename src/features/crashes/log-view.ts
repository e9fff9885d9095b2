import { readHead, type LogLevel } from './log-line.js';

/** Lines of one window: what a page shows at once. */
export const WINDOW_LINES = 400;
/** Lines shown above the one that was asked for. */
export const LEAD_LINES = 10;
/** Longer lines are cut; the line that was asked for never is. */
export const SHOWN_CHARS = 1000;

/** The levels of logcat, from the least to the most urgent. */
export const LOG_LEVELS = ['V', 'D', 'I', 'W', 'E', 'F'] as const;

/** Which lines of a log to show or to find; what is absent asks for nothing. */
export interface LogFilter {
  /** This level and those above it. */
  readonly level?: LogLevel | undefined;
  /** The whole tag, in any case. */
  readonly tag?: string | undefined;
  /** Words anywhere in the line, in any case. */
  readonly words?: string | undefined;
}

export interface LogLine {
  /** Its number in the whole copy, from 1. */
  readonly n: number;
  readonly text: string;
  readonly level: LogLevel | undefined;
}

interface Belonging {
  readonly level: LogLevel | undefined;
  readonly tag: string | undefined;
}

const NOWHERE: Belonging = { level: undefined, tag: undefined };

/** What follows a head without having one is part of its message, up to a blank line or a rule. */
function createHeads(): (text: string) => Belonging {
  let last = NOWHERE;
  return (text) => {
    const head = readHead(text)?.head;
    if (head) last = head;
    else if (text === '' || text.startsWith('---')) last = NOWHERE;
    return last;
  };
}

const tidy = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

export type Sieve = (text: string) => Pick<LogLine, 'text' | 'level'> | undefined;

/**
 * Reads the lines of one log in their order and lets through what the filter asks for. A search for
 * words alone does not read heads, and tells no levels.
 */
export function createSieve({ level, tag, words }: LogFilter): Sieve {
  const heads = createHeads();
  const lowest = level === undefined ? -1 : LOG_LEVELS.indexOf(level);
  const name = tag?.toLowerCase();
  const needle = words?.toLowerCase();
  const isHeaded = needle === undefined || level !== undefined || tag !== undefined;
  return (line) => {
    const text = tidy(line);
    const head = isHeaded ? heads(text) : NOWHERE;
    if (lowest >= 0 && (!head.level || LOG_LEVELS.indexOf(head.level) < lowest)) return undefined;
    if (name !== undefined && head.tag?.toLowerCase() !== name) return undefined;
    if (needle !== undefined && !text.toLowerCase().includes(needle)) return undefined;
    return { text, level: head.level };
  };
}

/** What a screen would swallow, obey or turn around: controls but the tab, and marks of direction. */
const HIDDEN =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** ASCII controls have pictures from U+2400 on; others are named. */
const pictureOf = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

/** The line as it is shown: every character visible, cut at `most`; and how many were left out. */
export function shownText(text: string, most: number): { text: string; more: number } {
  const isHalved = /[\ud800-\udbff]/.test(text[most - 1] ?? '');
  const kept = text.slice(0, isHalved ? most - 1 : most);
  return { text: kept.replace(HIDDEN, pictureOf), more: text.length - kept.length };
}

export interface TextPart {
  readonly text: string;
  readonly isMatch: boolean;
}

/** The text in parts, those that equal the words (in any case) marked. */
export function markWords(text: string, words: string | undefined): readonly TextPart[] {
  const lower = text.toLowerCase();
  const needle = words?.toLowerCase() ?? '';
  // Some letters grow in lower case; then the places would not fit.
  if (needle === '' || lower.length !== text.length) return [{ text, isMatch: false }];
  const parts: TextPart[] = [];
  let at = 0;
  for (let hit = lower.indexOf(needle); hit >= 0; hit = lower.indexOf(needle, at)) {
    if (hit > at) parts.push({ text: text.slice(at, hit), isMatch: false });
    at = hit + needle.length;
    parts.push({ text: text.slice(hit, at), isMatch: true });
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMatch: false });
  return parts;
}

/** What is asked of the viewer: all numbers are of lines within the entry, from 1. */
export interface LogRequest {
  readonly entry?: string | undefined;
  /** The first line of the window. */
  readonly from?: number | undefined;
  /** The line to show, with a few above it. */
  readonly line?: number | undefined;
  /** The window ends above this line. */
  readonly before?: number | undefined;
  readonly level?: LogLevel | undefined;
  readonly tag?: string | undefined;
  /** Words to mark. */
  readonly q?: string | undefined;
  /** From where on to look for them. */
  readonly find?: number | undefined;
  readonly wrap: boolean;
}

/** The address of the viewer at a line of a file. */
export function logHref(
  reportRef: string,
  n: number,
  { entry, line }: { readonly entry: string; readonly line: number },
): string {
  const query = new URLSearchParams({ ...(entry && { entry }), line: String(line) });
  return `/reports/${reportRef}/files/${n}/log?${query.toString()}#L${line}`;
}
