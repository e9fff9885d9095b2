import type { Collection } from 'mongodb';
import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Outcome } from './draw.js';
import { selectionModel, selectionRowModel, type RowRecord } from './selection-schema.js';
import type { Beacon, RowState, Selection, SelectionRow } from './selection.js';

export type SelectionStore = ReturnType<typeof createSelectionStore>;

export type FrozenList = Pick<Selection, 'listed' | 'leftOut' | 'leftOutPeople'> & {
  readonly listHash: string;
};

/** A seat that waits for somebody. */
export interface OpenSeat {
  readonly roundId: string;
  readonly seat: number;
  readonly quota: string;
  readonly mode: 'draw' | 'merit';
  readonly spillsOver: boolean;
}

export function createSelectionStore(connection: Connection) {
  const selections = selectionModel(connection);
  const rows = selectionRowModel(connection);
  // By the driver itself: a list may have a hundred thousand rows of our own making.
  const bulk = rows.collection as unknown as Collection<RowRecord>;

  /** One step; false when the selection is not in a state it starts from. */
  const move = async (id: string, from: Selection['state'][], $set: Partial<Selection>) => {
    const filter = { _id: id, state: trusted({ $in: from }) };
    const { matchedCount } = await selections.updateOne(filter, { $set });
    return matchedCount === 1;
  };

  async function turnOf(allocationId: string): Promise<string | undefined> {
    return (await rows.findOne({ allocationId }, { applicationId: 1 }).lean())?.applicationId;
  }

  return {
    async byRound(roundId: string): Promise<Selection | undefined> {
      const record = await selections.findById(roundId).lean();
      return record ? fromStored(record) : undefined;
    },

    /** Adds it unless the round has one; of several at once one stays. */
    async commit(fresh: Selection): Promise<void> {
      try {
        await selections.create(toStored(fresh));
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    beginFreeze: (id: string, wish: Pick<Selection, 'terms' | 'frozenAt' | 'frozenBy'>) =>
      move(id, ['committed'], { state: 'freezing', done: 0, ...wish }),
    finishFreeze: (id: string, list: FrozenList) =>
      move(id, ['freezing'], { state: 'frozen', leaseUntil: null, ...list }),
    seal: (id: string, beacon: Beacon, beaconAt: Date) =>
      move(id, ['frozen'], { state: 'sealed', beacon, beaconAt }),
    beginDecision: (id: string, wish: Pick<Selection, 'decidingAt' | 'decidingBy'>) =>
      move(id, ['frozen', 'sealed'], { state: 'deciding', done: 0, ...wish }),
    finishDecision: (id: string, resultHash: string, decidedAt: Date) =>
      move(id, ['deciding'], { state: 'decided', leaseUntil: null, resultHash, decidedAt }),
    finishTelling: (id: string, toldAt: Date) =>
      move(id, ['decided'], { toldAt, leaseUntil: null }),

    /**
     * The selection for this caller alone until then; undefined while somebody else has it, and
     * when somebody has brought it out of those states.
     */
    async claim(
      id: string,
      states: readonly Selection['state'][],
      now: Date,
      leaseUntil: Date,
    ): Promise<Selection | undefined> {
      const free = [{ leaseUntil: null }, { leaseUntil: trusted({ $lte: now }) }];
      const record = await selections
        .findOneAndUpdate(
          { _id: id, state: trusted({ $in: [...states] }), $or: free },
          { $set: { leaseUntil } },
        )
        .lean();
      return record ? fromStored(record) : undefined;
    },
    /** Says how far the work got, and keeps others away for longer; null lets them in. */
    async note(
      id: string,
      progress: Pick<Selection, 'leaseUntil'> & Partial<Pick<Selection, 'done' | 'toldUpTo'>>,
    ): Promise<void> {
      await selections.updateOne({ _id: id }, { $set: progress });
    },
    /** With null the work goes on. */
    async recordProblem(id: string, problem: string | null): Promise<void> {
      await selections.updateOne({ _id: id }, { $set: { problem, leaseUntil: null } });
    },

    /** A row that is there already stays as it is, so that a broken-off freeze is finished. */
    async addRows(fresh: readonly SelectionRow[]): Promise<void> {
      if (fresh.length === 0) return;
      try {
        await bulk.insertMany(fresh.map(toStored), { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** Writes the outcomes to rows that have none; safe to repeat. */
    async recordOutcomes(outcomes: readonly Outcome[]): Promise<void> {
      const updates = outcomes.map(({ id, ...outcome }) => ({
        updateOne: {
          filter: { _id: id, state: 'listed' as const },
          update: { $set: { ...said(outcome), state: stateOf(outcome) } },
        },
      }));
      if (updates.length > 0) await bulk.bulkWrite(updates, { ordered: false });
    },

    /**
     * Gives the turn to whom the seat was decided for, else to another winner of its quota, else to
     * the first who waits for that quota, else – where seats spill over – to the first who waits.
     */
    async give(open: OpenSeat, allocationId: string): Promise<string | undefined> {
      const known = await turnOf(allocationId);
      if (known) return known;
      try {
        for (const { filter, sort } of turnsFor(open)) {
          const taken = await rows
            .findOneAndUpdate(filter, { $set: { allocationId, state: 'turned' } }, { sort })
            .lean();
          if (taken) return taken.applicationId;
        }
      } catch (error) {
        if (!isDuplicateKey(error, 'allocation_unique')) throw error;
      }
      return turnOf(allocationId);
    },
    /** Only while the turn is still that application's; it waits no longer. */
    async skip(allocationId: string, applicationId: string): Promise<void> {
      await rows.updateOne(
        { allocationId, applicationId, state: 'turned' },
        { $set: { state: 'passed', allocationId: null } },
      );
    },
  };
}

/** What a listed row doesn't say already. */
const said = (outcome: Omit<Outcome, 'id'>): Partial<Outcome> =>
  Object.fromEntries(Object.entries(outcome).filter(([, value]) => Boolean(value)));

const stateOf = ({ seat, drawRank, meritRank }: Omit<Outcome, 'id'>): RowState =>
  seat > 0 ? 'won' : drawRank + meritRank > 0 ? 'waiting' : 'out';

interface Turn {
  readonly filter: object;
  readonly sort: Record<string, 1>;
}

/** Where to look for the next in line, in this order. */
function turnsFor({ roundId, seat, quota, mode, spillsOver }: OpenSeat): readonly Turn[] {
  const rank = mode === 'merit' ? 'meritRank' : 'drawRank';
  const waiting = { roundId, state: 'waiting', [rank]: trusted({ $gt: 0 }) };
  const byRank = { [rank]: 1 as const };
  return [
    { filter: { roundId, state: 'won', quota, seat }, sort: { seat: 1 } },
    { filter: { roundId, state: 'won', quota }, sort: { seat: 1 } },
    { filter: { ...waiting, quotas: quota }, sort: byRank },
    ...(spillsOver ? [{ filter: waiting, sort: byRank }] : []),
  ];
}
