import type { CrashFrame } from '../crash.js';
import { isOurClass } from '../frame-rules.js';
import type { CrashDraft, Detector, LogLine, Section } from './detector.js';
import { MAX_FRAMES, MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import { parseJavaFrame } from './java-frame.js';

// AOSP Watchdog.java: `*** WATCHDOG KILLING SYSTEM PROCESS: Blocked in handler on main thread (main)`
const KILLING = /\*\*\* WATCHDOG KILLING SYSTEM PROCESS: (.{1,1000})$/;
const BLOCKED = /Blocked in (?:monitor (\S{1,200}) on|handler on) [^()]{1,80}\(([^()]{1,80})\)/;
const GOODBYE = /\*\*\* GOODBYE!/;
const STACK = / stack trace:\s{0,4}$/;
const DETAIL = /^\s{0,80}(?:$|at |- |native: |#\d|\.\.\. |\(no managed)/;
const SYSTEM_SERVER = 'system_server';
const MAX_LINES = 2000;

/** What the system server waited for: a service's monitor, else a thread's handler. */
export const readBlocked = (
  subject: string,
): { readonly exception: string; readonly thread?: string; readonly component?: string } => {
  const [, monitor, thread] = BLOCKED.exec(subject) ?? [];
  if (thread === undefined) return { exception: 'blocked' };
  if (monitor === undefined) return { exception: `handler ${thread}`, thread };
  return { exception: `monitor ${monitor}`, thread, component: monitor };
};

/** A hang of the system server; `subject` is the watchdog's own sentence. */
export const watchdogDraft = (
  subject: string,
  frames: readonly CrashFrame[],
  facts: Pick<CrashDraft, 'line' | 'lastLine' | 'device'> & {
    readonly pid: number | undefined;
    readonly at: string | undefined;
  },
): CrashDraft => {
  const blocked = readBlocked(subject);
  return defined<CrashDraft>({
    kind: 'watchdog',
    process: SYSTEM_SERVER,
    pid: facts.pid,
    tid: undefined,
    thread: blocked.thread,
    at: facts.at,
    exception: blocked.exception,
    outerException: undefined,
    message: clip(subject.trim(), MAX_MESSAGE_CHARS),
    signal: undefined,
    signalCode: undefined,
    faultAddress: undefined,
    component: blocked.component,
    frames,
    outerFrames: undefined,
    line: facts.line,
    lastLine: facts.lastLine,
    device: facts.device,
  });
};

const createHang = (subject: string, start: LogLine): Section => {
  const frames: CrashFrame[] = [];
  let lastLine = start.number;
  let stacks = 0;
  let isOver = false;
  return {
    take: ({ text, number }) => {
      const isPart = DETAIL.test(text) || STACK.test(text) || GOODBYE.test(text);
      if (isOver || !isPart || number - start.number > MAX_LINES) return false;
      isOver = GOODBYE.test(text);
      if (STACK.test(text)) stacks += 1;
      const frame = stacks <= 1 && frames.length < MAX_FRAMES ? parseJavaFrame(text) : undefined;
      if (frame) frames.push({ ...frame, inApp: isOurClass(frame.module, SYSTEM_SERVER) });
      if (text.trim() !== '') lastLine = number;
      return true;
    },
    finish: () => {
      const facts = { pid: start.head?.pid, at: start.head?.at, line: start.number, lastLine };
      return { draft: watchdogDraft(subject, frames, { ...facts, device: {} }), isCertain: true };
    },
  };
};

/**
 * The watchdog ends the system server. What comes first under HyperOS (`MIUIScout Watchdog Enter
 * HALF_WATCHDOG`) is only a sign: it may recover.
 */
export const watchdogKill: Detector = {
  name: 'watchdog',
  hints: ['WATCHDOG KILLING'],
  open: (line) => {
    const subject = KILLING.exec(line.text)?.[1];
    return subject === undefined ? undefined : createHang(subject, line);
  },
};

export const WATCHDOG_PATTERNS: readonly RegExp[] = [KILLING, BLOCKED, GOODBYE, STACK, DETAIL];
