import { trusted, type Connection } from 'mongoose';
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
