import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { CrashGroup } from './crash-group.js';
import { crashGroupModel } from './crash-schema.js';
import type { CrashShape } from './crash-shape.js';
import type { GroupKey } from './group-key.js';
import { frameCountModel, groupKeyModel } from './group-key-schema.js';

/** Counts all shapes, beside the counts of the frames. */
const ALL = '*';

const LINKS = { ref: 1, mergedInto: 1, isLocked: 1, apart: 1, epoch: 1 } as const;
export type GroupLinks = Pick<CrashGroup, 'id' | keyof typeof LINKS>;

/** A variant that a crash may resemble. */
export interface Candidate {
  readonly key: string;
  readonly group: string;
  readonly shape: CrashShape;
}

/** Merges of merges end long before; a bound keeps a damaged link from going round. */
const MAX_DEPTH = 20;

export type GroupingStore = ReturnType<typeof createGroupingStore>;

/** The keys that lead to groups, what finds a group by likeness, and how groups hang together. */
export function createGroupingStore(connection: Connection) {
  const keys = groupKeyModel(connection);
  const counts = frameCountModel(connection);
  const groups = crashGroupModel(connection);

  async function groupLinks(ids: readonly string[]): Promise<ReadonlyMap<string, GroupLinks>> {
    const found = await groups.find({ _id: trusted({ $in: [...ids] }) }, LINKS).lean();
    return new Map(found.map(fromStored).map((group) => [group.id, group]));
  }

  return {
    groupLinks,
    async keysLeadingFrom(ids: readonly string[]): Promise<ReadonlyMap<string, GroupKey>> {
      const found = await keys.find({ _id: trusted({ $in: [...ids] }) }).lean();
      return new Map(found.map(fromStored).map((key) => [key.id, key]));
    },
    /** The group that the key leads to: the one given unless it led to another before. */
    async leadKey(key: GroupKey): Promise<{ readonly groupId: string; readonly isMine: boolean }> {
      try {
        await keys.create(toStored(key));
        return { groupId: key.groupId, isMine: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const { isVariant, title, parts, shape, terms } = key;
        const known = await keys
          .findOneAndUpdate(
            { _id: key.id, isVariant: false },
            isVariant ? { isVariant, title, parts, shape, terms } : {},
          )
          .lean();
        const { groupId } = known ?? (await keys.findById(key.id).orFail().lean());
        return { groupId, isMine: false };
      }
    },
    /** How many variants stand for the group where likeness looks. */
    countStanding: (groupId: string): Promise<number> =>
      keys.countDocuments({ groupId, 'terms.0': trusted({ $exists: true }) }),
    async candidates(terms: readonly string[], limit: number): Promise<readonly Candidate[]> {
      const found = await keys
        .find({ terms: trusted({ $in: [...terms] }) }, { groupId: 1, shape: 1 })
        .limit(limit)
        .lean();
      return found.flatMap(({ _id: key, groupId: group, shape }) =>
        shape ? [{ key, group, shape }] : [],
      );
    },
    /** In how many shapes each of the frames stands, and how many shapes there are. */
    async frameCounts(names: readonly string[]) {
      const found = await counts.find({ _id: trusted({ $in: [...names, ALL] }) }).lean();
      const byName = new Map(found.map(({ _id, count }) => [_id, count]));
      return { counts: byName, all: byName.get(ALL) ?? 0 };
    },
    async countFrames(names: readonly string[]): Promise<void> {
      await counts.bulkWrite(
        [...names, ALL].map((name) => ({
          updateOne: { filter: { _id: name }, update: { $inc: { count: 1 } }, upsert: true },
        })),
        { ordered: false },
      );
    },
    /** False when another exam made the group first. */
    async addGroup(group: CrashGroup): Promise<boolean> {
      try {
        await groups.create(toStored(group));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, '_id_')) return false;
        throw error;
      }
    },
    /** The group that stands for this one after all merges. */
    async rootOf(id: string): Promise<GroupLinks | undefined> {
      let group = (await groupLinks([id])).get(id);
      for (let depth = 0; group?.mergedInto && depth < MAX_DEPTH; depth += 1)
        group = (await groupLinks([group.mergedInto])).get(group.mergedInto);
      return group;
    },
    /** The group and all that were merged into it, near and far. */
    async membersOf(rootId: string): Promise<readonly string[]> {
      const members = [rootId];
      let level = [rootId];
      for (let depth = 0; level.length > 0 && depth < MAX_DEPTH; depth += 1) {
        const found = await groups.find({ mergedInto: trusted({ $in: level }) }, { _id: 1 }).lean();
        level = found.map(({ _id }) => _id).filter((id) => !members.includes(id));
        members.push(...level);
      }
      return members;
    },
    async variantsOf(groupIds: readonly string[]): Promise<readonly GroupKey[]> {
      const found = await keys
        .find({ groupId: trusted({ $in: [...groupIds] }), isVariant: true })
        .sort({ addedAt: 1, _id: 1 })
        .limit(100)
        .lean();
      return found.map(fromStored);
    },
    async moveAllKeys(from: string, to: string): Promise<void> {
      await keys.updateMany({ groupId: from }, { $set: { groupId: to } });
    },
    async moveKeys(ids: readonly string[], from: string, to: string): Promise<void> {
      await keys.updateMany(
        { _id: trusted({ $in: [...ids] }), groupId: from },
        { $set: { groupId: to } },
      );
    },
  };
}
