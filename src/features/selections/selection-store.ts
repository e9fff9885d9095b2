import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Outcome, Terms } from './draw.js';
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

/** Few enough for a slow disk to write within the time a connection waits. */
const BATCH_ROWS = 250;

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
    beginFreeze: (id: string, terms: Terms, frozenAt: Date) =>
      move(id, ['committed'], { state: 'freezing', terms, frozenAt }),
    finishFreeze: (id: string, list: FrozenList) =>
      move(id, ['freezing'], { state: 'frozen', ...list }),
    seal: (id: string, beacon: Beacon, beaconAt: Date) =>
      move(id, ['frozen'], { state: 'sealed', beacon, beaconAt }),
    finishDecision: (id: string, resultHash: string, decidedAt: Date) =>
      move(id, ['frozen', 'sealed'], { state: 'decided', resultHash, decidedAt }),

    /** A row that is there already stays as it is, so that a broken-off freeze is finished. */
    async addRows(fresh: readonly SelectionRow[]): Promise<void> {
      if (fresh.length === 0) return;
      try {
        await bulk.insertMany(fresh.map(toStored), { ordered: false });
      } catch (error) {
        if (!areAllDuplicates(error)) throw error;
      }
    },

    /** Writes the outcomes to rows that have none; safe to repeat. */
    async recordOutcomes(outcomes: Iterable<Outcome>): Promise<void> {
      let batch: AnyBulkWriteOperation<RowRecord>[] = [];
      const send = async () => {
        if (batch.length > 0) await bulk.bulkWrite(batch, { ordered: false });
        batch = [];
      };
      for (const { id, ...outcome } of outcomes) {
        const update = { $set: { ...outcome, state: stateOf(outcome) } };
        batch.push({ updateOne: { filter: { _id: id, state: 'listed' }, update } });
        if (batch.length === BATCH_ROWS) await send();
      }
      await send();
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

const DUPLICATE_KEY = 11000;

function areAllDuplicates(error: unknown): boolean {
  if (!(error instanceof Error) || !('writeErrors' in error)) return false;
  const refused = [error.writeErrors].flat() as { readonly code?: number }[];
  return refused.every(({ code }) => code === DUPLICATE_KEY);
}
