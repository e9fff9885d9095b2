import { messageTemplate } from '../message-template.js';
import type { CrashDraft, Detector, LogLine, Section } from './detector.js';
import { MAX_FRAMES, MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import { toCrashFrames } from './native-facts.js';
import type { NativeFrame } from './native-frame.js';
import { parseNativeFrame } from './native-frame.js';

// `==PID==ERROR: AddressSanitizer: heap-use-after-free on address …`, also HW, Memory, Thread, Leak;
// `== PID== ERROR: libFuzzer: deadly signal`
const REPORT =
  /(?:==\s?(\d{1,8})==\s?)?(?:ERROR|WARNING): (libFuzzer|(?:(?:HW)?Address|Memory|Thread|Leak|UndefinedBehavior)Sanitizer): (.{1,500})$/;
const THREAD_PID = / \(pid=(\d{1,8})\)$/;
const ERROR_TYPE =
  /^(attempting (?:double-)?free|attempting to call|detected memory leaks|deadly signal|requested allocation size|data race|[\w-]{1,60})/;
// clang's checks for undefined behaviour: `file.cpp:12:3: runtime error: shift exponent 40 is …`
const RUNTIME_ERROR = /^(\S{1,300}?):(\d{1,7})(?::\d{1,5})?: runtime error: (.{1,300})$/;
const ADDRESS = /address (0x[0-9a-f]{1,16})/;
/** An access below that address went through a null pointer; ClusterFuzz draws the same line. */
const NULL_PAGE_BYTES = 4096;
const ACCESS = /^\s{0,40}(READ|WRITE) of size \d{1,10}|caused by a (READ|WRITE) memory access/;
const END =
  /^\s{0,40}(?:SUMMARY: |Thread T\d|freed by thread|previously allocated|AddressSanitizer can not)/;
const MAX_LINES = 300;

interface Found {
  readonly error: string;
  readonly message: string;
  readonly pid: number | undefined;
  /** Where the source stands, if the report itself says it. */
  readonly place?: { readonly file: string; readonly line: number };
}

const typeOf = ({ error, message }: Found, access: string | undefined): string => {
  const address = ADDRESS.exec(message)?.[1];
  const isNull = error === 'SEGV' && address !== undefined && Number(address) < NULL_PAGE_BYTES;
  const type = isNull ? 'null-dereference' : error;
  return access === undefined ? type : `${type} ${access}`;
};

const placeFrame = ({ place }: Found): readonly NativeFrame[] =>
  place ? [{ index: 0, module: place.file, function: '', pc: '', ...place }] : [];

const createReport = (found: Found, start: LogLine): Section => {
  const frames: NativeFrame[] = [];
  let access: string | undefined;
  let lastLine = start.number;
  let lines = 0;
  let isOver = false;
  return {
    take: ({ text, number }) => {
      lines += 1;
      const frame = parseNativeFrame(text);
      const isNextStack = frame?.index === 0 && frames.length > 0;
      if (isNextStack || END.test(text) || lines > MAX_LINES) isOver = true;
      if (isOver || (lines > 1 && readReport(text))) return false;
      const match = ACCESS.exec(text);
      access ??= match?.[1] ?? match?.[2];
      if (frame && frames.length < MAX_FRAMES) frames.push(frame);
      if (text.trim() !== '') lastLine = number;
      return true;
    },
    finish: () => ({
      isCertain: true,
      draft: defined<CrashDraft>({
        kind: 'sanitizer',
        process: start.head?.process,
        pid: found.pid ?? start.head?.pid,
        tid: undefined,
        thread: undefined,
        at: start.head?.at,
        exception: typeOf(found, access),
        outerException: undefined,
        message: clip(found.message, MAX_MESSAGE_CHARS),
        signal: undefined,
        signalCode: undefined,
        faultAddress: ADDRESS.exec(found.message)?.[1],
        component: undefined,
        frames: toCrashFrames(frames.length > 0 ? frames : placeFrame(found)),
        outerFrames: undefined,
        line: start.number,
        lastLine,
        device: {},
      }),
    }),
  };
};

const readReport = (text: string): Found | undefined => {
  const report = /Sanitizer: |libFuzzer: /.test(text) ? REPORT.exec(text) : null;
  if (report) {
    const message = report[3] ?? '';
    const named = report[1] ?? THREAD_PID.exec(message)?.[1];
    const pid = named === undefined ? undefined : Number(named);
    return { error: ERROR_TYPE.exec(message)?.[1] ?? 'unknown', message, pid };
  }
  const runtime = text.includes(': runtime error: ') ? RUNTIME_ERROR.exec(text) : null;
  if (!runtime) return undefined;
  const message = runtime[3] ?? '';
  const place = { file: runtime[1] ?? '', line: Number(runtime[2]) };
  return { error: messageTemplate(message.split(':', 1)[0] ?? ''), message, pid: undefined, place };
};

/** Reports of the address sanitizer and its family; the first stack is where it happened. */
export const sanitizerReport: Detector = {
  name: 'sanitizer',
  hints: ['Sanitizer: ', 'libFuzzer: ', 'runtime error: '],
  open: (line) => {
    const found = readReport(line.text);
    return found && createReport(found, line);
  },
};

export const SANITIZER_PATTERNS: readonly RegExp[] = [
  REPORT,
  THREAD_PID,
  ERROR_TYPE,
  RUNTIME_ERROR,
  ADDRESS,
  ACCESS,
  END,
];
