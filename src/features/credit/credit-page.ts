import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { totalOf, type CountedEntry } from './balance.js';
import { CREDIT_RULES, WORTH } from './credit-rule.js';

const PAGE_SIZE = 50;

/** Newest first; lines of one time in the order of their ids, as the cursor needs it. */
const isNewer = (one: CountedEntry, other: CountedEntry): number =>
  other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1);

/** Fifty lines from the cursor on. */
export function pageOf(
  entries: readonly CountedEntry[],
  after: string | undefined,
): Page<CountedEntry> {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  const isBeyond = (entry: CountedEntry): boolean =>
    typeof ms !== 'number' ||
    typeof id !== 'string' ||
    entry.at.getTime() < ms ||
    (entry.at.getTime() === ms && entry.id < id);
  return toPage([...entries].sort(isNewer).filter(isBeyond), PAGE_SIZE, (entry) =>
    encodeCursor(entry.at.getTime(), entry.id),
  );
}

/** Points as they stand in a ledger: a plus is said, a minus is a minus sign. */
const signed = (points: number): string => (points < 0 ? `−${-points}` : `+${points}`);

export interface LedgerFacts {
  /** All of one person. */
  readonly entries: readonly CountedEntry[];
  readonly lines: Page<CountedEntry>;
  /** References of the defects that these lines are about, by id. */
  readonly refs: ReadonlyMap<string, string>;
  readonly after: string | undefined;
}

/** The lines of one person with what counts of each, and the rules that they follow. */
export function ledgerModel({ entries, lines: { rows, next }, refs, after }: LedgerFacts) {
  return {
    total: totalOf(entries),
    lines: rows.map(({ rule, at, note, counted, cappedBy, points, reverses, defectId }) => ({
      ...{ rule, at, cappedBy, report: note.report, build: note.build },
      defect: defectId === null ? undefined : refs.get(defectId),
      isBack: reverses !== null,
      counted: signed(counted),
      given: cappedBy === null ? undefined : points,
    })),
    next,
    after,
    rules: CREDIT_RULES.map((rule) => ({ rule, ...WORTH[rule] })),
  };
}
