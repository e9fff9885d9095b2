import type {
  CrashDraft,
  Detector,
  Finding,
  LogLine,
  Preamble,
  ScanContext,
  Section,
} from './detector.js';
import { MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import type { AppVersion } from '../crash.js';
import { watchdogDraft } from './watchdog.js';

// `dumpsys dropbox --print` and files `tag@milliseconds.txt`; the headers are those of
// ActivityManagerService.appendDropBoxProcessHeaders and BootReceiver.
const ENTRY_LINE =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ([\w.-]{3,60}) \((?:compressed |gz )?(?:text|data|contents lost)/;
const FILE_NAME = /(?:^|[/!])([\w.-]{3,60})@(\d{10,16})\.(?:txt|dat|lost)(?:\.gz)?$/;
const FIRST_HEADER =
  /^(?:Process: [^\s,/]{1,200}\s{0,4}$|isPrevious: |SystemUptimeMs: |Process-Runtime: )/;
const HEADER =
  /^(?:[A-Z][A-Za-z]{1,20}(?:-[A-Z][a-z]{1,20}){0,2}|isPrevious|UptimeMs): ?(.{0,1000})$/;
/** A body that looks like a header; `Process:` with a number is the runtime's own line. */
const BODY =
  /^(?:Cmd ?line: |Subject: \w{1,80}(?:Exception|Error)|Kernel panic|BUG: |WARNING: |INFO: )/;
const SUMMARY = /^\s{2,12}Process: [^\s/]{1,200}\/(?:PID|UID|Flags|Package)/;
/** Value of `Package:`: `com.example v42 (4.2.0)`. */
const PACKAGE = /^([\w.]{1,200}) v(\d{1,12})(?: \(([^()\s]{1,80})\))?/;
const BLOCKED = /^Blocked in |WATCHDOG/;
const ANR =
  /ANR|Input dispatching|not respond|[Bb]roadcast of|[Ee]xecuting service|startForeground|ContentProvider/;
/** Tags of handled trouble: what they hold is no crash. */
const QUIET_TAG = /_(?:wtf|strictmode|lowmem)$/;
const RULE = /^={20,80}$/;
const MAX_HEADERS = 40;
const MAX_QUIET_LINES = 20_000;

/** The tag and the time of an entry's file, in seconds since 1970 as text. */
export const readDropBoxName = (entry: string): { readonly tag?: string; readonly at?: string } => {
  const [, tag, ms] = FILE_NAME.exec(entry) ?? [];
  if (tag === undefined || ms === undefined) return {};
  return { tag, at: `${ms.slice(0, -3)}.${ms.slice(-3)}` };
};

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,8}$/.test(text) ? Number(text) : undefined;

const namesOf = (names: {
  readonly [Key in keyof Preamble]?: Preamble[Key] | undefined;
}): Preamble => Object.fromEntries(Object.entries(names).filter(([, one]) => one !== undefined));

type Headers = ReadonlyMap<string, string>;

const fingerprintOf = (headers: Headers): string | undefined => {
  const build = headers.get('Build');
  return build?.includes('/') && build.includes(':') ? clip(build, 300) : undefined;
};

const appOf = (headers: Headers): AppVersion | undefined => {
  const [, name, code = '', version] = PACKAGE.exec(headers.get('Package') ?? '') ?? [];
  if (name === undefined) return undefined;
  return { package: name, versions: version === undefined ? [code] : [code, version] };
};

/** The crash that the headers alone tell: a hang of an app or of the system. */
const toFinding = (
  headers: Headers,
  at: string | undefined,
  start: LogLine,
  lastLine: number,
): Finding | undefined => {
  const subject = headers.get('Subject');
  if (subject === undefined || !(BLOCKED.test(subject) || ANR.test(subject))) return undefined;
  const fingerprint = fingerprintOf(headers);
  const facts = {
    pid: numberOf(headers.get('PID')),
    at,
    line: start.number,
    lastLine,
    device: fingerprint === undefined ? {} : { fingerprint },
  };
  if (BLOCKED.test(subject)) return { draft: watchdogDraft(subject, [], facts), isCertain: true };
  const draft = defined<CrashDraft>({
    ...facts,
    kind: 'anr',
    process: headers.get('Process'),
    tid: undefined,
    thread: undefined,
    exception: undefined,
    outerException: undefined,
    message: clip(subject, MAX_MESSAGE_CHARS),
    signal: undefined,
    signalCode: undefined,
    faultAddress: undefined,
    component: headers.get('Activity'),
    frames: [],
    outerFrames: undefined,
  });
  return { draft, isCertain: true };
};

/** Headers up to a blank line; what they say is kept for the crash in the body. */
const createHeaders = (start: LogLine, at: string | undefined, context: ScanContext): Section => {
  const headers = new Map<string, string>();
  let lastLine = start.number;
  let isOver = false;
  const take = ({ text, number }: LogLine): boolean => {
    const value = BODY.test(text) ? undefined : HEADER.exec(text)?.[1];
    const isBlank = text.trim() === '';
    if (isOver || (value === undefined && !isBlank) || headers.size > MAX_HEADERS) return false;
    if (value !== undefined) {
      headers.set(text.slice(0, text.indexOf(':')), value.trim());
      lastLine = number;
    } else isOver = headers.size > 0;
    return true;
  };
  take(start);
  return {
    take,
    finish: () => {
      const process = headers.get('Process');
      const pid = numberOf(headers.get('PID'));
      const fingerprint = fingerprintOf(headers);
      const finding = toFinding(headers, at, start, lastLine);
      const app = appOf(headers);
      if (!finding) context.preamble = namesOf({ process, app, pid, at, fingerprint });
      return finding;
    },
  };
};

/** An entry that is no crash, to its end. */
const createQuiet = (start: LogLine): Section => ({
  take: ({ text, number }) =>
    !ENTRY_LINE.test(text) && !RULE.test(text) && number - start.number <= MAX_QUIET_LINES,
  finish: () => undefined,
});

/** The line that names an entry, and its headers. */
const createEntry = (tag: string, start: LogLine, context: ScanContext): Section => {
  if (QUIET_TAG.test(tag)) return createQuiet(start);
  const at = start.text.slice(0, 19);
  let headers: Section | undefined;
  return {
    take: (line) => {
      if (headers) return headers.take(line);
      if (line.text.trim() === '') return true;
      if (!HEADER.test(line.text) || BODY.test(line.text)) return false;
      headers = createHeaders(line, at, context);
      return true;
    },
    finish: () => {
      if (!headers) context.preamble = { at };
      return headers?.finish();
    },
  };
};

const NOTHING: Section = { take: () => false, finish: () => undefined };

/**
 * Entries of the DropBox: the headers tell process and build, the body is read by whoever knows it.
 * Entries of handled trouble are passed over, and so are the one-line summaries of `dumpsys`.
 */
export const dropBoxEntry: Detector = {
  name: 'dropbox',
  hints: ['Process: ', 'isPrevious', 'SystemUptimeMs', 'bytes)', 'contents lost'],
  open: (line, context) => {
    const { head, text } = line;
    if (head !== undefined) return undefined;
    if (SUMMARY.test(text)) return NOTHING;
    const tag = ENTRY_LINE.exec(text)?.[1];
    if (tag !== undefined) return createEntry(tag, line, context);
    if (!FIRST_HEADER.test(text)) return undefined;
    const named = readDropBoxName(context.entry);
    if (named.tag !== undefined && QUIET_TAG.test(named.tag)) return createQuiet(line);
    return createHeaders(line, named.at, context);
  },
};

export const DROPBOX_PATTERNS: readonly RegExp[] = [
  ENTRY_LINE,
  FILE_NAME,
  FIRST_HEADER,
  HEADER,
  BODY,
  SUMMARY,
  PACKAGE,
  BLOCKED,
  ANR,
  QUIET_TAG,
  RULE,
];
