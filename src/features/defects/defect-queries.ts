import type { Collection } from 'mongodb';
import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { changesAfter, type Change } from '../../platform/changes.js';
import { fromStored, type Stored } from '../../platform/records.js';
import type { Bilingual } from '../../kernel/people.js';
import type { Defect, DefectKind, DefectStatus, Severity } from './defect.js';
import { defectModel } from './defect-schema.js';

const PAGE_SIZE = 50;
const CHOICES = 100;

/** A line of a list, in the words that everybody may read. */
export type DefectRow = Pick<
  Defect,
  | 'id'
  | 'ref'
  | 'title'
  | 'modelCode'
  | 'kind'
  | 'severity'
  | 'status'
  | 'resolution'
  | 'fixBuild'
  | 'reportCount'
  | 'unitCount'
  | 'confirmationCount'
  | 'voteCount'
  | 'score'
  | 'updatedAt'
> & {
  /** Stands in for the title under embargo. */
  readonly twin: Bilingual | null;
};

const ROW = {
  ref: 1,
  title: 1,
  modelCode: 1,
  kind: 1,
  severity: 1,
  status: 1,
  resolution: 1,
  fixBuild: 1,
  reportCount: 1,
  unitCount: 1,
  confirmationCount: 1,
  voteCount: 1,
  score: 1,
  updatedAt: 1,
  embargo: 1,
} as const;

type RowRecord = Stored<Omit<DefectRow, 'twin'>> & Pick<Defect, 'embargo'>;

function toRow({ embargo, ...record }: RowRecord): DefectRow {
  const twin = embargo?.twin.title ?? null;
  const row = fromStored(record);
  return { ...row, title: twin ? twin.en : row.title, twin };
}

export type ListOrder = 'impact' | 'change';

/** What the public list is narrowed to. */
export interface DefectFilter {
  readonly shelf: 'open' | 'resolved';
  readonly order: ListOrder;
  readonly modelCode?: string | undefined;
  readonly build?: string | undefined;
  readonly kind?: DefectKind | undefined;
  readonly severity?: Severity | undefined;
  readonly status?: DefectStatus | undefined;
}

export type DefectFate = Pick<Defect, 'id' | 'resolution' | 'fixBuild' | 'mergedInto'> & {
  /** Stands in for the title under embargo. */
  readonly twin: Bilingual | null;
};
const FATE = { resolution: 1, fixBuild: 1, mergedInto: 1, 'embargo.twin.title': 1 } as const;
type FateRecord = Stored<Omit<DefectFate, 'twin'>> & Pick<Defect, 'embargo'>;

function toFate({ embargo, ...record }: FateRecord): DefectFate {
  return { ...fromStored(record), twin: embargo?.twin.title ?? null };
}

export type DefectQueries = ReturnType<typeof createDefectQueries>;

export function createDefectQueries(connection: Connection) {
  const defects = defectModel(connection);
  /** By the driver itself: a release asks for hundreds at once. */
  const fates = defects.collection as unknown as Collection<FateRecord>;

  /** One walk along the index of the narrowest of model and build, in the order of the page. */
  async function listPage(
    { order, build, ...wanted }: DefectFilter,
    after: string | undefined,
  ): Promise<Page<DefectRow>> {
    const filter = { ...wanted, builds: build };
    const given = Object.entries(filter).filter(([, value]) => value !== undefined);
    const walk = build ? 'build' : filter.modelCode ? 'model' : 'shelf';
    const key = order === 'impact' ? 'score' : 'updatedAt';
    const rows = await defects
      .find({ ...Object.fromEntries(given), ...beyond(order, after) }, ROW)
      .sort({ [key]: -1, _id: -1 })
      .hint(`${walk}_by_${order}`)
      .limit(PAGE_SIZE + 1)
      .lean<RowRecord[]>();
    return toPage(rows.map(toRow), PAGE_SIZE, (row) =>
      encodeCursor(order === 'impact' ? row.score : row.updatedAt.getTime(), row.id),
    );
  }

  return {
    listPage,
    /** What changed last comes first. */
    publicPage: (isOpen: boolean, after: string | undefined): Promise<Page<DefectRow>> =>
      listPage({ shelf: isOpen ? 'open' : 'resolved', order: 'change' }, after),
    /** Which were changed after the mark, the oldest change first. */
    changes: (mark: Change | undefined, limit: number) => changesAfter(defects, mark, limit),
    async byIds(ids: readonly string[]): Promise<readonly Defect[]> {
      return (await defects.find({ _id: trusted({ $in: ids }) }).lean()).map(fromStored);
    },
    /** How they ended, if they did, and what is said of them. */
    fates: async (ids: readonly string[]): Promise<readonly DefectFate[]> =>
      (await fates.find({ _id: { $in: [...ids] } }, { projection: FATE }).toArray()).map(toFate),
    /** Which defects of the model are fixed, in one of the builds; what was fixed first comes first. */
    async fixedIn(
      modelCode: string,
      builds: readonly string[],
    ): Promise<readonly { readonly id: string; readonly fixBuild: string | null }[]> {
      const rows = await defects
        .find(
          {
            ...{ modelCode, isOpen: false, mergedInto: null, resolution: 'fixed' },
            fixBuild: trusted({ $in: builds }),
          },
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
        .find({ modelCode, shelf: 'open' }, ROW)
        .sort({ updatedAt: -1, _id: -1 })
        .hint('model_by_change')
        .limit(CHOICES)
        .lean<RowRecord[]>();
      return rows.map(toRow);
    },
    /** Resolved and verified ones, whatever the resolution. */
    countResolved: (): Promise<number> => defects.countDocuments({ shelf: 'resolved' }),
    /** For staff: the words as they are. What a report about the model may be linked to: open ones first, the newest of each first. */
    async choices(modelCode: string): Promise<readonly Pick<Defect, 'ref' | 'title'>[]> {
      const rows = await defects
        .find({ modelCode, mergedInto: null }, { ref: 1, title: 1 })
        .sort({ isOpen: -1, updatedAt: -1 })
        .limit(CHOICES)
        .lean();
      return rows.map(fromStored);
    },
  };
}

/** What comes after the last row of the page before; from the top for a cursor of another order. */
function beyond(order: ListOrder, after: string | undefined) {
  const [value, id] = decodeCursor(after, 2) ?? [];
  if (typeof value !== 'number' || typeof id !== 'string') return {};
  const at = order === 'impact' ? value : new Date(value);
  if (Number.isNaN(Number(at))) return {};
  const key = order === 'impact' ? 'score' : 'updatedAt';
  return {
    [key]: trusted({ $lte: at }),
    $or: [{ [key]: trusted({ $lt: at }) }, { _id: trusted({ $lt: id }) }],
  };
}
