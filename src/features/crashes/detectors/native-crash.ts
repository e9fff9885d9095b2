import type { Detector, LogLine, ScanContext, Section } from './detector.js';
import { MAX_FRAMES, clip, defined } from './detector.js';
import { parseJavaFrame } from './java-frame.js';
import { nativeDraft, type NativeFacts } from './native-facts.js';
import type { NativeFrame } from './native-frame.js';
import { parseNativeFrame } from './native-frame.js';

// Unity's handler throws what it wrote as an error of Java.
const STARS = /^\s{0,20}(?:(?:Caused by: )?java\.lang\.Error: )?(?:\*\*\* ){3}/;
// The log viewer of GrapheneOS has its own words: `osVersion: `, `cmdline: `, `signal: `, `faultAddr`.
const VIEWER = /^type: crash\s{0,4}$/;
const VIEWER_FACT = /^(cmdline|process|threadName): (.{1,200}?)\s{0,4}$/;
const FINGERPRINT = /^\s{0,20}(?:Build fingerprint|osVersion): ?'?([^'\s]{1,300})/;
const PID =
  /^\s{0,20}pid: (\d{1,8})(?:, tid: (\d{1,8}))?(?:, name: (.{0,100}?))?\s{1,6}>>> (.{1,200}?) <<</;
const SIGNAL =
  /^\s{0,20}(?:(?:Caused by: )?java\.lang\.Error: )?signal:? (-?\d{1,3}) \(([A-Z0-9?_]{1,20})\)(?:, code (-?\d{1,10}) \(([A-Z0-9?_]{1,30})[^)]{0,80}\))?(?:, fault ?[aA]ddr (\S{1,40}))?/;
// Crashlytics: `Crashed: RenderThread: SIGABRT  0x0000000000000000`
const CRASHED =
  /^\s{0,20}Crashed: (.{1,100}?) ?: {1,4}(SIG[A-Z]{2,8}) {1,4}(0x[0-9a-f]{1,16})\s{0,4}$/;
const FATAL_SIGNAL =
  /Fatal signal \d{1,3} \((?<signal>SIG[A-Z0-9]{1,12})\)(?:, code -?\d{1,10}(?: \((?<code>[A-Z0-9_]{1,30})[^)]{0,80}\))?)?(?:, fault addr (?<address>\S{1,40}))?(?: in tid (?<tid>\d{1,8}) \((?<thread>[^)]{0,60})\))?(?:, pid (?<pid>\d{1,8}) \((?<process>[^)]{0,60})\))?/;
// Before Android 5: `Fatal signal 11 (SIGSEGV) at 0x00000010 (code=1), thread 412 (ample.player)`
const OLD_FATAL_SIGNAL =
  /Fatal signal \d{1,3} \((?<signal>SIG[A-Z0-9]{1,12})\) at (?<address>0x[0-9a-f]{1,16}) \(code=-?\d{1,10}\)(?:, thread (?<tid>\d{1,8}) \((?<thread>[^)]{0,60})\))?/;
const ABORT = /^\s{0,20}Abort message: ?(.{0,4096})$/;
const CAUSE = /^\s{0,20}Cause: (.{1,500})$/;
const TIME = /^\s{0,20}(?:Timestamp|Crash time): ?'?([^']{1,60}?)'?\s{0,4}$/;
const BACKTRACE = /^\s{0,20}backtrace:\s{0,4}$/;
const NOTE = /^\s{0,20}NOTE: /;
const END =
  /^\s{0,20}(?:stack:|memory (?:near|map)|code around|--- --- ---|open files|(?:-{6,12} )|Tombstone written|java stacktrace:|FATAL EXCEPTION|-----)/;

const MAX_HEAD_LINES = 150;
const MAX_NOISE_LINES = 5;

const readCrashed = (text: string, found: NativeFacts): boolean => {
  const match = CRASHED.exec(text);
  if (match) [, found.thread, found.signal, found.faultAddress] = match;
  return match !== null;
};

const readFact = (text: string, found: NativeFacts): boolean => {
  const pid = PID.exec(text);
  const signal = SIGNAL.exec(text);
  const fingerprint = FINGERPRINT.exec(text);
  const time = TIME.exec(text);
  const cause = CAUSE.exec(text);
  const named = VIEWER_FACT.exec(text);
  if (pid) {
    // Google Play doesn't know it and writes 0.
    found.pid = Number(pid[1]) || undefined;
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
  else if (named?.[1] === 'threadName') found.thread ??= named[2];
  else if (named) found.process ??= named[2];
  else return readCrashed(text, found);
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
  const { head } = start;
  // Unity's handler writes from within the process that crashes.
  const found: NativeFacts = { at: head?.at, ...(head?.tag === 'CRASH' && { pid: head.pid }) };
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
    if (!isKnown && parseJavaFrame(text)) return false;
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
        const { process, pid, tid, thread, at, fingerprint } = found;
        const preamble = { process, pid, tid, thread, at, fingerprint };
        if (process !== undefined) context.preamble = defined(preamble);
        return undefined;
      }
      return { draft: nativeDraft(found, frames, start.number, lastLine), isCertain: true };
    },
  };
};

const readFatalSignal = ({ text, head }: LogLine): NativeFacts | undefined => {
  const match = OLD_FATAL_SIGNAL.exec(text) ?? FATAL_SIGNAL.exec(text);
  if (!match?.groups) return undefined;
  const groups: Record<string, string | undefined> = match.groups;
  const { signal, code, address, tid, thread, pid = head?.pid, process = thread } = groups;
  return {
    ...{ at: head?.at, signal, signalCode: code, faultAddress: address, thread },
    tid: tid === undefined ? undefined : Number(tid),
    pid: pid === undefined ? undefined : Number(pid),
    process: head?.process ?? process,
  };
};

/** `Fatal signal …` of the C library, sometimes all that is left of a native crash. */
const openFatalSignal = (line: LogLine): Section | undefined => {
  const found = readFatalSignal(line);
  if (!found) return undefined;
  return {
    isWhole: true,
    take: () => false,
    finish: () => ({ draft: nativeDraft(found, [], line.number, line.number), isCertain: true }),
  };
};

const isStart = (text: string): boolean =>
  STARS.test(text) ||
  VIEWER.test(text) ||
  FINGERPRINT.test(text) ||
  PID.test(text) ||
  SIGNAL.test(text) ||
  CRASHED.test(text) ||
  BACKTRACE.test(text);

/** Other threads of a tombstone repeat `pid:` and `backtrace:` without a signal. */
const isRepeat = (text: string, context: ScanContext): boolean =>
  context.hasTombstone && (PID.test(text) || BACKTRACE.test(text));

/** debuggerd's tombstones, from files and from the log, also xCrash's; and `Fatal signal` lines. */
export const nativeCrash: Detector = {
  name: 'native',
  hints: [
    '*** ***',
    'type: crash',
    'Crashed: ',
    'Build fingerprint',
    'pid: ',
    'signal ',
    'backtrace:',
  ],
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
  VIEWER,
  VIEWER_FACT,
  FINGERPRINT,
  PID,
  SIGNAL,
  CRASHED,
  FATAL_SIGNAL,
  OLD_FATAL_SIGNAL,
  ABORT,
  AFTER_ABORT,
  CAUSE,
  TIME,
  BACKTRACE,
  NOTE,
  END,
];
