import { trusted, type Connection } from 'mongoose';
import { toPage } from '../../kernel/page-request.js';
import type { CrashGroup, Regression } from './crash-group.js';
import { crashGroupModel, crashModel } from './crash-schema.js';
import type { CrashKind } from './crash.js';

/** A crash in the history of its unit. */
export interface UnitCrash {
  readonly kind: CrashKind;
  readonly title: string;
  readonly build: string | null;
  readonly seenAt: Date;
  readonly groupRef: string;
}

/** A group whose crash came back although a defect was fixed. */
export type Comeback = Pick<CrashGroup, 'ref' | 'title'> & Omit<Regression, 'defectRef'>;

const MAX_CRASHES = 50;
const MAX_GROUPS = 20;
const REPORTS_A_PAGE = 100;

/** Crashes as other pages show them: by unit, and by defect. */
export function createHistoryQueries(connection: Connection) {
  const crashes = crashModel(connection);
  const groups = crashGroupModel(connection);
  return {
    /** The newest crashes of the unit, the newest first. */
    async ofUnit(unitId: string): Promise<readonly UnitCrash[]> {
      const found = await crashes
        .find({ unitId }, { kind: 1, title: 1, build: 1, seenAt: 1, groupId: 1 })
        .sort({ _id: -1 })
        .limit(MAX_CRASHES)
        .lean();
      const ids = [...new Set(found.map(({ groupId }) => groupId))];
      const named = await groups.find({ _id: trusted({ $in: ids }) }, { ref: 1 }).lean();
      const refs = new Map(named.map(({ _id, ref }) => [_id, ref]));
      return found.map(({ kind, title, build, seenAt, groupId }) => ({
        ...{ kind, title, build, seenAt },
        groupRef: refs.get(groupId) ?? '',
      }));
    },
    /** Reports that have crashes of any of the groups, by id. */
    async reportIds(groupIds: readonly string[], after: string | undefined) {
      const beyond = after === undefined ? {} : { reportId: { $gt: after } };
      const found = await crashes.aggregate<{ _id: string }>([
        { $match: { groupId: { $in: groupIds }, ...beyond } },
        { $group: { _id: '$reportId' } },
        { $sort: { _id: 1 } },
        { $limit: REPORTS_A_PAGE + 1 },
      ]);
      return toPage(
        found.map(({ _id }) => _id),
        REPORTS_A_PAGE,
        (id) => id,
      );
    },
    /** Groups that are marked with the defect, the newest mark first. */
    async comebacksOf(defectId: string): Promise<readonly Comeback[]> {
      const found = await groups
        .find({ 'regression.defectId': defectId }, { ref: 1, title: 1, regression: 1 })
        .sort({ 'regression.at': -1 })
        .limit(MAX_GROUPS)
        .lean();
      return found.flatMap(({ ref, title, regression }) =>
        regression ? [{ ref, title, ...regression }] : [],
      );
    },
  };
}
