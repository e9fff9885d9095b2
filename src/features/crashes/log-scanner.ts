import type { CrashFacts, DeviceFacts } from './crash.js';
import type { Finding, LogLine, ScanContext, Section } from './detectors/detector.js';
import { DETECTORS } from './detectors/index.js';
import type { LineHead } from './log-line.js';
import { readHead } from './log-line.js';
import { tidyLine } from './log-text.js';

const MAX_OPEN_SECTIONS = 64;
const MAX_DOUBTFUL = 50;
/** A longer text is a log, not a pasted trace; its handled exceptions are not crashes. */
const MAX_PASTE_LINES = 2000;

const FINGERPRINT =
  /(?:Build fingerprint: ?'?|\[ro\.build\.fingerprint\]: \[)([^'\s\]]{1,200}\/[^'\s\]]{1,200})/;
const MODEL = /(?:\[ro\.product\.(?:marketname|model)\]: \[|^\s{0,8}Model: ')([^\]']{1,80})/;
const SECTION_START = /^\s{0,8}-----/;

/** `brand/product/device:release/id/incremental:type/keys`; the incremental names the build. */
export const buildOf = (fingerprint: string): string | undefined =>
  fingerprint.split(':')[1]?.split('/')[2];

const createDeviceReader = () => {
  let device: DeviceFacts = {};
  const read = (text: string): void => {
    const fingerprint = text.includes('ingerprint') ? FINGERPRINT.exec(text)?.[1] : undefined;
    const model = text.includes('odel') || text.includes('marketname') ? MODEL.exec(text) : null;
    if (fingerprint !== undefined) device = { ...device, fingerprint };
    if (model?.[1] !== undefined) device = { ...device, model: model[1] };
  };
  return { read, device: () => device };
};

export interface LogScanner {
  /** One raw line without its line end. */
  line(text: string): void;
  /** Closes what is open and gives the crashes of the entry in the order they were found. */
  end(): readonly CrashFacts[];
  lines(): number;
}

/**
 * Reads one text: takes the logcat head off each line, regroups interleaved lines by process,
 * thread and tag, and lets the detectors read each stream. Only streams inside a crash are held,
 * at most 64; `onCrash` hears of each certain crash at once, doubtful ones wait for the end.
 */
export const createLogScanner = (entry: string, maxCrashes: number): LogScanner => {
  const open = new Map<string, Section>();
  const certain: CrashFacts[] = [];
  const doubtful: CrashFacts[] = [];
  const device = createDeviceReader();
  const context: ScanContext = {
    previous: '',
    preamble: {},
    hasThreadDump: false,
    hasTombstone: false,
  };
  let head: LineHead | undefined;
  let stream = '';
  let previousStream = '';
  let number = 0;

  const keep = (finding: Finding | undefined): void => {
    if (!finding) return;
    context.preamble = {};
    const facts = { ...finding.draft, entry };
    if (finding.isCertain && certain.length <= maxCrashes) certain.push(facts);
    if (!finding.isCertain && doubtful.length < MAX_DOUBTFUL) doubtful.push(facts);
  };

  const close = (key: string): void => {
    const section = open.get(key);
    open.delete(key);
    keep(section?.finish());
  };

  const begin = (line: LogLine): void => {
    for (const detector of DETECTORS) {
      const section = detector.open(line, context);
      if (!section) continue;
      const [oldest] = open.keys();
      if (open.size >= MAX_OPEN_SECTIONS && oldest !== undefined) close(oldest);
      open.set(stream, section);
      return;
    }
  };

  const read = (text: string): void => {
    const line: LogLine = { text, number, head };
    if (stream !== previousStream) context.previous = '';
    previousStream = stream;
    if (open.get(stream)?.take(line) !== true) {
      if (open.has(stream)) close(stream);
      begin(line);
    }
    context.previous = text;
  };

  const place = (text: string): string | undefined => {
    const headed = readHead(text);
    if (headed) {
      ({ head } = headed);
      stream = `${head.pid ?? ''}:${head.tid ?? ''}:${head.tag ?? ''}`;
      return headed.message;
    }
    if (head && SECTION_START.test(text)) {
      head = undefined;
      stream = '';
    }
    return text;
  };

  return {
    line: (raw) => {
      number += 1;
      const text = tidyLine(raw);
      device.read(text);
      const message = place(text);
      if (message !== undefined) read(message);
    },
    end: () => {
      for (const key of [...open.keys()]) close(key);
      const isPaste = certain.length === 0 && number <= MAX_PASTE_LINES;
      const found = isPaste ? doubtful : certain;
      return found.map((facts) => ({ ...facts, device: { ...device.device(), ...facts.device } }));
    },
    lines: () => number,
  };
};

export const SCANNER_PATTERNS: readonly RegExp[] = [FINGERPRINT, MODEL, SECTION_START];
