import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored, type Stored } from '../../platform/records.js';
import type { NotedHead } from './custody.js';
import { custodyHeadModel } from './custody-head-schema.js';

export type CustodyHeadStore = ReturnType<typeof createCustodyHeadStore>;

export function createCustodyHeadStore(connection: Connection) {
  const heads = custodyHeadModel(connection);
  return {
    /** A head is never replaced: the first that was noted for a number is the one that counts. */
    async add(fresh: readonly NotedHead[]): Promise<void> {
      if (fresh.length === 0) return;
      try {
        await heads.insertMany(fresh.map(toStored), { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** By unit, from the first to the last; an empty list for a unit without one. */
    async ofUnits(ids: readonly string[]): Promise<ReadonlyMap<string, readonly NotedHead[]>> {
      const found: readonly Stored<NotedHead>[] = await heads
        .find({ unitId: trusted({ $in: [...ids] }) })
        .sort({ unitId: 1, seq: 1 })
        .lean();
      const byUnit = new Map(ids.map((id): [string, NotedHead[]] => [id, []]));
      for (const head of found) byUnit.get(head.unitId)?.push(fromStored(head));
      return byUnit;
    },

    /** References of units that a head speaks of and that are not there any more. */
    async missingUnits(): Promise<readonly string[]> {
      const rows = await heads.aggregate<{ unitRef: string }>([
        { $group: { _id: '$unitId', unitRef: { $first: '$unitRef' } } },
        { $lookup: { from: 'units', localField: '_id', foreignField: '_id', as: 'unit' } },
        { $match: { unit: { $size: 0 } } },
        { $sort: { unitRef: 1 } },
        { $project: { unitRef: 1 } },
      ]);
      return rows.map(({ unitRef }) => unitRef);
    },
  };
}
