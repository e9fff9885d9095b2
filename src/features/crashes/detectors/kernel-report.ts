import type { CrashFrame } from '../crash.js';
import { placeRuleOf } from '../kernel-signature.js';
import type { CrashDraft, LogLine } from './detector.js';
import { MAX_FRAMES, MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import { isOneLiner } from './kernel-forms.js';
import type { KernelFrame } from './kernel-frame.js';
import { isUserCounter, parseCounter, parseKernelFrame, toKernelFrame } from './kernel-frame.js';
import type { KernelHeader } from './kernel-header.js';
import type { KernelLine } from './kernel-line.js';

const STACK = /(?:^|\s|[0-9a-f])(?:Call [Tt]race|[Bb]acktrace)(?: \(crc [0-9a-f]{1,8}\))?:/;
const STACK_END =
  /^\s{0,4}(?:---\[ end|Allocated|Freed|Last potentially|NMI backtrace|Showing all locks|Kernel panic|Memory state|The buggy address|Object at|Rebooting in|SMP: stopping)/;
const REPORT_END = /^\s{0,4}(?:---\[ end|Rebooting in|Kernel Offset:)/;
const RULER = /^\s{0,4}={30,80}$/;
const ABOUT =
  /CPU: ?\d{1,4} (?:UID: \d{1,8} )?PID: ?(\d{1,8}) Comm: (.{1,40}?) (?:Not tainted|Tainted: )/;
const KERNEL_VERSION =
  /(?:Not tainted|Tainted: [ A-Z()[\]=,_]{1,80}?) {0,3}(\d{1,2}\.\d{1,3}\.\d\S{0,120})/;
const OLD_ABOUT =
  /^\s{0,4}(?:Process (.{1,40}) \(pid: (\d{1,8}),|Pid: (\d{1,8}), comm: (.{1,40}?) )/;
const ACCESS = /^\s{0,4}(Read|Write) (?:of size|at addr)/i;
const LOCK_SITE = /,? at: {1,4}(?:\[<[0-9a-f]{1,16}>\] {1,4})?([\w.$]{1,300})/;
/** The function stands alone in the next line. */
const LOCK_SITE_FOLLOWS = /,? at:\s{0,4}$/;
/** Sanitizers that print the stack without a line above it. */
const BARE_STACK = /^K(?:MSAN|FENCE|CSAN): /;
const LAST_FUNCTION = /last function: ([\w.$]{1,200})/;
const TIMER_INTERRUPT = /apic_timer_interrupt|^el1h?_(?:64_)?irq$|^__irq_svc$/;
const MAX_STACKS = 6;

/** One report while its lines are read. */
export interface KernelReport {
  readonly header: KernelHeader;
  readonly start: LogLine;
  readonly opening: KernelLine;
  readonly stacks: KernelFrame[][];
  counter: KernelFrame | undefined;
  site: string | undefined;
  access: string | undefined;
  process: string | undefined;
  pid: number | undefined;
  version: string | undefined;
  /** The line after the header, which says more under some. */
  second: string | undefined;
  lastLine: number;
  inStack: boolean;
  awaitsSite: boolean;
  isOver: boolean;
}

export const toKernelReport = (
  header: KernelHeader,
  opening: KernelLine,
  start: LogLine,
): KernelReport => ({
  header,
  start,
  opening,
  stacks: BARE_STACK.test(header.type) ? [[]] : [],
  counter: undefined,
  site: undefined,
  access: undefined,
  process: header.process ?? opening.process,
  pid: header.pid ?? opening.pid,
  version: undefined,
  second: undefined,
  lastLine: start.number,
  inStack: BARE_STACK.test(header.type),
  awaitsSite: false,
  isOver: isOneLiner(header.type),
});

export const hasStack = (report: KernelReport): boolean =>
  report.stacks.some((stack) => stack.length > 0);

const readAbout = (text: string, report: KernelReport): void => {
  const about = ABOUT.exec(text);
  const old = about ? null : OLD_ABOUT.exec(text);
  const pid = about?.[1] ?? old?.[2] ?? old?.[3];
  // A hung task is named by its header; what follows speaks of the thread that found it.
  if (pid !== undefined && report.header.process === undefined && report.stacks.length <= 1) {
    report.process ??= about?.[2] ?? old?.[1] ?? old?.[4];
    report.pid ??= Number(pid);
  }
  report.version ??= text.includes('ainted') ? KERNEL_VERSION.exec(text)?.[1] : undefined;
};

const readFrame = (text: string, report: KernelReport): boolean => {
  const counter = parseCounter(text);
  const frame = counter ?? (report.inStack ? parseKernelFrame(text) : undefined);
  if (!frame) return false;
  const stack = report.stacks.at(-1);
  if (counter && !stack) report.counter ??= counter;
  else if (stack && report.inStack) {
    // Of an endless recursion the beginning and the end say most.
    if (stack.length >= MAX_FRAMES) stack.splice(MAX_FRAMES / 2, 1);
    stack.push(frame);
  }
  return true;
};

/** Old kernels for arm print the frames without a line above them. */
const openStack = (text: string, report: KernelReport): boolean => {
  if (hasStack(report)) return false;
  report.stacks.push([]);
  report.inStack = true;
  return readFrame(text, report);
};

/** Reads one more line; whether it is a part of the report. */
export const readReportLine = (text: string, report: KernelReport): boolean => {
  report.second ??= text.trim();
  if (STACK.test(text)) {
    report.inStack = report.stacks.length < MAX_STACKS;
    if (report.inStack) report.stacks.push([]);
    return true;
  }
  if (STACK_END.test(text) || isUserCounter(text)) report.inStack = false;
  if (REPORT_END.test(text) || (RULER.test(text) && hasStack(report))) report.isOver = true;
  if (readFrame(text, report)) return true;
  if (text.includes(') from [')) return openStack(text, report);
  readAbout(text, report);
  report.access ??= ACCESS.exec(text)?.[1];
  if (report.awaitsSite) report.site ??= parseKernelFrame(text)?.function;
  report.awaitsSite = LOCK_SITE_FOLLOWS.test(text);
  report.site ??= LAST_FUNCTION.exec(text)?.[1] ?? LOCK_SITE.exec(text)?.[1];
  return report.isOver;
};

/** What ran before the interrupt in which the clock found the stall. */
const interrupted = (stacks: readonly KernelFrame[][]): readonly KernelFrame[] | undefined => {
  for (const stack of stacks) {
    const first = stack.findIndex(({ function: name }) => TIMER_INTERRUPT.test(name));
    if (first < 0) continue;
    const rest = stack.slice(first);
    return rest.slice(rest.findIndex(({ function: name }) => !TIMER_INTERRUPT.test(name)));
  }
  return undefined;
};

const stackOf = ({ stacks, counter, header }: KernelReport): readonly KernelFrame[] => {
  const before = header.type === 'INFO: rcu detected stall' ? interrupted(stacks) : undefined;
  if (before) return before;
  const stack = stacks.find((one) => one.length > 0) ?? [];
  return counter && counter.function !== stack[0]?.function ? [counter, ...stack] : stack;
};

const framesOf = (report: KernelReport): readonly CrashFrame[] => {
  const stack = stackOf(report);
  const isSite = placeRuleOf(report.header.type) === 'site';
  const site = report.header.site ?? (isSite ? report.site : undefined);
  const named = { function: site ?? '', offset: undefined, module: undefined };
  const isKnown = stack.some((frame) => frame.function === site);
  const frames = site === undefined || (isKnown && !isSite) ? stack : [named, ...stack];
  return frames.slice(0, MAX_FRAMES).map(toKernelFrame);
};

const typeOf = ({ header, access, second }: KernelReport): string => {
  if (header.type === 'rust panic' && second !== undefined)
    return `rust panic: ${clip(second, 80)}`;
  const hasAccess = header.type.startsWith('KASAN: ') && header.type !== 'KASAN: invalid-free';
  const word = access?.toLowerCase() === 'write' ? 'Write' : 'Read';
  return hasAccess && access !== undefined ? `${header.type} ${word}` : header.type;
};

export const toKernelDraft = (report: KernelReport): CrashDraft =>
  defined<CrashDraft>({
    kind: 'kernel',
    process: report.process,
    pid: report.pid,
    tid: undefined,
    thread: undefined,
    at: report.opening.at ?? report.start.head?.at,
    exception: typeOf(report),
    outerException: undefined,
    message: clip(report.opening.text.trim(), MAX_MESSAGE_CHARS),
    signal: undefined,
    signalCode: undefined,
    faultAddress: undefined,
    component: undefined,
    frames: framesOf(report),
    outerFrames: undefined,
    line: report.start.number,
    lastLine: report.lastLine,
    device: report.version === undefined ? {} : { kernel: report.version },
  });

export const KERNEL_REPORT_PATTERNS: readonly RegExp[] = [
  STACK,
  STACK_END,
  REPORT_END,
  RULER,
  ABOUT,
  KERNEL_VERSION,
  OLD_ABOUT,
  ACCESS,
  LOCK_SITE,
  LOCK_SITE_FOLLOWS,
  BARE_STACK,
  LAST_FUNCTION,
  TIMER_INTERRUPT,
];
