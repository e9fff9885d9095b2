import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import type { Allocation } from './allocation.js';
import { allocationModel } from './allocation-schema.js';
import type { SeatUse } from './seat.js';

export type AllocationQueries = ReturnType<typeof createAllocationQueries>;

/** A unit in somebody's hands, and since when. */
export type HeldAllocation = Pick<
  Allocation,
  'id' | 'roundId' | 'personId' | 'unitId' | 'heldAt' | 'seat'
>;

const SEAT_USE = { _id: 0, seat: 1, open: 1, heldAt: 1, offeredById: 1 } as const;
const HELD = { roundId: 1, personId: 1, unitId: 1, heldAt: 1, seat: 1 } as const;

export function createAllocationQueries(connection: Connection) {
  const allocations = allocationModel(connection);
  const all = async (filter: object, limit = 0): Promise<readonly Allocation[]> =>
    (await allocations.find(filter).sort({ offeredAt: 1 }).limit(limit).lean()).map(fromStored);

  return {
    async takenSeats(roundId: string): Promise<ReadonlySet<number>> {
      const rows = await allocations.find({ roundId, open: true }, { seat: 1 }).lean();
      return new Set(rows.map(({ seat }) => seat));
    },
    /** Every allocation there ever was in the round: a few for each seat. */
    seatUses: (roundId: string): Promise<SeatUse[]> =>
      allocations.find({ roundId }, SEAT_USE).lean<SeatUse[]>(),
    seatsTaken: (roundId: string): Promise<number> =>
      allocations.countDocuments({ roundId, open: true }),
    /** The newest allocation of each application, by application id. */
    async latestOf(applicationIds: readonly string[]): Promise<ReadonlyMap<string, Allocation>> {
      if (applicationIds.length === 0) return new Map();
      const rows = await all({ applicationId: trusted({ $in: [...applicationIds] }) });
      return new Map(rows.map((row) => [row.applicationId, row]));
    },
    /** All that one application ever got, oldest first. */
    ofApplication: (applicationId: string) => all({ applicationId }),
    /** What the person has in all rounds, newest first. */
    openOf: async (personId: string): Promise<readonly Allocation[]> =>
      [...(await all({ personId, open: true }))].reverse(),
    async openOffer(personId: string, roundId: string): Promise<Allocation | undefined> {
      const record = await allocations
        .findOne({ roundId, personId, open: true, state: 'offered' })
        .lean();
      return record ? fromStored(record) : undefined;
    },
    /** All open ones by id, for the sweeper. */
    async openAfter(after: string, limit: number): Promise<readonly Allocation[]> {
      const rows = await allocations
        .find({ open: true, _id: trusted({ $gt: after }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(fromStored);
    },
    async openAmong(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await allocations
        .find({ _id: trusted({ $in: [...ids] }), open: true }, { _id: 1 })
        .lean();
      return new Set(rows.map(({ _id }) => _id));
    },
    /** By id, for jobs that look at everybody who holds a unit. */
    async heldAllocationsPage(after: string, limit: number): Promise<readonly HeldAllocation[]> {
      const rows = await allocations
        .find({ state: 'held', _id: trusted({ $gt: after }) }, HELD)
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(fromStored);
    },
    /** How often each person held a unit and gave it back; nobody else is in the map. */
    async finishedCounts(personIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (personIds.length === 0) return new Map();
      const rows = await allocations.aggregate<{ _id: string; count: number }>([
        { $match: { personId: { $in: [...personIds] }, isFinished: true } },
        { $group: { _id: '$personId', count: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, count }) => [_id, count]));
    },
  };
}
