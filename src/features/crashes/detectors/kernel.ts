import type { Detector, Finding, LogLine, Section } from './detector.js';
import { KERNEL_HINTS } from './kernel-forms.js';
import { isPanic, isPanicEcho, readKernelHeader, type KernelHeader } from './kernel-header.js';
import { readKernelLine, type KernelLine } from './kernel-line.js';
import {
  hasStack,
  readReportLine,
  toKernelDraft,
  toKernelReport,
  type KernelReport,
} from './kernel-report.js';

/** What can't be a part of a kernel's report. */
const OTHER =
  /^(?:-{6} |={6,10}$|\*\*\* \*\*\* \*\*\*|-{5} (?:pid|begin)|Process: )|FATAL EXCEPTION|^DUMP OF SERVICE/;

const MAX_QUIET_LINES = 200;
const MAX_REPORTS = 32;
/** Registers and memory may stand between the first words and the stack, but no more. */
const MAX_FRESH_LINES = 150;

/** The line has the kernel's stamp, or logcat says that it is the kernel's. */
const isKernel = ({ head }: LogLine, { at }: KernelLine): boolean =>
  at !== undefined || (head?.pid === 0 && head.tid === 0) || /^kernel$/i.test(head?.tag ?? '');

/**
 * A part of a kernel's log from the first report on. Several tasks and processors speak at once:
 * each has its own report, told apart by who the log says is speaking.
 */
const createKernelSection = (first: LogLine): Section => {
  const reports: KernelReport[] = [];
  const open = new Map<string, KernelReport>();
  let context = '';
  let quiet = 0;

  const begin = (header: KernelHeader, said: KernelLine, line: LogLine): boolean => {
    const current = open.get(said.context);
    const isFresh =
      current !== undefined &&
      !current.isOver &&
      !hasStack(current) &&
      line.number - current.lastLine <= MAX_FRESH_LINES;
    const isEcho = isPanicEcho(said.text) || (isPanic(said.text) && isFresh);
    if (isFresh || (isEcho && reports.length > 0)) return false;
    if (reports.length >= MAX_REPORTS) return false;
    const report = toKernelReport(header, said, line);
    reports.push(report);
    open.set(said.context, report);
    return true;
  };

  const read = (line: LogLine): boolean => {
    const said = readKernelLine(line.text);
    // The second line of one message has no stamp.
    if (said.at !== undefined) ({ context } = said);
    const header = readKernelHeader(said.text, isKernel(line, said));
    if (header && begin(header, said, line)) return true;
    const report = open.get(context);
    if (!report || report.isOver) return false;
    const isPart = readReportLine(said.text, report);
    if (isPart) report.lastLine = line.number;
    return isPart;
  };

  read(first);
  return {
    take: (line) => {
      if (OTHER.test(line.text)) return false;
      quiet = read(line) ? 0 : quiet + 1;
      return quiet <= MAX_QUIET_LINES;
    },
    finish: (): readonly Finding[] =>
      reports.map((report) => ({ draft: toKernelDraft(report), isCertain: true })),
  };
};

/** Oopses, panics, warnings, lockups, stalls and sanitizer reports of the kernel. */
export const kernelReport: Detector = {
  name: 'kernel',
  hints: KERNEL_HINTS,
  open: (line) => {
    const said = readKernelLine(line.text);
    const isSure = isKernel(line, said);
    if (line.head !== undefined && !isSure) return undefined;
    return readKernelHeader(said.text, isSure) ? createKernelSection(line) : undefined;
  },
};

export const KERNEL_PATTERNS: readonly RegExp[] = [OTHER];
