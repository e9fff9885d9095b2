import type { CopyEntry, ProtectedCopy } from '../redaction/index.js';
import type { VisibleFile } from '../reports/index.js';
import { createSieve, type LogFilter, type LogLine, type Sieve } from './log-view.js';

/** How much of a log one request may look through. */
export interface Allowance {
  spend(bytes: number): void;
  isSpent(): boolean;
}

/** `now` tells milliseconds of any clock. */
export function createAllowance(maxBytes: number, maxMs: number, now: () => number): Allowance {
  const until = now() + maxMs;
  let spent = 0;
  return {
    spend: (bytes) => {
      spent += bytes;
    },
    isSpent: () => spent >= maxBytes || now() >= until,
  };
}

/** Lines of the whole copy, both ends included. */
export interface LogRange {
  readonly from: number;
  readonly to: number;
}

export interface Reading {
  readonly lines: readonly LogLine[];
  /** What was looked at, of what was asked for: shorter where enough was found or the allowance ended. */
  readonly looked: LogRange;
}

export interface OpenLog extends VisibleFile {
  readonly copy: ProtectedCopy;
}

/** A line of the log by the text that it stands in and its number there. */
export interface LineOfEntry {
  readonly entry: string;
  readonly line: number;
}

export interface LogWindow {
  /** Undefined where a crash stands in a part without lines. */
  readonly entry: CopyEntry | undefined;
  /** Numbers in the whole copy. */
  readonly reading: Reading;
  /** Within the entry, whole and marked. */
  readonly line: number | undefined;
}

export type FindResult =
  | { readonly kind: 'found'; readonly at: LineOfEntry }
  /** The allowance ended; the search may go on there. */
  | { readonly kind: 'more'; readonly from: LineOfEntry }
  | { readonly kind: 'none' };

type Blocks = Pick<ProtectedCopy, 'blocks'>;

/** The first `count` lines of the range that pass; block by block, so that others are served between. */
export async function readForward(
  copy: Blocks,
  { from, to }: LogRange,
  count: number,
  sieve: Sieve,
  allowance?: Allowance,
): Promise<Reading> {
  const lines: LogLine[] = [];
  let last = from - 1;
  for await (const block of to < from ? [] : copy.blocks(from)) {
    for (const [index, text] of block.lines.entries()) {
      const n = block.firstLine + index;
      if (n > to || lines.length >= count) return { lines, looked: { from, to: last } };
      allowance?.spend(text.length + 1);
      // Lines above the window are read for their heads.
      const passed = sieve(text);
      if (n < from) continue;
      last = n;
      if (passed) lines.push({ n, ...passed });
    }
    if (last >= to || lines.length >= count || allowance?.isSpent()) break;
  }
  return { lines, looked: { from, to: last } };
}

const STEP_LINES = 1000;

/** The last `count` lines of the range that pass, looking upwards. */
export async function readBackward(
  copy: Blocks,
  { from, to }: LogRange,
  count: number,
  filter: LogFilter,
  allowance: Allowance,
): Promise<Reading> {
  let lines: readonly LogLine[] = [];
  let first = to + 1;
  while (first > from && lines.length < count && !allowance.isSpent()) {
    const step = { from: Math.max(from, first - STEP_LINES), to: first - 1 };
    const { spend } = allowance;
    // A step is read to its end, or lines would be missing in the middle.
    const whole = { spend, isSpent: () => false };
    const above = await readForward(copy, step, Infinity, createSieve(filter), whole);
    lines = [...above.lines, ...lines];
    first = step.from;
  }
  if (lines.length > count) {
    lines = lines.slice(-count);
    first = lines[0]?.n ?? first;
  }
  return { lines, looked: { from: first, to } };
}

export const lastLineOf = ({ firstLine, lines }: CopyEntry): number => firstLine + lines - 1;

/** The text that holds this line of the whole copy. */
export const entryAt = (entries: readonly CopyEntry[], line: number): CopyEntry | undefined =>
  entries.find((entry) => entry.firstLine <= line && line <= lastLineOf(entry));
