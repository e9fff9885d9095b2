export type LogLevel = 'V' | 'D' | 'I' | 'W' | 'E' | 'F';

/** What a log line says before its message; every part may be missing in some format. */
export interface LineHead {
  readonly at: string | undefined;
  readonly pid: number | undefined;
  readonly tid: number | undefined;
  readonly level: LogLevel | undefined;
  readonly tag: string | undefined;
  readonly process: string | undefined;
}

export interface HeadedLine {
  readonly head: LineHead;
  /** Undefined when the line is only a head and the message follows (`-v long`). */
  readonly message: string | undefined;
}

type Groups = Record<string, string | undefined>;

// DDMS sets a colon after it.
const TIME =
  /^((?:\d{4}[-/])?\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d[.,]\d{3,9}(?: ?[+-]\d\d:?\d\d| [A-Z]{3,4}(?= ))?|\d{1,12}\.\d{3,9}(?= )):?/;

/** What indenting and tables set before a line. */
const PASTED = /^[\s|`]{1,16}/;
/** What a search sets before the lines that it found. */
const NUMBERED = /^\d{1,7}: ?(?=(?:\d{4}-)?\d\d-\d\d \d)/;
const FRAME_SIGNS = '\t |`';

// After the time (modifiers year, zone, usec, nsec, epoch and monotonic only change the time; uid adds
// a column). Source of the shapes: AOSP liblog logprint.cpp, DDMS (levels in words), Android Studio's
// two copy formats and Unity's log window.
const TIMED: readonly RegExp[] = [
  /^ {1,8}(?:[\w.-]{1,32} {1,8})?(?<pid>\d{1,8}) {1,8}(?<tid>\d{1,8}) {1,2}(?<level>[VDIWEFA]) (?<rest>.*)$/,
  /^ {1,4}(?<pid>\d{1,8})-(?<tid>\d{1,8})(?:\/(?<process>[^\s/]{1,200}))? {1,4}(?<level>[VDIWEFA])\/(?<rest>.*)$/,
  /^ {1,8}(?<pid>\d{1,8})-(?<tid>\d{1,8}) {1,4}(?<tag>\S[^\n]{0,80}?) {1,40}(?<process>[^\s]{1,200}) {1,80}(?<level>[VDIWEFA]) {2}(?<message>.*)$/,
  /^ {1,4}(?<level>[VDIWEFA]|VERBOSE|DEBUG|INFO|WARN|ERROR|ASSERT)\/(?<tag>[^\n]{0,100}?) {0,20}\( {0,6}(?:\w{1,10}: {0,6})?(?<pid>\d{1,8})\): ?(?<message>.*)$/,
  /^ {1,4}(?<level>[VDIWEFA])[/ ](?<rest>.*)$/,
  /^ {1,4}(?<pid>\d{1,8}) (?<tid>\d{1,8}) (?<level>Verbose|Debug|Info|Warn|Error|Fatal) (?<tag>\S{1,100}) (?<message>.*)$/,
];

const BRIEF =
  /^(?<level>[VDIWEFA]|VERBOSE|DEBUG|INFO|WARN|ERROR|ASSERT)\/(?<tag>[^\n]{0,100}?) {0,20}\( {0,6}(?:\w{1,10}: {0,6})?(?<pid>\d{1,8})\): ?(?<message>.*)$/;

const UNTIMED: readonly RegExp[] = [
  BRIEF,
  /^(?<level>[VDIWEFA])\( {0,6}(?:\w{1,10}: {0,6})?(?<pid>\d{1,8}): {0,6}(?<tid>0x[0-9a-f]{1,8}|\d{1,8})\) (?<message>.*)$/,
  /^(?<level>[VDIWEFA])\( {0,6}(?:\w{1,10}: {0,6})?(?<pid>\d{1,8})\) (?<message>.*) {2}\((?<tag>[^()]{0,100})\)$/,
  /^(?<level>[VDIWEFA])\/(?<rest>\S.*)$/,
  /^(?<level>[VDIWEFA]) (?<rest>[A-Za-z_][^:]{0,60}:.*)$/,
];

const LONG_HEAD =
  /^\[ {1,2}(?<at>[\d:. +-]{5,60}?) {1,8}(?:\w{1,10}: {0,6})?(?<pid>\d{1,8}): {0,6}(?<tid>0x[0-9a-f]{1,8}|\d{1,8}) (?<level>[VDIWEFA])\/(?<tag>[^\n]{0,100}?) {0,20}\]$/;

/** `--------- TAG (PID):` above the messages of one tag, as log collectors print it. */
const SECTION_HEAD = /^-{5,12} (?<tag>[^()]{1,80}) \((?<pid>\d{1,8})\):$/;

/** A head cut by copying: whatever stands before a well-known crash tag is noise. */
const CUT_HEAD =
  /^[^\n]{0,60}?(?<![A-Za-z])(?<level>[EF])[ /](?<tag>AndroidRuntime)(?:\( {0,6}(?<pid>\d{1,8})\))? {0,4}: ?(?<message>.*)$/;

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const LEVELS: Readonly<Record<string, LogLevel>> = {
  V: 'V',
  D: 'D',
  I: 'I',
  W: 'W',
  E: 'E',
  F: 'F',
  A: 'F',
};

/** Studio's words for a process that it doesn't know, and a name that it cut in the middle. */
const NO_PROCESS = /^(?:\?|pid-\d{1,8})$|\.\.\./;

const toHead = (groups: Groups, tag: string | undefined, at: string | undefined): LineHead => ({
  at: at?.trim(),
  pid: numberOf(groups['pid']),
  tid: numberOf(groups['tid']),
  level: LEVELS[groups['level']?.[0] ?? ''],
  tag: tag?.trim(),
  process: NO_PROCESS.test(groups['process'] ?? '?') ? undefined : groups['process'],
});

/** `tag: message`; the tag may hold single colons, so the first `: ` divides. */
const splitTag = (rest: string): { tag: string; message: string } | undefined => {
  const colon = rest.indexOf(': ');
  if (colon >= 0 && colon <= 100) {
    return { tag: rest.slice(0, colon), message: rest.slice(colon + 2) };
  }
  if (rest.length <= 100 && rest.endsWith(':')) return { tag: rest.slice(0, -1), message: '' };
  // A tab begins the message of a frame line whose blank was trimmed.
  const tab = rest.indexOf(':\t');
  return tab >= 0 && tab <= 100
    ? { tag: rest.slice(0, tab), message: rest.slice(tab + 1) }
    : undefined;
};

const fromMatch = (groups: Groups, at: string | undefined): HeadedLine | undefined => {
  if (groups['rest'] === undefined) {
    return { head: toHead(groups, groups['tag'], at ?? groups['at']), message: groups['message'] };
  }
  const parts = splitTag(groups['rest']);
  return parts && { head: toHead(groups, parts.tag, at), message: parts.message };
};

const firstMatch = (
  shapes: readonly RegExp[],
  text: string,
  at: string | undefined,
): HeadedLine | undefined => {
  for (const shape of shapes) {
    const groups = shape.exec(text)?.groups;
    const line = groups && fromMatch(groups, at);
    if (line) return line;
  }
  return undefined;
};

const BLANK = 32;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The common `threadtime` without a uid column, by hand: most lines of most logs. */
const readThreadtime = (text: string, at: string): HeadedLine | undefined => {
  let index = at.length;
  const skipBlanks = (): void => {
    while (text.charCodeAt(index) === BLANK) index += 1;
  };
  const readNumber = (): number => {
    skipBlanks();
    let value = 0;
    const from = index;
    while (index - from < 8 && isDigit(text.charCodeAt(index))) {
      value = value * 10 + text.charCodeAt(index) - 48;
      index += 1;
    }
    return index > from && text.charCodeAt(index) === BLANK ? value : -1;
  };
  const pid = readNumber();
  const tid = pid < 0 ? -1 : readNumber();
  if (tid < 0) return undefined;
  skipBlanks();
  const level = LEVELS[text[index] ?? ''];
  if (level === undefined || text.charCodeAt(index + 1) !== BLANK) return undefined;
  const parts = splitTag(text.slice(index + 2));
  if (!parts) return undefined;
  const head = { at, pid, tid, level, tag: parts.tag.trimEnd(), process: undefined };
  return { head, message: parts.message };
};

const MARKED = /^(?:[VDIWEFA][ /(]|(?:VERBOSE|DEBUG|INFO|WARN|ERROR|ASSERT)\/)/;

/**
 * Reads the head of a logcat line of any `-v` format, of an Android Studio copy, or of a line whose
 * head was cut by copying. Undefined for text without a head. Expects a tidy line without line end.
 */
export const readHead = (text: string): HeadedLine | undefined => {
  const start = FRAME_SIGNS.includes(text.charAt(0)) ? text.replace(PASTED, '') : text;
  const time = TIME.exec(start);
  if (time) {
    const [{ length }, at = ''] = time;
    return readThreadtime(start, at) ?? firstMatch(TIMED, start.slice(length), at);
  }
  if (NUMBERED.test(start)) return readHead(start.replace(NUMBERED, ''));
  // An indented `I/O error: …` is no head.
  const isIndented = start.length < text.length;
  if (MARKED.test(start)) return firstMatch(isIndented ? [BRIEF] : UNTIMED, start, undefined);
  if (start.startsWith('[ ')) return firstMatch([LONG_HEAD], start, undefined);
  if (start.startsWith('-----')) return firstMatch([SECTION_HEAD], start, undefined);
  return start.includes('AndroidRuntime') ? firstMatch([CUT_HEAD], start, undefined) : undefined;
};

export const LINE_PATTERNS: readonly RegExp[] = [
  TIME,
  PASTED,
  NUMBERED,
  NO_PROCESS,
  ...TIMED,
  ...UNTIMED,
  LONG_HEAD,
  SECTION_HEAD,
  CUT_HEAD,
  MARKED,
];
