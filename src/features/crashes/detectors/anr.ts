import type { CrashFrame } from '../crash.js';
import { isOurClass } from '../frame-rules.js';
import type { CrashDraft, Detector, LogLine, ScanContext, Section } from './detector.js';
import { MAX_FRAMES, MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import type { JavaFrame } from './java-frame.js';
import { parseJavaFrame } from './java-frame.js';
import { toCrashFrames } from './native-facts.js';
import type { NativeFrame } from './native-frame.js';
import { parseNativeFrame } from './native-frame.js';

const DUMP =
  /^\s{0,8}-{5} (?:dumping |Waiting Channels: )?pid:? (\d{1,8}) at (.{1,60}?)(?: -{5})?\s{0,4}$/;
const DUMP_END = /^\s{0,8}-{5} end \d{1,8} -{5}/;
const SECTION = /^-{6,12} /;
const THREADS = /^\s{0,8}DALVIK THREADS/;
const THREAD =
  /^\s{0,8}"([^"]{0,200})"(?: daemon)?(?: prio=\d{1,3})?(?: tid=(\d{1,6}))?(?: sysTid=(\d{1,8}))?(?: [A-Z(].{0,80})?$/i;
const MAIN_THREAD = /^\s{0,8}"main" prio=\d{1,3} tid=1 /;
const SYSTEM_TID = /^\s{0,8}\| sysTid=(\d{1,8})/;
const COMMAND = /^\s{0,8}Cmd ?line: (\S{1,200})/i;
const SUBJECT = /^\s{0,8}(?:Subject|Reason|Annotation): (.{1,1000})$/;
const ANR_SUBJECT =
  /^\s{0,8}Subject: .{0,200}(?:ANR|not respond|timed out|did ?not|executing|Broadcast)/i;
const FINGERPRINT = /^\s{0,8}Build fingerprint: ?'?([^'\s]{1,300})/;
const HELD_BY = /^\s{0,8}- waiting to lock .{0,300} held by (?:thread |tid=)(\d{1,6})/;
const MAX_LINES = 100_000;
const MAX_THREADS = 2000;
const MAX_HOLDER_FRAMES = 30;

interface DumpedThread {
  readonly name: string;
  readonly tid: string | undefined;
  readonly java: JavaFrame[];
  readonly native: NativeFrame[];
  heldBy: string | undefined;
  sysTid: number | undefined;
}

interface Dump {
  pid?: number | undefined;
  process?: string | undefined;
  at?: string | undefined;
  reason?: string | undefined;
  fingerprint?: string | undefined;
}

const isMain = (thread: DumpedThread, pid: number | undefined): boolean =>
  thread.tid === '1' ||
  thread.name === 'main' ||
  (thread.sysTid !== undefined && thread.sysTid === pid);

const framesOf = (
  thread: DumpedThread | undefined,
  process: string | undefined,
): readonly CrashFrame[] => {
  if (!thread) return [];
  if (thread.java.length === 0) return toCrashFrames(thread.native);
  return thread.java
    .slice(0, MAX_FRAMES)
    .map((frame) => ({ ...frame, inApp: isOurClass(frame.module, process) }));
};

