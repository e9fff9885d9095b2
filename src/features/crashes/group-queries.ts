import { trusted, type Connection } from 'mongoose';
import { timeOfId } from '../../kernel/ids.js';
import { fromStored } from '../../platform/records.js';
import { crashGroupModel, crashModel } from './crash-schema.js';
import type { GroupSlice, NearGroup } from './group-parts.js';

/** Newest crashes that are held against a fix. */
const MAX_SIGHTINGS = 500;
/** Of a programme of some hundred units all are far below. */
const MAX_UNITS = 5000;

const NEAR = { ref: 1, title: 1, mergedInto: 1, splitFrom: 1, apart: 1, steps: 1 } as const;

export type GroupQueries = ReturnType<typeof createGroupQueries>;

/** What the page of a group tells beyond its newest crash: figures of its parts, and its kin. */
export function createGroupQueries(connection: Connection) {
  const crashes = crashModel(connection);
  const groups = crashGroupModel(connection);

  const slices = (groupIds: readonly string[], by: 'build' | 'key') =>
    crashes.aggregate<GroupSlice>([
      { $match: { groupId: { $in: groupIds } } },
      {
        $group: {
          _id: `$${by}`,
          crashCount: { $sum: 1 },
          units: { $addToSet: '$unitId' },
          firstSeenAt: { $min: '$seenAt' },
          lastSeenAt: { $max: '$seenAt' },
        },
      },
      {
        $project: {
          _id: 0,
          name: '$_id',
          crashCount: 1,
          unitCount: { $size: '$units' },
          firstSeenAt: 1,
          lastSeenAt: 1,
        },
      },
    ]);

  return {
    byBuild: (groupIds: readonly string[]) => slices(groupIds, 'build'),
    byKey: (groupIds: readonly string[]) => slices(groupIds, 'key'),
    async unitIdsOf(groupIds: readonly string[]): Promise<readonly string[]> {
      const found = await crashes.aggregate<{ _id: string }>([
        { $match: { groupId: { $in: groupIds } } },
        { $group: { _id: '$unitId' } },
        { $limit: MAX_UNITS },
      ]);
      return found.map(({ _id }) => _id);
    },
    /** In which report and build the group was found and when, the newest first. */
    async sightingsOf(groupIds: readonly string[]) {
      const found = await crashes
        .find({ groupId: trusted({ $in: [...groupIds] }) }, { reportId: 1, build: 1 })
        .sort({ _id: -1 })
        .limit(MAX_SIGHTINGS)
        .lean();
      return found.map(({ _id, reportId, build }) => ({ reportId, build, at: timeOfId(_id) }));
    },
    async allUnitIds(): Promise<readonly string[]> {
      const found = await crashes.aggregate<{ _id: string }>([
        { $group: { _id: '$unitId' } },
        { $limit: MAX_UNITS },
      ]);
      return found.map(({ _id }) => _id);
    },
    /** Units whose logs show any crash at all, by build: what a rate is held against. */
    async crashedUnits(builds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const found = await crashes.aggregate<{ _id: string; units: number }>([
        { $match: { build: { $in: builds } } },
        { $group: { _id: { build: '$build', unitId: '$unitId' } } },
        { $group: { _id: '$_id.build', units: { $sum: 1 } } },
      ]);
      return new Map(found.map(({ _id, units }) => [_id, units]));
    },
    async near(ids: readonly string[]): Promise<ReadonlyMap<string, NearGroup>> {
      const found = await groups.find({ _id: trusted({ $in: [...ids] }) }, NEAR).lean();
      return new Map(found.map((record) => [record._id, fromStored(record)]));
    },
    /** Groups that were merged into these, split from the first, or said to differ from it. */
    async kinOf(id: string, members: readonly string[]): Promise<readonly NearGroup[]> {
      const found = await groups
        .find(
          {
            $or: [{ mergedInto: trusted({ $in: [...members] }) }, { splitFrom: id }, { apart: id }],
          },
          NEAR,
        )
        .sort({ _id: 1 })
        .limit(100)
        .lean();
      return found.map(fromStored);
    },
  };
}
