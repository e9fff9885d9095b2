import type { CrashFrame } from '../crash.js';
import { isOurClass } from '../frame-rules.js';
import type {
  CrashDraft,
  Detector,
  Finding,
  LogLine,
  Preamble,
  ScanContext,
  Section,
} from './detector.js';
import { MAX_FRAMES, MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import type { JavaFrame, Throwable } from './java-frame.js';
import { findThrowable, looksThrowable, parseJavaFrame, parseThrowable } from './java-frame.js';
import { isFatal, JAVA_START_PATTERNS, readFatal } from './java-start.js';
import type { ThrowableTree, Trace } from './throwable-tree.js';
import { createThrowableTree } from './throwable-tree.js';

const PROCESS = /^\s{0,20}Process: ([^\s,]{1,200})(?:, PID: (\d{1,8}))?/;
const PID = /^\s{0,20}PID: (\d{1,8})/;
const PREAMBLE_LINE =
  /^\s{0,20}(?:Process|PID|UID|Flags|Package|Foreground|Activity|Subject|Build|User|(?:Short|Long) Msg)(?:-Activity| Label| Changelist| Time)?: /;
/** The runtime could not tell the system; why not is another trace. */
const ASIDE = /^\s{0,8}Error reporting (?:crash|WTF)/;
const CAUGHT = /^(?:ACRA caught a \S{1,120} for|Crash in) ?(\S{1,200})?/;
const IN_THREAD = /Exception in thread "([^"]{0,200})"/;
const OTHER_CRASH =
  /^\s{0,8}(?:\*\*\* \*\*\* \*\*\*|Build fingerprint:|Fatal signal \d|signal \d{1,3} \(SIG|Subject: (?:ANR|Input dispatching|Broadcast|[Ee]xecuting service|Context\.startForeground))/;
/** Unity's own handler throws a tombstone as text. */
const THROWN_TOMBSTONE = /^\s{0,20}java\.lang\.Error: (?:\*\*\* \*\*\*|signal \d)/;
const CRASH_TAG =
  /^(?:AndroidRuntime|ACRA|CrashHandler|CrashAnrDetector)$|Crash(?:Handler|Report)/i;

interface Frame extends Preamble {
  readonly start: LogLine;
  readonly isCertain: boolean;
}

const toFrames = (
  frames: readonly JavaFrame[],
  process: string | undefined,
): readonly CrashFrame[] =>
  frames
    .slice(0, MAX_FRAMES)
    .map((frame) => ({ ...frame, inApp: isOurClass(frame.module, process) }));

const toDraft = (trace: Trace, about: Frame, lastLine: number): CrashDraft | undefined => {
  const root = trace.chain[trace.chain.length - 1];
  const outer = trace.chain[0];
  if (!root || !outer) return undefined;
  const { start, process } = about;
  const wrapper = outer === root ? undefined : outer;
  return defined<CrashDraft>({
    kind: 'java',
    process,
    app: about.app,
    pid: about.pid ?? start.head?.pid,
    tid: about.tid ?? start.head?.tid,
    thread: about.thread,
    at: about.at ?? start.head?.at,
    exception: root.thrown.type,
    outerException: wrapper?.thrown.type,
    message: root.thrown.message === '' ? undefined : clip(root.thrown.message, MAX_MESSAGE_CHARS),
    signal: undefined,
    signalCode: undefined,
    faultAddress: undefined,
    component: undefined,
    frames: toFrames(root.frames, process),
    outerFrames: wrapper && toFrames(wrapper.frames.slice(0, 20), process),
    line: start.number,
    lastLine,
    device: {},
  });
};

/** The trace itself; `about` is settled when it starts. */
const createTrace = (about: Frame, tree: ThrowableTree, firstLine: number): Section => {
  let lastLine = firstLine;
  let isAside = false;
  return {
    take: ({ text, number }) => {
      const isOther = isFatal(text) || OTHER_CRASH.test(text);
      isAside ||= about.isCertain && ASIDE.test(text);
      if (isAside) return !isOther;
      const isNext = tree.inMessage() && !about.isCertain && looksThrowable(text);
      if (isOther || isNext || !tree.take(text)) return false;
      if (text.trim() !== '') lastLine = number;
      return true;
    },
    finish: (): Finding | undefined => {
      const trace = tree.trace();
      const draft = toDraft(trace, about, lastLine);
      return draft && (trace.hasFrames || about.isCertain)
        ? { draft, isCertain: about.isCertain }
        : undefined;
    },
  };
};

const namesOf = ({ process, pid }: Preamble): Preamble => ({
  ...(process !== undefined && { process }),
  ...(pid !== undefined && { pid }),
});

const MAX_PREAMBLE_LINES = 40;

/** From `FATAL EXCEPTION` or `Process:` to the exception: the process, then the first header. */
const createFatal = (start: LogLine, known: Preamble, context: ScanContext): Section => {
  let about: Frame = { ...known, start, isCertain: true };
  let trace: Section | undefined;
  let lines = 0;

  const takePreamble = ({ text, number }: LogLine): boolean => {
    lines += 1;
    const process = PROCESS.exec(text);
    const pid = process?.[2] ?? PID.exec(text)?.[1];
    if (process) about = { ...about, process: process[1] ?? '' };
    if (pid !== undefined) about = { ...about, pid: Number(pid) };
    if (process || pid !== undefined || text.trim() === '' || PREAMBLE_LINE.test(text)) return true;
    if (OTHER_CRASH.test(text) || THROWN_TOMBSTONE.test(text) || isFatal(text)) return false;
    const thrown = parseThrowable(text) ?? findThrowable(text);
    if (!thrown) return lines <= MAX_PREAMBLE_LINES;
    trace = createTrace(about, createThrowableTree(thrown), number);
    return true;
  };

  takePreamble(start);
  return {
    take: (line) => (trace ? trace.take(line) : takePreamble(line)),
    finish: () => {
      if (!trace) context.preamble = namesOf(about);
      return trace?.finish();
    },
  };
};

/** Below level E a trace was handled; but a line without a head only inherits a level. */
const isQuiet = ({ head, text }: LogLine): boolean => {
  if (head?.tag === 'StrictMode') return true;
  if (head?.level === undefined || head.level === 'E' || head.level === 'F') return false;
  const isUncaught = text.includes('FATAL EXCEPTION') || IN_THREAD.test(text);
  return !isUncaught || head.tag === 'System.err';
};

const openFatal = (line: LogLine, context: ScanContext): Section | undefined => {
  const { text, head } = line;
  const fatal = readFatal(line);
  if (fatal) return createFatal({ ...line, text: fatal.rest }, fatal.known, context);
  const isCrashLog = head === undefined || head.tag === 'AndroidRuntime';
  return isCrashLog && PROCESS.test(text) ? createFatal(line, {}, context) : undefined;
};

/** A trace that is not certain is not followed where it would not count in the end. */
const openTrace = (line: LogLine, thrown: Throwable, context: ScanContext): Section | undefined => {
  const { head, text } = line;
  const thread = IN_THREAD.exec(text)?.[1];
  const caught = CAUGHT.exec(context.previous)?.[1];
  const process = context.preamble.process ?? head?.process ?? caught;
  const isCertain =
    thread !== undefined ||
    /^(?:== Java|Fatal) Exception: /.test(text) ||
    context.preamble.process !== undefined ||
    CRASH_TAG.test(head?.tag ?? '');
  if (!isCertain && !context.mayPaste) return undefined;
  const about: Frame = {
    ...context.preamble,
    start: line,
    isCertain,
    ...(process !== undefined && { process }),
    ...(thread !== undefined && { thread }),
  };
  return createTrace(about, createThrowableTree(thrown), line.number);
};

/** A frame whose header is the line before it, in whatever words. */
const openAtFrame = (line: LogLine, context: ScanContext): Section | undefined => {
  const { previous } = context;
  const named = parseThrowable(previous);
  const isType = named?.type.includes('.') === true || looksThrowable(previous);
  const thrown = isType ? named : (findThrowable(previous) ?? named);
  if (!thrown || /^\s{0,40}at /.test(previous)) return undefined;
  const start = { ...line, text: previous, number: Math.max(1, line.number - 1) };
  const section = openTrace(start, thrown, context);
  section?.take(line);
  return section;
};

/**
 * Uncaught exceptions: `FATAL EXCEPTION` of the runtime and the system process, the same with its
 * first lines lost, DropBox entries, and bare traces. A trace below level E is a handled one.
 */
export const javaCrash: Detector = {
  name: 'java',
  hints: [
    'FATAL EXCEPTION',
    'Process: ',
    'Exception in thread ',
    '== Java Exception',
    'Fatal Exception: ',
    'CRASH: ',
    'AndroidRuntime',
    'E/ACRA',
    'E ACRA',
    ...['Handler', 'handler', 'Report', 'report', 'Anr'].map((end) => `rash${end}`),
  ],
  pasteHints: ['at ', 'Exception', 'Error', 'Throwable', 'Failure'],
  open: (line, context) => {
    if (isQuiet(line)) return undefined;
    const { text } = line;
    const fatal = openFatal(line, context);
    if (fatal) return fatal;
    if (parseJavaFrame(text)) return openAtFrame(line, context);
    const thrown = looksThrowable(text) ? parseThrowable(text) : undefined;
    if (!thrown || text.startsWith('Caused by')) return undefined;
    return openTrace(line, thrown, context);
  },
};

export const JAVA_CRASH_PATTERNS: readonly RegExp[] = [
  ...JAVA_START_PATTERNS,
  THROWN_TOMBSTONE,
  PROCESS,
  PID,
  PREAMBLE_LINE,
  ASIDE,
  CAUGHT,
  IN_THREAD,
  OTHER_CRASH,
  CRASH_TAG,
];
