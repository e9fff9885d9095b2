import type { Detector, LogLine, ScanContext, Section } from './detector.js';
import { MAX_FRAMES, clip, defined } from './detector.js';
import { nativeDraft, type NativeFacts } from './native-facts.js';
import type { NativeFrame } from './native-frame.js';
import { parseNativeFrame } from './native-frame.js';

const STARS = /^\s{0,20}(?:\*\*\* ){3}/;
const FINGERPRINT = /^\s{0,20}Build fingerprint: ?'?([^'\s]{1,300})/;
const PID =
  /^\s{0,20}pid: (\d{1,8})(?:, tid: (\d{1,8}))?(?:, name: (.{0,100}?))?\s{1,6}>>> (.{1,200}?) <<</;
const SIGNAL =
  /^\s{0,20}signal (-?\d{1,3}) \(([A-Z0-9?_]{1,20})\)(?:, code (-?\d{1,10}) \(([A-Z0-9?_]{1,30})[^)]{0,80}\))?(?:, fault addr (\S{1,40}))?/;
const FATAL_SIGNAL =
  /Fatal signal (\d{1,3}) \((SIG[A-Z0-9]{1,12})\)(?:, code (-?\d{1,10})(?: \(([A-Z0-9_]{1,30})[^)]{0,80}\))?)?(?:, fault addr (\S{1,40}))?(?: in tid (\d{1,8}) \(([^)]{0,60})\))?(?:, pid (\d{1,8}) \(([^)]{0,60})\))?/;
const ABORT = /^\s{0,20}Abort message: ?(.{0,4096})$/;
const CAUSE = /^\s{0,20}Cause: (.{1,500})$/;
const TIME = /^\s{0,20}(?:Timestamp|Crash time): ?'?([^']{1,60}?)'?\s{0,4}$/;
const BACKTRACE = /^\s{0,20}backtrace:\s{0,4}$/;
const NOTE = /^\s{0,20}NOTE: /;
const END =
  /^\s{0,20}(?:stack:|memory (?:near|map)|code around|--- --- ---|open files|(?:-{6,12} )|Tombstone written|java stacktrace:|FATAL EXCEPTION|-----)/;

const MAX_HEAD_LINES = 150;
const MAX_NOISE_LINES = 5;

const readFact = (text: string, found: NativeFacts): boolean => {
  const pid = PID.exec(text);
  const signal = SIGNAL.exec(text);
  const fingerprint = FINGERPRINT.exec(text);
  const time = TIME.exec(text);
  const cause = CAUSE.exec(text);
  if (pid) {
    found.pid = Number(pid[1]);
    found.tid = pid[2] === undefined ? undefined : Number(pid[2]);
    found.thread = pid[3];
    found.process = pid[4];
  } else if (signal) {
    found.signal = signal[2];
    found.signalCode = signal[4];
    found.faultAddress = signal[5] === '--------' ? undefined : signal[5];
  } else if (fingerprint) found.fingerprint = fingerprint[1];
  else if (time) found.at = time[1];
  else if (cause) found.cause ??= cause[1];
  else return false;
  return true;
};

/** What follows an abort message: facts, registers, the stack, a blank line. */
const AFTER_ABORT =
  /^\s{0,40}(?:$|Cause: |Note: |[Cc]rash [Dd]etail|backtrace:|stack:|uid: |\d{1,4} total frames|[a-z]\w{1,5} {1,4}[0-9a-f]{8,16}(?: |$))/;
const MAX_ABORT_LINES = 40;

/**
 * A quoted abort message may go on over lines, with quotes inside: a quote at the end of a line ends
 * it, unless a later line before the registers ends with one as well.
 */
const createAbortReader = (found: NativeFacts) => {
  let lines: string[] = [];
  let isOpen = false;

  const settle = (text: string): void => {
    lines.push(text);
    if (!text.trimEnd().endsWith("'")) return;
    found.abort = clip(lines.join('\n').trimEnd().slice(0, -1), 4000);
  };

  return (text: string): boolean => {
    const start = ABORT.exec(text)?.[1];
    if (start !== undefined) {
      isOpen = start.startsWith("'");
      lines = [];
      found.abort = isOpen ? start.slice(1) : start;
      if (isOpen) settle(start.slice(1));
      return true;
    }
    isOpen = isOpen && lines.length < MAX_ABORT_LINES && !AFTER_ABORT.test(text);
    if (isOpen) settle(text);
    return isOpen;
  };
};

