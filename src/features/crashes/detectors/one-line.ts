import type { CrashKind } from '../crash.js';
import type { CrashDraft, Detector, LogLine } from './detector.js';
import { MAX_MESSAGE_CHARS, clip, defined } from './detector.js';

const toDraft = (kind: CrashKind, message: string, { head, number }: LogLine): CrashDraft =>
  defined<CrashDraft>({
    kind,
    process: head?.process,
    pid: head?.pid,
    tid: head?.tid,
    thread: undefined,
    at: head?.at,
    exception: undefined,
    outerException: undefined,
    message: clip(message.trim(), MAX_MESSAGE_CHARS),
    signal: undefined,
    signalCode: undefined,
    faultAddress: undefined,
    component: undefined,
    frames: [],
    outerFrames: undefined,
    line: number,
    lastLine: number,
    device: {},
  });

const oneLine = (name: CrashKind, hint: string, pattern: RegExp): Detector => ({
  name,
  hints: [hint],
  open: (line) => {
    const message = line.text.includes(hint) ? pattern.exec(line.text)?.[1] : undefined;
    return message === undefined
      ? undefined
      : {
          isWhole: true,
          take: () => false,
          finish: () => ({ draft: toDraft(name, message, line), isCertain: true }),
        };
  },
});

// bionic's linker: `CANNOT LINK EXECUTABLE "x": library "y" not found`
const LINKER = /CANNOT LINK EXECUTABLE (.{1,500})$/;
// stagefright and libbase: `file.cpp:12 CHECK_EQ( a,b) failed: 1 vs. 2`, `Check failed: a == b`
const CHECK =
  /([\w./-]{1,200}\.(?:cpp|cc|c|h):\d{1,6}[\])]? CHECK\w{0,10}\(.{1,300}\) failed.{0,200})$/;
const CHECK_FAILED =
  /([\w./-]{1,200}\.(?:cpp|cc|c|h)[(:]\d{1,6}[)\]]{0,2}:? Check failed: .{1,300})$/;
// Chromium: `[FATAL:file.cc(12)] message`
const FATAL_LOG = /(\[(?:\d[\d/:.]{0,40}:){0,3}FATAL:[\w./-]{1,100}\(\d{1,6}\)\] .{1,500})$/;

export const linkerError = oneLine('linker', 'CANNOT LINK EXECUTABLE', LINKER);
export const checkFailure = oneLine('check', ' CHECK', CHECK);
export const libbaseCheck = oneLine('check', 'Check failed: ', CHECK_FAILED);
export const fatalLog = oneLine('check', 'FATAL:', FATAL_LOG);

export const ONE_LINE_PATTERNS: readonly RegExp[] = [LINKER, CHECK, CHECK_FAILED, FATAL_LOG];
