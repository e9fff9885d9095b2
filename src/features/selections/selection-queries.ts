import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import type { Outcome } from './draw.js';
import { selectionModel, selectionRowModel } from './selection-schema.js';
import type { Selection, SelectionRow, Ranks, ToldRow } from './selection.js';

export type SelectionQueries = ReturnType<typeof createSelectionQueries>;

/** What the published files and the statistics read of a row. */
export type ListedRow = Pick<
  SelectionRow,
  'id' | 'city' | 'cohort' | 'quotas' | 'weight' | 'score'
> &
  Outcome;

/** Winners hear of it by their offer. */
const TOLD_STATES = ['waiting', 'out', 'left_out', 'passed'] as const;
const TOLD = {
  applicationId: 1,
  applicationRef: 1,
  personId: 1,
  reasons: 1,
  state: 1,
  drawRank: 1,
  meritRank: 1,
} as const;

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
    /** Those of the applications that have a row. */
    async rowsAmong(applicationIds: readonly string[]): Promise<ReadonlySet<string>> {
      const found = await rows
        .find(
          { applicationId: trusted({ $in: [...applicationIds] }) },
          { applicationId: 1, _id: 0 },
        )
        .lean();
      return new Set(found.map(({ applicationId }) => applicationId));
    },

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

    /** Selections whose list is to be frozen or decided. */
    async toBeFinished(): Promise<readonly string[]> {
      const state = trusted({ $in: ['freezing' as const, 'deciding' as const] });
      return (await selections.find({ state, problem: null }, { _id: 1 }).lean()).map(
        ({ _id }) => _id,
      );
    },
    /** Decided ones of which not everybody heard. */
    async toBeTold(): Promise<readonly string[]> {
      return (await selections.find({ state: 'decided', toldAt: null }, { _id: 1 }).lean()).map(
        ({ _id }) => _id,
      );
    },
    /** Whom no offer told, in the order of their ids. */
    async unseated(roundId: string, after: string, limit: number): Promise<readonly ToldRow[]> {
      const state = trusted({ $in: [...TOLD_STATES] });
      const found = await rows
        .find({ roundId, _id: trusted({ $gt: after }), state }, TOLD)
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return found.map(fromStored);
    },
    /** Of everybody who won a seat in the decision, whatever came of it. */
    async winners(roundId: string): Promise<readonly Ranks[]> {
      return rows
        .find({ roundId, seat: trusted({ $gt: 0 }) }, { drawRank: 1, meritRank: 1, _id: 0 })
        .lean();
    },

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
