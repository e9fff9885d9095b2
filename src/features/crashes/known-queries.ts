import { trusted, type Connection } from 'mongoose';
import type { CrashRole } from '../reports/index.js';
import { crashGroupModel, crashModel } from './crash-schema.js';

/** Newest reports of a group that are asked for their defect. */
const MAX_REPORTS = 200;

/** A report with crashes of a group. */
export interface ReportOfGroup {
  readonly reportId: string;
  readonly role: CrashRole;
}

export type KnownQueries = ReturnType<typeof createKnownQueries>;

/** What is known of a group, for whoever has the same crash. */
export function createKnownQueries(connection: Connection) {
  const crashes = crashModel(connection);
  const groups = crashGroupModel(connection);
  return {
    async groupIds(refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = await groups.find({ ref: trusted({ $in: [...refs] }) }, { ref: 1 }).lean();
      return new Map(found.map(({ ref, _id }) => [ref, _id]));
    },
    /** Of units of the model, as another model has other builds. */
    async reportsOf(
      groupIds: readonly string[],
      modelCode: string,
    ): Promise<readonly ReportOfGroup[]> {
      const inGroup = await crashes.aggregate<{ _id: string }>([
        { $match: { groupId: { $in: groupIds }, modelCode } },
        { $group: { _id: '$reportId' } },
        { $sort: { _id: -1 } },
        { $limit: MAX_REPORTS },
      ]);
      const reportIds = inGroup.map(({ _id }) => _id);
      return this.rolesIn(reportIds, groupIds);
    },
    /** What the crashes of the groups are in each of the reports. */
    async rolesIn(
      reportIds: readonly string[],
      groupIds: readonly string[],
    ): Promise<readonly ReportOfGroup[]> {
      const ours = new Set(groupIds);
      const all = await crashes
        .find({ reportId: trusted({ $in: [...reportIds] }) }, { reportId: 1, groupId: 1 })
        .sort({ reportId: 1, n: 1, index: 1 })
        .lean();
      const homes = new Map(reportIds.map((reportId) => [reportId, [] as boolean[]]));
      for (const { reportId, groupId } of all) homes.get(reportId)?.push(ours.has(groupId));
      return [...homes].map(([reportId, areOurs]) => ({ reportId, role: roleOf(areOurs) }));
    },
    /** Units of any model, without the one. */
    async otherUnits(groupIds: readonly string[], unitId: string): Promise<number> {
      const [found] = await crashes.aggregate<{ units: number }>([
        { $match: { groupId: { $in: groupIds }, unitId: { $ne: unitId } } },
        { $group: { _id: '$unitId' } },
        { $count: 'units' },
      ]);
      return found?.units ?? 0;
    },
  };
}

/** Whether each crash of a report is of the group, in their order. */
const roleOf = (areOurs: readonly boolean[]): CrashRole =>
  areOurs.every(Boolean) ? 'sole' : areOurs[0] ? 'first' : 'other';
