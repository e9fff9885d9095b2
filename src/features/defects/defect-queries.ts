import type { Collection } from 'mongodb';
import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { changesAfter, type Change } from '../../platform/changes.js';
import { fromStored, type Stored } from '../../platform/records.js';
import type { Defect } from './defect.js';
import { defectModel } from './defect-schema.js';

const PAGE_SIZE = 50;
const CHOICES = 100;

export type DefectRow = Pick<
  Defect,
  | 'id'
  | 'ref'
  | 'title'
  | 'modelCode'
  | 'severity'
  | 'status'
  | 'resolution'
  | 'fixBuild'
  | 'reportCount'
  | 'updatedAt'
>;

const ROW = {
  ref: 1,
  title: 1,
  modelCode: 1,
  severity: 1,
  status: 1,
  resolution: 1,
  fixBuild: 1,
  reportCount: 1,
  updatedAt: 1,
} as const;

export type DefectFate = Pick<Defect, 'id' | 'resolution' | 'fixBuild'>;
const FATE = { resolution: 1, fixBuild: 1 } as const;

export type DefectQueries = ReturnType<typeof createDefectQueries>;

export function createDefectQueries(connection: Connection) {
  const defects = defectModel(connection);
  /** By the driver itself: a release asks for hundreds at once. */
  const fates = defects.collection as unknown as Collection<Stored<DefectFate>>;
  return {
    /** What changed last comes first. */
    async publicPage(isOpen: boolean, after: string | undefined): Promise<Page<DefectRow>> {
      const rows = await defects
        .find({ isOpen, ...changedBefore(after) }, ROW)
        .sort({ updatedAt: -1, _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, (row) =>
        encodeCursor(row.updatedAt.getTime(), row.id),
      );
    },
    /** Which were changed after the mark, the oldest change first. */
    changes: (mark: Change | undefined, limit: number) => changesAfter(defects, mark, limit),
    async byIds(ids: readonly string[]): Promise<readonly Defect[]> {
      return (await defects.find({ _id: trusted({ $in: ids }) }).lean()).map(fromStored);
    },
    /** How they ended, if they did. */
    fates: async (ids: readonly string[]): Promise<readonly DefectFate[]> =>
      (await fates.find({ _id: { $in: [...ids] } }, { projection: FATE }).toArray()).map(
        fromStored,
      ),
    /** Which defects of the model are fixed, in one of the builds; what was fixed first comes first. */
    async fixedIn(
      modelCode: string,
      builds: readonly string[],
    ): Promise<readonly { readonly id: string; readonly fixBuild: string | null }[]> {
      const rows = await defects
        .find(
          { modelCode, isOpen: false, resolution: 'fixed', fixBuild: trusted({ $in: builds }) },
          { fixBuild: 1 },
        )
        .sort({ updatedAt: 1 })
        .hint('by_model')
        .lean();
      return rows.map(fromStored);
    },
    /** Open ones of the model, the latest change first, up to a hundred. */
    async openOf(modelCode: string): Promise<readonly DefectRow[]> {
      const rows = await defects
        .find({ modelCode, isOpen: true }, ROW)
        .sort({ updatedAt: -1 })
        .limit(CHOICES)
        .lean();
      return rows.map(fromStored);
    },
    /** Resolved and verified ones, whatever the resolution. */
    countResolved: (): Promise<number> => defects.countDocuments({ isOpen: false }),
    /** What a report about the model may be linked to: open ones first, the newest of each first. */
    async choices(modelCode: string): Promise<readonly Pick<Defect, 'ref' | 'title'>[]> {
      const rows = await defects
        .find({ modelCode }, { ref: 1, title: 1 })
        .sort({ isOpen: -1, updatedAt: -1 })
        .limit(CHOICES)
        .lean();
      return rows.map(fromStored);
    },
  };
}

function changedBefore(after: string | undefined) {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  const updatedAt = new Date(typeof ms === 'number' ? ms : NaN);
  if (Number.isNaN(updatedAt.getTime()) || typeof id !== 'string') return {};
  return {
    $or: [{ updatedAt: trusted({ $lt: updatedAt }) }, { updatedAt, _id: trusted({ $lt: id }) }],
  };
}
