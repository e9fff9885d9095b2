import type { CrashDraft, Detector, Section } from './detector.js';
import { MAX_FRAMES, MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import { toCrashFrames } from './native-facts.js';
import type { NativeFrame } from './native-frame.js';
import { parseNativeFrame } from './native-frame.js';

// `==PID==ERROR: AddressSanitizer: heap-use-after-free on address …`, also HW, Memory, Thread, Leak.
const REPORT =
  /(?:==(\d{1,8})==\s?)?(?:ERROR|WARNING): ((?:HW)?Address|Memory|Thread|Leak|UndefinedBehavior)Sanitizer: (.{1,500})$/;
const ERROR_TYPE = /^(attempting double-free|[\w-]{1,60})/;
const ACCESS = /^\s{0,40}(READ|WRITE) of size \d{1,10}|caused by a (READ|WRITE) memory access/;
const END =
  /^\s{0,40}(?:SUMMARY: |Thread T\d|freed by thread|previously allocated|AddressSanitizer can not)/;
const MAX_LINES = 300;

const createReport = (
  match: RegExpExecArray,
  head: { number: number; at: string | undefined; pid: number | undefined },
): Section => {
  const error = ERROR_TYPE.exec(match[3] ?? '')?.[1] ?? 'unknown';
  const frames: NativeFrame[] = [];
  let access: string | undefined;
  let lastLine = head.number;
  let lines = 0;
  let isOver = false;
  return {
    take: ({ text, number }) => {
      lines += 1;
      const frame = parseNativeFrame(text);
      const isNextStack = frame?.index === 0 && frames.length > 0;
      if (isOver || isNextStack || END.test(text) || lines > MAX_LINES) isOver = true;
      if (isOver || (lines > 1 && REPORT.test(text))) return false;
      const found = ACCESS.exec(text);
      access ??= found?.[1] ?? found?.[2];
      if (frame && frames.length < MAX_FRAMES) frames.push(frame);
      if (text.trim() !== '') lastLine = number;
      return true;
    },
    finish: () => ({
      isCertain: true,
      draft: defined<CrashDraft>({
        kind: 'sanitizer',
        process: undefined,
        pid: match[1] === undefined ? head.pid : Number(match[1]),
        tid: undefined,
        thread: undefined,
        at: head.at,
        exception: access === undefined ? error : `${error} ${access}`,
        outerException: undefined,
        message: clip(match[3] ?? '', MAX_MESSAGE_CHARS),
        signal: undefined,
        signalCode: undefined,
        faultAddress: /address (0x[0-9a-f]{1,16})/.exec(match[3] ?? '')?.[1],
        component: undefined,
        frames: toCrashFrames(frames),
        outerFrames: undefined,
        line: head.number,
        lastLine,
        device: {},
      }),
    }),
  };
};

/** Reports of the address sanitizer and its family; the first stack is where it happened. */
export const sanitizerReport: Detector = {
  name: 'sanitizer',
  hints: ['Sanitizer: '],
  open: ({ text, number, head }) => {
    const match = text.includes('Sanitizer: ') ? REPORT.exec(text) : null;
    return match ? createReport(match, { number, at: head?.at, pid: head?.pid }) : undefined;
  },
};

export const SANITIZER_PATTERNS: readonly RegExp[] = [REPORT, ERROR_TYPE, ACCESS, END];
