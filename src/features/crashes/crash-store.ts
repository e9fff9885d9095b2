import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { toStored } from '../../platform/records.js';
import type { Crash, CrashGroup, Regression } from './crash-group.js';
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
    async moveCrash(id: string, groupId: string, key: string): Promise<void> {
      await crashes.updateOne({ _id: id }, { groupId, key });
    },
    async moveAll(from: string, to: string): Promise<void> {
      await crashes.updateMany({ groupId: from }, { $set: { groupId: to } });
    },
    async moveVariants(keys: readonly string[], from: string, to: string): Promise<void> {
      await crashes.updateMany(
        { groupId: from, key: trusted({ $in: [...keys] }) },
        { $set: { groupId: to } },
      );
    },
    async countsOf(groupIds: readonly string[]): Promise<GroupCounts | undefined> {
      const [counts] = await crashes.aggregate<
        Omit<GroupCounts, 'unitCount'> & { units: string[]; builds: (string | null)[] }
      >([
        { $match: { groupId: { $in: groupIds } } },
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
     * Within an epoch crashes are only ever added, so of two exams that counted at once the larger
     * figures are right, whichever is written last. False when the group has another epoch by now.
     */
    async raiseCounts(
      { id, epoch }: Pick<CrashGroup, 'id' | 'epoch'>,
      counts: GroupCounts,
      updatedAt: Date,
    ): Promise<boolean> {
      const { firstSeenAt, lastSeenAt, crashCount, unitCount, builds } = counts;
      const { matchedCount } = await groups.updateOne(
        { _id: id, epoch },
        {
          $min: { firstSeenAt },
          $max: { lastSeenAt, crashCount, unitCount, updatedAt },
          $addToSet: { builds: { $each: builds } },
          $set: { isDue: true },
        },
      );
      return matchedCount === 1;
    },
    /** From here on the group is counted anew; until then it shows nothing, and is due. */
    async beginEpoch(id: string, now: Date): Promise<void> {
      const nothing = { crashCount: 0, unitCount: 0, builds: [] };
      const never = { firstSeenAt: now, lastSeenAt: new Date(0) };
      await groups.updateOne(
        { _id: id },
        { $set: { ...nothing, ...never, isDue: true, updatedAt: now }, $inc: { epoch: 1 } },
      );
    },
    async dueGroups(limit: number): Promise<readonly Pick<CrashGroup, 'id' | 'crashCount'>[]> {
      const found = await groups
        .find({ isDue: true }, { crashCount: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return found.map(({ _id: id, crashCount }) => ({ id, crashCount }));
    },
    /** Nothing happens when another crash came meanwhile. */
    async settleDue({ id, crashCount }: Pick<CrashGroup, 'id' | 'crashCount'>): Promise<void> {
      await groups.updateOne({ _id: id, crashCount }, { isDue: false });
    },
    /** False when the group is marked with this fix and build already. */
    async markRegression(id: string, regression: Regression): Promise<boolean> {
      const { defectId, fixBuild, build, at } = regression;
      const isOther = {
        $or: [
          { 'regression.defectId': trusted({ $ne: defectId }) },
          { 'regression.fixBuild': trusted({ $ne: fixBuild }) },
          { 'regression.build': trusted({ $ne: build }) },
        ],
      };
      const { modifiedCount } = await groups.updateOne(
        { _id: id, ...isOther },
        { regression, updatedAt: at },
      );
      return modifiedCount === 1;
    },
  };
}
