import type { ShownFrame } from './r8-frame.js';

/** `at class.method(file:line)` somewhere in a line, with what stands around it. */
export interface FrameLine {
  readonly kind: 'frame';
  /** Up to and with `at `, and with the class loader and module in front of the class. */
  readonly before: string;
  readonly at: number;
  readonly frame: ShownFrame;
  readonly after: string;
}

/** A line that names an exception: `before`, its class and the rest. */
export interface ThrowableLine {
  readonly kind: 'throwable';
  readonly before: string;
  readonly className: string;
  readonly after: string;
}

const PART = '[\\p{L}_$\\p{Sc}\\p{Pc}][\\p{L}\\p{N}\\p{M}_$\\p{Sc}\\p{Pc}-]{0,300}';
const CLASS_NAME = new RegExp(`^${PART}(?:\\.${PART}){0,60}$`, 'u');
const METHOD = new RegExp(`^(?:${PART}|<init>|<clinit>)$`, 'u');
/** What a logger may write behind a frame: `~[app.jar:1.2]`. */
const TAIL = /^\s{0,40}(?:~?\[[^\]]{0,300}\])?\s{0,40}$/;
const CIRCULAR = /\[CIRCULAR REFERENCE:\s{0,4}([^\s\]]{1,1000})(?=\]?\s{0,40}$)/;
const LEAD = /[:"]\s{1,8}/g;
const MARK = /(?:Caused by|Suppressed|Wrapped by): {1,4}/;

export const TRACE_LINE_PATTERNS: readonly RegExp[] = [
  CLASS_NAME,
  METHOD,
  TAIL,
  CIRCULAR,
  LEAD,
  MARK,
];

const toSource = (source: string): { readonly file: string; readonly line: number | undefined } => {
  const colon = source.lastIndexOf(':');
  const digits = source.slice(colon + 1);
  if (colon < 0 || !/^\d{0,9}$/.test(digits)) return { file: source, line: undefined };
  return { file: source.slice(0, colon), line: digits === '' ? undefined : Number(digits) };
};

/** Where the class begins: behind `at `, the class loader and the module. */
const classStart = (text: string, from: number, open: number): number => {
  const slash = text.lastIndexOf('/', open);
  return slash >= from && !text.slice(from, slash).includes('Lambda') ? slash + 1 : from;
};

function parseFrameAt(text: string, at: number): FrameLine | undefined {
  let from = at + 2;
  while (text[from] === ' ' || text[from] === '\t') from += 1;
  const open = text.indexOf('(', from);
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open || !TAIL.test(text.slice(close + 1))) return undefined;
  const start = classStart(text, from, open);
  const dot = text.lastIndexOf('.', open);
  const className = text.slice(start, dot);
  const method = text.slice(dot + 1, open).trimEnd();
  if (dot <= start || !CLASS_NAME.test(className) || !METHOD.test(method)) return undefined;
  return {
    kind: 'frame',
    before: text.slice(0, start),
    at,
    frame: { className, method, ...toSource(text.slice(open + 1, close)) },
    after: text.slice(close + 1),
  };
}

const FRAME_STARTS = 4;

/** The first `at ` that begins a frame; a logger's head may hold the word too. */
function parseFrameLine(text: string): FrameLine | undefined {
  let at = -1;
  for (let tries = 0; tries < FRAME_STARTS; tries += 1) {
    at = text.indexOf('at ', at + 1);
    if (at < 0) return undefined;
    const isWord = at === 0 || !/[\w$.]/.test(text.charAt(at - 1));
    const line = isWord ? parseFrameAt(text, at) : undefined;
    if (line) return line;
  }
  return undefined;
}

/** The class at `from`, when it ends with the line or a colon. */
function throwableAt(text: string, from: number): ThrowableLine | undefined {
  const colon = text.indexOf(':', from);
  const end = colon < 0 ? text.trimEnd().length : colon;
  const className = text.slice(from, end);
  if (!CLASS_NAME.test(className) || className === 'Suppressed') return undefined;
  return { kind: 'throwable', before: text.slice(0, from), className, after: text.slice(end) };
}

const LEADS = 40;

/**
 * An exception begins the line or follows `Caused by: `; else it stands behind the last `: ` or
 * `" ` after which a class name can be read, because log heads and messages stand in front of it.
 */
function parseThrowableLine(text: string): ThrowableLine | undefined {
  const indent = text.length - text.trimStart().length;
  const mark = MARK.exec(text);
  const marked = mark ? [mark.index + mark[0].length] : [];
  const leads = [...text.matchAll(LEAD)].slice(-LEADS).map((lead) => lead.index + lead[0].length);
  for (const from of [indent, ...marked, ...leads.toReversed()]) {
    const line = throwableAt(text, from);
    if (line) return line;
  }
  return undefined;
}

function parseCircular(text: string): ThrowableLine | undefined {
  const found = CIRCULAR.exec(text);
  const className = found?.[1];
  if (!found || className === undefined || !CLASS_NAME.test(className)) return undefined;
  const from = found.index + found[0].length - className.length;
  return {
    kind: 'throwable',
    before: text.slice(0, from),
    className,
    after: text.slice(from + className.length),
  };
}

/** Reads a line of a Java stack trace, whatever a log has put in front; undefined for other lines. */
export const parseTraceLine = (text: string): FrameLine | ThrowableLine | undefined =>
  parseFrameLine(text) ?? parseCircular(text) ?? parseThrowableLine(text);