/** The window that input waited for: `7985007 com.firstbatch.camera/.CameraActivity (server) …`. */
const WINDOW = /\(?[0-9a-f]{4,16} ([\w.]{1,200}\/[\w.$]{1,200})/;

const windowOf = (reason: string | undefined): string | undefined => WINDOW.exec(reason ?? '')?.[1];

const anrDraft = (
  facts: Dump & { readonly component?: string | undefined },
  start: LogLine,
  lastLine: number,
  main?: DumpedThread,
  holder?: DumpedThread,
): CrashDraft =>
  defined<CrashDraft>({
    kind: 'anr',
    process: facts.process,
    pid: facts.pid,
    tid: main?.sysTid,
    thread: main?.name,
    at: facts.at,
    exception: undefined,
    outerException: undefined,
    message: facts.reason === undefined ? undefined : clip(facts.reason, MAX_MESSAGE_CHARS),
    signal: undefined,
    signalCode: undefined,
    faultAddress: undefined,
    component: facts.component ?? windowOf(facts.reason),
    frames: framesOf(main, facts.process),
    outerFrames: holder && framesOf(holder, facts.process).slice(0, MAX_HOLDER_FRAMES),
    line: start.number,
    lastLine,
    device: facts.fingerprint === undefined ? {} : { fingerprint: facts.fingerprint },
  });

const readThread = (text: string, thread: DumpedThread): void => {
  const java = parseJavaFrame(text);
  const native = java ? undefined : parseNativeFrame(text);
  const heldBy = HELD_BY.exec(text)?.[1];
  const sysTid = SYSTEM_TID.exec(text)?.[1];
  const keep = thread.tid === '1' || thread.name === 'main' ? MAX_FRAMES : MAX_HOLDER_FRAMES;
  if (java && thread.java.length < keep) thread.java.push(java);
  if (native && thread.native.length < keep) thread.native.push(native);
  if (heldBy !== undefined) thread.heldBy ??= heldBy;
  if (sysTid !== undefined) thread.sysTid = Number(sysTid);
};

const readDumpFact = (text: string, dump: Dump): void => {
  const started = DUMP.exec(text);
  if (started) {
    dump.pid ??= Number(started[1]);
    dump.at = (started[2] ?? '').includes('-') ? started[2] : dump.at;
  }
  dump.process ??= COMMAND.exec(text)?.[1];
  dump.reason ??= SUBJECT.exec(text)?.[1];
  dump.fingerprint ??= FINGERPRINT.exec(text)?.[1];
};

const toThread = (match: RegExpExecArray): DumpedThread => ({
  name: match[1] ?? '',
  tid: match[2],
  java: [],
  native: [],
  heldBy: undefined,
  sysTid: match[3] === undefined ? undefined : Number(match[3]),
});

const createThreadDump = (start: LogLine, context: ScanContext): Section => {
  const { process, pid, at } = context.preamble;
  const dump: Dump = { process, pid, at };
  const threads: DumpedThread[] = [];
  let thread: DumpedThread | undefined;
  let lastLine = start.number;
  let lines = 0;
  let isOver = false;

  const isEnd = (text: string): boolean => {
    const next = DUMP.exec(text);
    const isOther = next !== null && dump.pid !== undefined && Number(next[1]) !== dump.pid;
    return isOver || isOther || SECTION.test(text) || text.includes('FATAL EXCEPTION');
  };

  const read = (text: string): void => {
    const started = text.includes('"') ? THREAD.exec(text) : null;
    if (started && threads.length < MAX_THREADS) {
      thread = toThread(started);
      threads.push(thread);
    } else if (thread) readThread(text, thread);
    else readDumpFact(text, dump);
    if (DUMP_END.test(text)) isOver = true;
  };

  return {
    take: ({ text, number }) => {
      lines += 1;
      if (lines > MAX_LINES || isEnd(text)) return false;
      read(text);
      if (text.trim() !== '') lastLine = number;
      return true;
    },
    finish: () => {
      context.hasThreadDump = true;
      const main = threads.find((one) => isMain(one, dump.pid));
      const holder = threads.find((one) => one.tid !== undefined && one.tid === main?.heldBy);
      const facts = { ...dump, pid: dump.pid ?? main?.sysTid };
      if (threads.length === 0 && facts.pid === undefined && facts.reason === undefined) {
        return undefined;
      }
      return { draft: anrDraft(facts, start, lastLine, main, holder), isCertain: true };
    },
  };
};

const DUMPED_NOW = 'VM TRACES JUST NOW';
const DUMPED_AT_ANR = 'VM TRACES AT LAST ANR';

/** `/data/anr` files: the first process dumped is the one that hung, the others are bystanders. */
export const anrThreadDump: Detector = {
  name: 'anr-dump',
  hints: ['----- ', 'DALVIK THREADS', 'Subject: '],
  pasteHints: ['"main" '],
  open: (line, context) => {
    const { text } = line;
    if (text.startsWith('------ VM TRACES')) {
      if (text.includes(DUMPED_NOW)) context.hasThreadDump = true;
      if (text.includes(DUMPED_AT_ANR)) context.hasThreadDump = false;
    }
    const isSubject = ANR_SUBJECT.test(text);
    const isStart = DUMP.test(text) || THREADS.test(text) || MAIN_THREAD.test(text);
    if (!isSubject && (!isStart || context.hasThreadDump)) return undefined;
    const section = createThreadDump(line, context);
    section.take(line);
    return section;
  },
};

const ANR_IN = /^\s{0,8}ANR in (\S{1,200})(?: \(([^)]{1,300})\))?\s{0,4}$/;
const ANR_IN_PROCESS =
  /^\s{0,8}ANR \(application not responding\) in process: (\S{1,200})(?: \(([^)]{1,300})\))?/;
const ANR_PID = /^\s{0,8}PID: (\d{1,8})/;
const ANR_DETAIL =
  /^\s{0,20}(?:$|PID: |Reason: |Parent: |ErrorId: |Frozen: |Load: |CPU usage|Android time|\d|\+\d|----- Output|some avg|full avg|\/proc\/pressure)/;

const createAnrLog = (match: RegExpExecArray, start: LogLine): Section => {
  const facts = {
    process: match[1],
    component: match[2],
    at: start.head?.at,
    pid: undefined as number | undefined,
    reason: undefined as string | undefined,
  };
  let lastLine = start.number;
  return {
    take: ({ text, number }) => {
      if (!ANR_DETAIL.test(text)) return false;
      const pid = ANR_PID.exec(text)?.[1];
      facts.pid ??= pid === undefined ? undefined : Number(pid);
      facts.reason ??= SUBJECT.exec(text)?.[1];
      if (text.trim() !== '') lastLine = number;
      return true;
    },
    finish: () => ({ draft: anrDraft(facts, start, lastLine), isCertain: true }),
  };
};

/** The system's own words in the log: `ANR in process (component)`, then `Reason:` and the load. */
export const anrLog: Detector = {
  name: 'anr-log',
  hints: ['ANR in ', 'ANR (app'],
  open: (line) => {
    const match = line.text.includes('ANR ')
      ? (ANR_IN.exec(line.text) ?? ANR_IN_PROCESS.exec(line.text))
      : null;
    return match ? createAnrLog(match, line) : undefined;
  },
};

export const ANR_PATTERNS: readonly RegExp[] = [
  DUMP,
  DUMP_END,
  SECTION,
  THREADS,
  THREAD,
  MAIN_THREAD,
  SYSTEM_TID,
  COMMAND,
  SUBJECT,
  ANR_SUBJECT,
  FINGERPRINT,
  HELD_BY,
  WINDOW,
  ANR_IN,
  ANR_IN_PROCESS,
  ANR_PID,
  ANR_DETAIL,
];