const createTombstone = (start: LogLine, context: ScanContext): Section => {
  const found: NativeFacts = { at: start.head?.at };
  const frames: NativeFrame[] = [];
  const readAbort = createAbortReader(found);
  let lastLine = start.number;
  let headLines = 0;
  let noiseLines = 0;

  const takeFrame = (frame: NativeFrame): boolean => {
    if (frame.index === 0 && frames.length > 0) return false;
    if (frames.length < MAX_FRAMES) frames.push(frame);
    return true;
  };

  const takeNoise = (text: string): boolean => {
    if (text.trim() === '' || NOTE.test(text)) return true;
    noiseLines += 1;
    return noiseLines <= MAX_NOISE_LINES;
  };

  const takeText = (text: string): boolean => {
    const frame = parseNativeFrame(text);
    if (frame) return takeFrame(frame);
    if (END.test(text)) return false;
    const isKnown = found.pid !== undefined || found.signal !== undefined;
    if (STARS.test(text) && (isKnown || frames.length > 0)) return false;
    if (frames.length > 0) return takeNoise(text);
    headLines += 1;
    return readFact(text, found) || readAbort(text) || headLines <= MAX_HEAD_LINES;
  };

  return {
    take: ({ text, number }) => {
      if (!takeText(text)) return false;
      if (text.trim() !== '') lastLine = number;
      return true;
    },
    finish: () => {
      if (found.signal === undefined && frames.length === 0) {
        const { process, pid, tid, thread, at } = found;
        if (process !== undefined) context.preamble = defined({ process, pid, tid, thread, at });
        return undefined;
      }
      return { draft: nativeDraft(found, frames, start.number, lastLine), isCertain: true };
    },
  };
};

/** `Fatal signal …` of the C library, sometimes all that is left of a native crash. */
const openFatalSignal = (line: LogLine): Section | undefined => {
  const match = FATAL_SIGNAL.exec(line.text);
  if (!match) return undefined;
  const pid = match[8] ?? line.head?.pid;
  const found: NativeFacts = {
    at: line.head?.at,
    signal: match[2],
    signalCode: match[4],
    faultAddress: match[5],
    tid: match[6] === undefined ? undefined : Number(match[6]),
    thread: match[7],
    pid: pid === undefined ? undefined : Number(pid),
    process: line.head?.process ?? match[9] ?? match[7],
  };
  return {
    isWhole: true,
    take: () => false,
    finish: () => ({ draft: nativeDraft(found, [], line.number, line.number), isCertain: true }),
  };
};

const isStart = (text: string): boolean =>
  STARS.test(text) ||
  FINGERPRINT.test(text) ||
  PID.test(text) ||
  SIGNAL.test(text) ||
  BACKTRACE.test(text);

/** Other threads of a tombstone repeat `pid:` and `backtrace:` without a signal. */
const isRepeat = (text: string, context: ScanContext): boolean =>
  context.hasTombstone && (PID.test(text) || BACKTRACE.test(text));

/** debuggerd's tombstones, from files and from the log, also xCrash's; and `Fatal signal` lines. */
export const nativeCrash: Detector = {
  name: 'native',
  hints: ['*** ***', 'Build fingerprint', 'pid: ', 'signal ', 'backtrace:'],
  open: (line, context) => {
    if (line.text.includes('Fatal signal ')) return openFatalSignal(line);
    if (!isStart(line.text) || isRepeat(line.text, context)) return undefined;
    const section = createTombstone(line, context);
    section.take(line);
    return {
      ...section,
      finish: () => {
        const finding = section.finish();
        if (finding) context.hasTombstone = true;
        return finding;
      },
    };
  },
};

export const NATIVE_CRASH_PATTERNS: readonly RegExp[] = [
  STARS,
  FINGERPRINT,
  PID,
  SIGNAL,
  FATAL_SIGNAL,
  ABORT,
  AFTER_ABORT,
  CAUSE,
  TIME,
  BACKTRACE,
  NOTE,
  END,
];
