import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import type { Outcome } from './draw.js';
import { selectionModel, selectionRowModel } from './selection-schema.js';
import type { Selection, SelectionRow } from './selection.js';

export type SelectionQueries = ReturnType<typeof createSelectionQueries>;

/** What the published files and the statistics read of a row. */
export type ListedRow = Pick<
  SelectionRow,
  'id' | 'city' | 'cohort' | 'quotas' | 'weight' | 'score'
> &
  Outcome;

const CURSOR_ROWS = 1_000;
const LISTED = {
  city: 1,
  cohort: 1,
  quotas: 1,
  weight: 1,
  score: 1,
  drawRank: 1,
  meritRank: 1,
  quota: 1,
  seat: 1,
} as const;

export function createSelectionQueries(connection: Connection) {
  const selections = selectionModel(connection);
  const rows = selectionRowModel(connection);
  const one = async (filter: object): Promise<SelectionRow | undefined> => {
    const record = await rows.findOne(filter).lean();
    return record ? fromStored(record) : undefined;
  };

  return {
    rowOfApplication: (applicationId: string) => one({ applicationId }),
    rowOfPerson: (roundId: string, personId: string) => one({ personId, roundId }),

    /** Everybody on the list, in the order of the published files. */
    async *listed(roundId: string): AsyncGenerator<ListedRow> {
      const cursor = rows
        .find({ roundId, state: trusted({ $ne: 'left_out' }) }, LISTED)
        .sort({ _id: 1 })
        .lean()
        .cursor({ batchSize: CURSOR_ROWS });
      for await (const row of cursor) yield fromStored(row);
    },

    /** How many people each set of reasons left out. */
    async leftOut(roundId: string): Promise<Pick<Selection, 'leftOut' | 'leftOutPeople'>> {
      const groups = await rows.aggregate<{ _id: string[]; count: number }>([
        { $match: { roundId, state: 'left_out' } },
        { $group: { _id: '$reasons.code', count: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ]);
      const leftOut: Record<string, number> = {};
      for (const { _id: codes, count } of groups)
        for (const code of codes) leftOut[code] = (leftOut[code] ?? 0) + count;
      return { leftOut, leftOutPeople: groups.reduce((sum, { count }) => sum + count, 0) };
    },

    /** How many wait in front of that rank. */
    countAhead: (roundId: string, order: 'drawRank' | 'meritRank', rank: number) =>
      rows.countDocuments({ roundId, state: 'waiting', [order]: trusted({ $gt: 0, $lt: rank }) }),

    /** Rounds of these whose selection is decided, with the time. */
    async decided(roundIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
      const found = await selections
        .find({ _id: trusted({ $in: [...roundIds] }), state: 'decided' }, { decidedAt: 1 })
        .lean();
      return new Map(found.flatMap(({ _id, decidedAt }) => (decidedAt ? [[_id, decidedAt]] : [])));
    },
    async committed(roundIds: readonly string[]): Promise<ReadonlySet<string>> {
      const found = await selections
        .find({ _id: trusted({ $in: [...roundIds] }) }, { _id: 1 })
        .lean();
      return new Set(found.map(({ _id }) => _id));
    },
  };
}
