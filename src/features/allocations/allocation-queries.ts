import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import type { Allocation } from './allocation.js';
import { allocationModel } from './allocation-schema.js';

export type AllocationQueries = ReturnType<typeof createAllocationQueries>;

export function createAllocationQueries(connection: Connection) {
  const allocations = allocationModel(connection);
  return {
    async takenSeats(roundId: string): Promise<ReadonlySet<number>> {
      const rows = await allocations.find({ roundId, open: true }, { seat: 1 }).lean();
      return new Set(rows.map(({ seat }) => seat));
    },
    seatsTaken: (roundId: string): Promise<number> =>
      allocations.countDocuments({ roundId, open: true }),
    /** The newest allocation of each application, by application id. */
    async latestOf(applicationIds: readonly string[]): Promise<ReadonlyMap<string, Allocation>> {
      if (applicationIds.length === 0) return new Map();
      const rows = await allocations
        .find({ applicationId: trusted({ $in: [...applicationIds] }) })
        .sort({ _id: 1 })
        .lean();
      return new Map(rows.map((row) => [row.applicationId, fromStored(row)]));
    },
    async openOf(personId: string): Promise<readonly Allocation[]> {
      const rows = await allocations.find({ personId, open: true }).sort({ _id: -1 }).lean();
      return rows.map(fromStored);
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
  };
}
