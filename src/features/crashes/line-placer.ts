import type { HeadedLine, LineHead } from './log-line.js';
import { readHead } from './log-line.js';
import { tidyLine } from './log-text.js';

const SECTION_START = /^\s{0,8}-----/;
/** What begins like a logcat head, for a line that is skipped until another needs its head. */
const HEADED = /^\t?(?:\d{4}-\d|\d\d-\d\d |[VDIWEFA][/( ]|\[ |----- ?| {0,12}\d{1,12}\.\d{3})/;
/** A line without a head belongs to the head at most so many lines above it. */
const MAX_LINES_BACK = 8;
const MAX_BYTES_BACK = 2048;

const isKernel = ({ pid, tid }: LineHead): boolean => pid === 0 && tid === 0;

const streamOf = (head: LineHead | undefined): string => {
  if (!head) return '';
  return isKernel(head) ? 'kernel' : `${head.pid ?? ''}:${head.tid ?? ''}:${head.tag ?? ''}`;
};

/** Of the kernel's lines logd takes the first word for a tag; it belongs to the message. */
const withTag = ({ head, message }: HeadedLine): HeadedLine =>
  head.tag && message !== undefined && isKernel(head)
    ? { head, message: `${head.tag}: ${message}` }
    : { head, message };

interface PlacedLine {
  readonly stream: string;
  readonly head: LineHead | undefined;
  readonly text: string;
}

/**
 * Follows the heads of a log: which stream a line belongs to, and what stood before it in the same
 * stream. Lines that are skipped are only looked at when a line after them asks.
 */
export const createPlacer = () => {
  let head: LineHead | undefined;
  let last: PlacedLine = { stream: '', head: undefined, text: '' };
  let skipped = 0;
  /** The bytes before `at` in the block being read, and the end of the blocks before it. */
  let block: Buffer = Buffer.alloc(0);
  let at = 0;
  let tail: Buffer = Buffer.alloc(0);

  /** The skipped lines just before this one, oldest first. */
  const linesBefore = (): readonly string[] => {
    const near = block.subarray(Math.max(0, at - MAX_BYTES_BACK), at);
    const bytes = near.length < at ? near : Buffer.concat([tail, near]);
    const lines = bytes.toString('utf8').split('\n').slice(0, -1);
    return lines.slice(-Math.min(skipped, MAX_LINES_BACK));
  };

  const headBefore = (lines: readonly string[]): LineHead | undefined => {
    const nearest = lines.findLast((line) => HEADED.test(line));
    if (nearest !== undefined) return readHead(tidyLine(nearest))?.head ?? head;
    return skipped > MAX_LINES_BACK ? undefined : head;
  };

  const placeLast = (line: string, above: LineHead | undefined): PlacedLine => {
    const text = tidyLine(line);
    const headed = readHead(text);
    const own = headed ? withTag(headed) : { head: above, message: text };
    return { stream: streamOf(own.head), head: own.head, text: own.message ?? '' };
  };

  return {
    /** `count` lines before `start` of the block were not read. */
    skip: (bytes: Buffer, start: number, count: number): void => {
      skipped += count;
      block = bytes;
      at = start;
    },
    /** What stood before this line in its stream; empty when another stream spoke. */
    previous: (stream: string): string => {
      if (skipped > 0) {
        const lines = linesBefore();
        last = placeLast(lines.at(-1) ?? '', headBefore(lines));
        skipped = 0;
      }
      return last.stream === stream ? last.text : '';
    },
    /** Undefined for a line that is only a head: what follows belongs to it. */
    place: (raw: string): PlacedLine | undefined => {
      const text = tidyLine(raw);
      const headed = readHead(text);
      if (headed) {
        const own = withTag(headed);
        head = own.head;
        if (own.message !== undefined) return { stream: streamOf(head), head, text: own.message };
        skipped = 0;
        return undefined;
      }
      if (SECTION_START.test(text)) head = undefined;
      else if (skipped > 0) head = headBefore(linesBefore());
      return { stream: streamOf(head), head, text };
    },
    /** The line is read: nothing stands between it and the next. */
    settle: (line: PlacedLine): void => {
      last = line;
      skipped = 0;
    },
    endBlock: (bytes: Buffer): void => {
      const isLong = bytes.length >= MAX_BYTES_BACK;
      const kept = isLong ? bytes : Buffer.concat([tail, bytes]);
      tail = Buffer.from(kept.subarray(-MAX_BYTES_BACK));
    },
  };
};

export const PLACER_PATTERNS: readonly RegExp[] = [SECTION_START, HEADED];
