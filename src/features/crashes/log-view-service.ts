import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import type { CopyEntry, ProtectedCopy } from '../redaction/index.js';
import type { Reports } from '../reports/index.js';
import type { CopyService } from './copy-service.js';
import {
  createAllowance,
  entryAt,
  lastLineOf,
  readBackward,
  readForward,
  type FindResult,
  type LineOfEntry,
  type LogRange,
  type LogWindow,
  type OpenLog,
  type Reading,
} from './log-reading.js';
import {
  createSieve,
  LEAD_LINES,
  WINDOW_LINES,
  type LogFilter,
  type LogRequest,
} from './log-view.js';

/** What one request may look through; then it says how far it came. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MS = 300;

export interface LogViewDeps {
  readonly reports: Pick<Reports, 'visibleFile'>;
  readonly copies: Pick<CopyService, 'open'>;
  readonly clock: Clock;
}

export type LogViewService = ReturnType<typeof createLogViewService>;

const filterOf = ({ level, tag }: LogRequest): LogFilter => ({ level, tag });
const NOTHING: Reading = { lines: [], looked: { from: 1, to: 0 } };

/** Opens protected copies and reads what fits on a page of them, however large they are. */
export function createLogViewService({ reports, copies, clock }: LogViewDeps) {
  const allow = () => createAllowance(MAX_BYTES, MAX_MS, () => clock.now().getTime());

  function read(copy: ProtectedCopy, entry: CopyEntry, asked: LogRequest, line?: number) {
    const { firstLine, lines } = entry;
    const whole: LogRange = { from: firstLine, to: lastLineOf(entry) };
    const filter = filterOf(asked);
    const isFiltered = filter.level !== undefined || filter.tag !== undefined;
    const before = asked.before && Math.min(asked.before, lines + 1);
    if (before !== undefined && isFiltered) {
      const above = { ...whole, to: firstLine + before - 2 };
      return readBackward(copy, above, WINDOW_LINES, filter, allow());
    }
    const start =
      before !== undefined
        ? before - WINDOW_LINES
        : line !== undefined
          ? line - LEAD_LINES
          : (asked.from ?? 1);
    const from = Math.min(Math.max(start, 1), Math.max(lines, 1));
    const end = before === undefined ? whole.to : firstLine + before - 2;
    const range = { from: firstLine + from - 1, to: end };
    return readForward(copy, range, WINDOW_LINES, createSieve(filter), allow());
  }

  return {
    /** NotFound for who may not see the report, and while there is no copy. */
    async open(ref: string, n: number, viewer: Viewer): Promise<OpenLog> {
      const known = await reports.visibleFile(ref, n, viewer);
      return { ...known, copy: await copies.open(known.report.id, n) };
    },

    /**
     * The window that was asked for; without any wish it opens at the first crash. NotFound for a
     * part that the file doesn't have.
     */
    async window({ copy, file }: OpenLog, asked: LogRequest): Promise<LogWindow> {
      const { entries } = copy;
      const { from, before, line: asks } = asked;
      const isOpening = [from, before, asks, asked.entry].every((wish) => wish === undefined);
      const crash = isOpening ? file.crashes[0] : undefined;
      const name = crash ? crash.entry : asked.entry;
      const entry = name ? entries.find((one) => one.entry === name) : entries[0];
      const line = crash ? crash.line : asks;
      if (entry) return { entry, line, reading: await read(copy, entry, asked, line) };
      if (name && !file.crashes.some((one) => one.entry === name)) throw new NotFound();
      return { entry: undefined, line, reading: NOTHING };
    },

    /** The next line with the words, in this text from that line on or in those that follow. */
    async find({ copy }: OpenLog, asked: LogRequest, from: number): Promise<FindResult> {
      const { entries } = copy;
      const placeOf = (n: number): LineOfEntry | undefined => {
        const entry = entryAt(entries, n);
        return entry && { entry: entry.entry, line: n - entry.firstLine + 1 };
      };
      const start = asked.entry ? entries.find(({ entry }) => entry === asked.entry) : entries[0];
      if (!start) return { kind: 'none' };
      const range = { from: start.firstLine + from - 1, to: copy.lines };
      const sieve = createSieve({ ...filterOf(asked), words: asked.q });
      const { lines, looked } = await readForward(copy, range, 1, sieve, allow());
      const at = lines[0] && placeOf(lines[0].n);
      if (at) return { kind: 'found', at };
      const next = looked.to < range.to ? placeOf(looked.to + 1) : undefined;
      return next ? { kind: 'more', from: next } : { kind: 'none' };
    },

    /** The whole copy as one text; each of several texts after a line with its name. */
    async *text({ copy }: OpenLog): AsyncGenerator<string> {
      const heads = new Map(copy.entries.map(({ firstLine, entry }) => [firstLine, entry]));
      for await (const { firstLine, lines } of copy.blocks()) {
        const entry = heads.get(firstLine);
        if (entry) yield `===== ${entry} =====\n`;
        yield `${lines.join('\n')}\n`;
      }
    },
  };
}
