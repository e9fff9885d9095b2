import type { CrashFacts } from './crash.js';
import { createDeviceReader, DEVICE_HINTS, type DeviceReader } from './device-facts.js';
import type { ScanContext } from './detectors/detector.js';
import { DETECTORS } from './detectors/index.js';
import { EXAM_BUDGETS } from './exam.js';
import { countLines, createHintScan } from './hint-scan.js';
import { createPlacer } from './line-placer.js';
import { createSections } from './open-sections.js';

/** A longer text is a log, not a pasted trace; its handled exceptions are not crashes. */
const MAX_PASTE_LINES = 2000;
const SWEEP_LINES = 128;
const NEWLINE = 10;
/** A group for each detector; the last ones are what the scanner itself reads. */
const DEVICE_GROUP = 1 << DETECTORS.length;
const OWN_HINTS = [DEVICE_HINTS, ['-----']];
const LOG_HINTS = createHintScan([...DETECTORS.map(({ hints }) => hints), ...OWN_HINTS]);
const PASTE_HINTS = createHintScan([
  ...DETECTORS.map(({ hints, pasteHints = [] }) => [...hints, ...pasteHints]),
  ...OWN_HINTS,
]);

export interface LogScanner {
  /** Whole lines with their line ends; only the last of a text may lack it. */
  block(bytes: Buffer): void;
  /** One raw line without its line end. */
  line(text: string): void;
  /** Closes what is open and gives the crashes of the entry in the order they were found. */
  end(): readonly CrashFacts[];
  lines(): number;
  /** What the text says of the phone. */
  readonly device: Pick<DeviceReader, 'device' | 'isSure' | 'serials'>;
  /** Crashes beyond the limit. */
  dropped(): number;
}

/**
 * Reads one text: takes the logcat head off each line, regroups interleaved lines by process,
 * thread and tag, and lets the detectors read each stream. Only streams inside a crash are held,
 * at most 64; outside of one the bytes are only searched for the detectors' hints, and no line
 * without one is decoded.
 */
export const createLogScanner = (
  entry: string,
  maxCrashes: number,
  maxLineBytes = EXAM_BUDGETS.maxLineBytes,
): LogScanner => {
  const placer = createPlacer();
  const device = createDeviceReader();
  let stream = '';
  let number = 0;
  const context: ScanContext = {
    entry,
    get previous() {
      return placer.previous(stream);
    },
    get mayPaste() {
      return number <= MAX_PASTE_LINES && sections.certain.crashes().length === 0;
    },
    preamble: {},
    hasThreadDump: false,
    hasTombstone: false,
  };
  const sections = createSections(entry, maxCrashes, context);

  const read = (raw: string, hinted: number): void => {
    if ((hinted & DEVICE_GROUP) !== 0 || device.isInHeader()) device.read(raw);
    const placed = placer.place(raw);
    if (!placed) return;
    ({ stream } = placed);
    sections.read(stream, { text: placed.text, number, head: placed.head }, hinted);
    placer.settle(placed);
    if (number % SWEEP_LINES === 0) sections.sweep(number);
  };

  /** A trace is also looked for behind the words that announce one. */
  const hints = () =>
    number < MAX_PASTE_LINES || context.preamble.process !== undefined ? PASTE_HINTS : LOG_HINTS;

  /** The beginning of the next line with a hint; the lines before it are only counted. */
  const skim = (bytes: Buffer, start: number): number => {
    const hit = hints().find(bytes, start, bytes.length);
    const next = hit < 0 ? bytes.length : bytes.lastIndexOf(NEWLINE, hit) + 1;
    if (next <= start) return start;
    const count = countLines(bytes, start, next);
    number += count;
    placer.skip(bytes, next, count);
    return next;
  };

  const block = (bytes: Buffer): void => {
    let at = 0;
    while (at < bytes.length) {
      if (sections.isIdle() && !device.isInHeader()) at = skim(bytes, at);
      if (at >= bytes.length) break;
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline < 0 ? bytes.length : newline;
      number += 1;
      const hinted = hints().groupsIn(bytes, at, end);
      read(bytes.toString('utf8', at, Math.min(end, at + maxLineBytes)), hinted);
      at = end + 1;
    }
    placer.endBlock(bytes);
  };

  return {
    block,
    line: (text) => {
      block(Buffer.from(`${text}\n`));
    },
    end: () => {
      sections.closeAll();
      const isPaste = sections.certain.crashes().length === 0 && number <= MAX_PASTE_LINES;
      return (isPaste ? sections.doubtful : sections.certain).crashes();
    },
    lines: () => number,
    device,
    dropped: () => sections.certain.dropped(),
  };
};
