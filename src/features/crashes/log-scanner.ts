import type { CrashFacts } from './crash.js';
import { createCrashCollector } from './crash-merge.js';
import { createDeviceReader, DEVICE_HINTS, type DeviceReader } from './device-facts.js';
import type { Finding, LogLine, ScanContext, Section } from './detectors/detector.js';
import { DETECTORS } from './detectors/index.js';
import type { HeadedLine, LineHead } from './log-line.js';
import { readHead } from './log-line.js';
import { tidyLine } from './log-text.js';

const MAX_OPEN_SECTIONS = 64;
const MAX_DOUBTFUL = 50;
/** A longer text is a log, not a pasted trace; its handled exceptions are not crashes. */
const MAX_PASTE_LINES = 2000;

const SECTION_START = /^\s{0,8}-----/;

/** Lines that may matter while no section is open: what opens one, and what the scanner reads. */
const WORTH_READING = new RegExp(
  [...new Set(DETECTORS.flatMap((detector) => detector.hints))]
    .concat(
      DEVICE_HINTS.map((hint) => hint.replace(/[[\]]/g, '\\$&')),
      '^\\s{0,8}-----',
    )
    .join('|'),
);
/** What begins like a logcat head, for a line that is skipped until another needs its head. */
const HEADED = /^\t?(?:\d{4}-\d|\d\d-\d\d |[VDIWEFA][/( ]|\[ |----- ?| {0,12}\d{1,12}\.\d{3})/;
/** A section that no line reached for so long is over; its process is dead. */
const IDLE_LINES = 500;
const SWEEP_LINES = 128;

export interface LogScanner {
  /** One raw line without its line end. */
  line(text: string): void;
  /** Closes what is open and gives the crashes of the entry in the order they were found. */
  end(): readonly CrashFacts[];
  lines(): number;
  /** What the text says of the phone. */
  readonly device: Pick<DeviceReader, 'device' | 'isSure'>;
  /** Crashes beyond the limit. */
  dropped(): number;
}

interface OpenSection {
  readonly section: Section;
  touched: number;
}

/** The sections being read, one a stream, and what they found. */
const createSections = (entry: string, limit: number, context: ScanContext) => {
  const open = new Map<string, OpenSection>();
  const certain = createCrashCollector(limit);
  const doubtful = createCrashCollector(MAX_DOUBTFUL);

  const keep = (found: Finding | readonly Finding[] | undefined): void => {
    const { fingerprint } = context.preamble;
    for (const { draft, isCertain } of found === undefined ? [] : [found].flat()) {
      context.preamble = {};
      const device = { ...(fingerprint !== undefined && { fingerprint }), ...draft.device };
      (isCertain ? certain : doubtful).add({ ...draft, device, entry });
    }
  };

  const close = (stream: string): void => {
    const found = open.get(stream);
    open.delete(stream);
    keep(found?.section.finish());
  };

  const start = (stream: string, line: LogLine): void => {
    for (const detector of DETECTORS) {
      const section = detector.open(line, context);
      if (!section) continue;
      const [oldest] = open.keys();
      if (open.size >= MAX_OPEN_SECTIONS && oldest !== undefined) close(oldest);
      open.set(stream, { section, touched: line.number });
      return;
    }
  };

  const read = (stream: string, line: LogLine, mayStart: boolean): void => {
    const found = open.get(stream);
    if (found?.section.take(line) === true) {
      found.touched = line.number;
      return;
    }
    if (found) close(stream);
    if (mayStart) start(stream, line);
  };

  const sweep = (number: number): void => {
    for (const [stream, { touched }] of [...open]) {
      if (number - touched > IDLE_LINES) close(stream);
    }
  };

  const closeAll = (): void => {
    for (const stream of [...open.keys()]) close(stream);
  };

  return { read, sweep, closeAll, isIdle: () => open.size === 0, certain, doubtful };
};

const isKernel = ({ pid, tid }: LineHead): boolean => pid === 0 && tid === 0;

const streamOf = (head: LineHead): string =>
  isKernel(head) ? 'kernel' : `${head.pid ?? ''}:${head.tid ?? ''}:${head.tag ?? ''}`;

/** Of the kernel's lines logd takes the first word for a tag; it belongs to the message. */
const withTag = ({ head, message }: HeadedLine): HeadedLine =>
  head.tag && message !== undefined && isKernel(head)
    ? { head, message: `${head.tag}: ${message}` }
    : { head, message };

/** Follows the heads: which stream a line belongs to, with heads of skipped lines read late. */
const createPlacer = () => {
  let head: LineHead | undefined;
  let skipped: string | undefined;

  const settle = (): void => {
    const headed = skipped === undefined ? undefined : readHead(tidyLine(skipped));
    skipped = undefined;
    if (headed) ({ head } = headed);
  };

  const place = (text: string): { head: LineHead | undefined; message: string | undefined } => {
    const headed = readHead(text);
    if (headed) {
      ({ head } = headed);
      skipped = undefined;
      return withTag(headed);
    }
    settle();
    if (SECTION_START.test(text)) head = undefined;
    return { head, message: text };
  };

  const skip = (raw: string): void => {
    if (HEADED.test(raw)) skipped = raw;
  };

  return { place, skip };
};

/**
 * Reads one text: takes the logcat head off each line, regroups interleaved lines by process,
 * thread and tag, and lets the detectors read each stream. Only streams inside a crash are held,
 * at most 64; outside of one, a line without any hint is only counted.
 */
export const createLogScanner = (entry: string, maxCrashes: number): LogScanner => {
  const context: ScanContext = {
    entry,
    previous: '',
    preamble: {},
    hasThreadDump: false,
    hasTombstone: false,
  };
  const sections = createSections(entry, maxCrashes, context);
  const placer = createPlacer();
  const device = createDeviceReader();
  let last: { readonly stream: string; readonly text: string } = { stream: '', text: '' };
  let skippedLine: string | undefined;
  let number = 0;

  const placeLine = (raw: string): { stream: string; line: LogLine } | undefined => {
    const text = tidyLine(raw);
    const { head, message } = placer.place(text);
    if (message === undefined) return undefined;
    return { stream: head ? streamOf(head) : '', line: { text: message, number, head } };
  };

  const settleSkipped = (): void => {
    const placed = skippedLine === undefined ? undefined : placeLine(skippedLine);
    skippedLine = undefined;
    if (placed) last = { stream: placed.stream, text: placed.line.text };
  };

  return {
    line: (raw) => {
      number += 1;
      const mayStart = WORTH_READING.test(raw);
      if (!mayStart && sections.isIdle() && !device.isInHeader()) {
        if (skippedLine !== undefined) placer.skip(skippedLine);
        skippedLine = raw;
        return;
      }
      settleSkipped();
      if (mayStart || device.isInHeader()) device.read(raw);
      const placed = placeLine(raw);
      if (!placed) return;
      context.previous = placed.stream === last.stream ? last.text : '';
      sections.read(placed.stream, placed.line, mayStart);
      last = { stream: placed.stream, text: placed.line.text };
      if (number % SWEEP_LINES === 0) sections.sweep(number);
    },
    end: () => {
      sections.closeAll();
      const isPaste = sections.certain.crashes().length === 0 && number <= MAX_PASTE_LINES;
      const found = (isPaste ? sections.doubtful : sections.certain).crashes();
      return found;
    },
    lines: () => number,
    device,
    dropped: () => sections.certain.dropped(),
  };
};

export const SCANNER_PATTERNS: readonly RegExp[] = [SECTION_START, WORTH_READING, HEADED];
