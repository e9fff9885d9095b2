import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Crash, CrashGroup } from './crash-group.js';
import { crashGroupModel, crashModel } from './crash-schema.js';

export type CrashStore = ReturnType<typeof createCrashStore>;

/** What a group is told of its crashes; read from them anew each time. */
export type GroupCounts = Pick<
  CrashGroup,
  'firstSeenAt' | 'lastSeenAt' | 'crashCount' | 'unitCount' | 'builds'
>;

export function createCrashStore(connection: Connection) {
  const crashes = crashModel(connection);
  const groups = crashGroupModel(connection);

  return {
    /** Adds those that are not there yet: an exam that runs again finds the same crashes. */
    async addCrashes(found: readonly Crash[]): Promise<void> {
      if (found.length === 0) return;
      try {
        await crashes.insertMany(found.map(toStored), { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error, 'place_unique')) throw error;
      }
    },
    async groupByKey(key: string): Promise<Pick<CrashGroup, 'ref'> | undefined> {
      const record = await groups.findOne({ key }, { ref: 1 }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** False when another exam made the group first. */
    async addGroup(group: CrashGroup): Promise<boolean> {
      try {
        await groups.create(toStored(group));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'key_unique')) return false;
        throw error;
      }
    },
    async countsOf(key: string): Promise<GroupCounts | undefined> {
      const [counts] = await crashes.aggregate<
        Omit<GroupCounts, 'unitCount'> & { units: string[]; builds: (string | null)[] }
      >([
        { $match: { keys: key } },
        {
          $group: {
            _id: null,
            firstSeenAt: { $min: '$seenAt' },
            lastSeenAt: { $max: '$seenAt' },
            crashCount: { $sum: 1 },
            units: { $addToSet: '$unitId' },
            builds: { $addToSet: '$build' },
          },
        },
      ]);
      if (!counts) return undefined;
      const { firstSeenAt, lastSeenAt, crashCount, units } = counts;
      const builds = counts.builds.filter((build) => build !== null);
      return { firstSeenAt, lastSeenAt, crashCount, unitCount: units.length, builds };
    },
    /**
     * Crashes are only ever added, so of two exams that counted at once the larger figures are
     * right, whichever is written last.
     */
    async raiseCounts(key: string, counts: GroupCounts, updatedAt: Date): Promise<void> {
      const { firstSeenAt, lastSeenAt, crashCount, unitCount, builds } = counts;
      await groups.updateOne(
        { key },
        {
          $min: { firstSeenAt },
          $max: { lastSeenAt, crashCount, unitCount, updatedAt },
          $addToSet: { builds: { $each: builds } },
        },
      );
    },
  };
}
