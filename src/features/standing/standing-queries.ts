import { trusted, type Connection, type QueryFilter } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { ledgerModel, type LedgerRecord } from './standing-schema.js';
import { QUEUE_VIEWS, type QueueRow, type QueueView } from './queue.js';
import type { StandingState } from './standing.js';

const PAGE_SIZE = 50;

/** What a round asks before it gives a seat. */
export interface StandingCard {
  readonly state: StandingState;
  readonly removedAt: Date | null;
}

/** How decisions and appeals went, for everybody to see. */
export interface StandingFigures {
  readonly removals: number;
  readonly upheld: number;
  readonly dismissed: number;
}

const filterOf = (view: QueueView): QueryFilter<LedgerRecord> =>
  view === 'appeals'
    ? { appealAt: trusted({ $type: 'date' }) }
    : { state: view === 'proposed' ? 'removal_proposed' : view };

/** What comes after the last row of the page before, in the order of the field. */
function beyond(field: 'appealAt' | 'since', after: string | undefined): QueryFilter<LedgerRecord> {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  const at = new Date(Number(ms ?? NaN));
  // A made-up cursor starts at the top.
  if (Number.isNaN(at.getTime())) return {};
  return {
    $or: [{ [field]: trusted({ $gt: at }) }, { [field]: at, _id: trusted({ $gt: String(id) }) }],
  };
}

export type StandingQueries = ReturnType<typeof createStandingQueries>;

export function createStandingQueries(connection: Connection) {
  const ledgers = ledgerModel(connection);
  return {
    /** Every person asked for is in the map; who has no ledger is in good standing. */
    async statesOf(personIds: readonly string[]): Promise<ReadonlyMap<string, StandingCard>> {
      const wanted = [...new Set(personIds)];
      const rows =
        wanted.length === 0
          ? []
          : await ledgers
              .find({ _id: trusted({ $in: wanted }) }, { state: 1, removedAt: 1 })
              .lean();
      const found = new Map(rows.map(({ _id, state, removedAt }) => [_id, { state, removedAt }]));
      const good: StandingCard = { state: 'good', removedAt: null };
      return new Map(wanted.map((id) => [id, found.get(id) ?? good]));
    },

    /** Who waits longest stands first. */
    async queuePage(view: QueueView, after: string | undefined): Promise<Page<QueueRow>> {
      const field = view === 'appeals' ? 'appealAt' : 'since';
      const rows = await ledgers
        .find({ ...filterOf(view), ...beyond(field, after) }, { state: 1, since: 1, appealAt: 1 })
        .sort({ [field]: 1, _id: 1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      const waiting = rows.map((row) => ({
        personId: row._id,
        state: row.state,
        since: row[field] ?? row.since,
      }));
      return toPage(waiting, PAGE_SIZE, (row) => encodeCursor(row.since.getTime(), row.personId));
    },

    /** How many wait in each list. */
    async counts(): Promise<Readonly<Record<QueueView, number>>> {
      const counted = await Promise.all(
        QUEUE_VIEWS.map(async (view) => [view, await ledgers.countDocuments(filterOf(view))]),
      );
      return Object.fromEntries(counted) as Record<QueueView, number>;
    },

    async figures(): Promise<StandingFigures> {
      const [sum] = await ledgers.aggregate<StandingFigures>([
        { $match: { removals: { $gt: 0 } } },
        {
          $group: {
            _id: null,
            removals: { $sum: '$removals' },
            upheld: { $sum: '$upheld' },
            dismissed: { $sum: '$dismissed' },
          },
        },
        { $project: { _id: 0 } },
      ]);
      return sum ?? { removals: 0, upheld: 0, dismissed: 0 };
    },

    /** People who were warned and not yet handed to a human, by id. */
    async warned(after: string, limit: number): Promise<readonly string[]> {
      const rows = await ledgers
        .find(
          { state: trusted({ $in: ['at_risk', 'probation'] }), _id: trusted({ $gt: after }) },
          { _id: 1 },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(({ _id }) => _id);
    },
    /** People whose ledger has entries without their consequences. */
    async behind(limit: number): Promise<readonly string[]> {
      const rows = await ledgers
        .find({ isBehind: true }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(({ _id }) => _id);
    },
  };
}
