import { createCrashCollector } from './crash-merge.js';
import type { Finding, LogLine, ScanContext, Section } from './detectors/detector.js';
import { DETECTORS } from './detectors/index.js';

const MAX_OPEN_SECTIONS = 64;
const MAX_DOUBTFUL = 50;
/** A section that no line reached for so long is over; its process is dead. */
const IDLE_LINES = 200;

interface OpenSection {
  readonly section: Section;
  touched: number;
}

/** The sections being read, one a stream, and what they found. */
export const createSections = (entry: string, limit: number, context: ScanContext) => {
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

  const start = (stream: string, line: LogLine, hinted: number): void => {
    for (const [index, detector] of DETECTORS.entries()) {
      const section = (hinted >> index) & 1 ? detector.open(line, context) : undefined;
      if (!section) continue;
      const [oldest] = open.keys();
      if (open.size >= MAX_OPEN_SECTIONS && oldest !== undefined) close(oldest);
      open.set(stream, { section, touched: line.number });
      if (section.isWhole === true) close(stream);
      return;
    }
  };

  /** `hinted` has a bit for each detector of which a hint stands in the line. */
  const read = (stream: string, line: LogLine, hinted: number): void => {
    const found = open.get(stream);
    if (found?.section.take(line) === true) {
      found.touched = line.number;
      return;
    }
    if (found) close(stream);
    if (hinted !== 0) start(stream, line, hinted);
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
