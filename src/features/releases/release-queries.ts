import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import { fixKey, isItem, type Entry, type Release } from './release.js';
import { releaseModel } from './release-schema.js';

const PAGE_SIZE = 20;
const UNPUBLISHED_MAX = 100;
const FEED_SIZE = 20;

export type ReleaseRow = Pick<
  Release,
  'id' | 'modelCode' | 'build' | 'state' | 'title' | 'publishAt' | 'publishedAt' | 'rollbackNote'
> & { readonly itemCount: number };

type RowRecord = Omit<ReleaseRow, 'id' | 'itemCount'> & {
  readonly _id: string;
  readonly entries: readonly Entry[];
};

const ROW = {
  modelCode: 1,
  build: 1,
  state: 1,
  title: 1,
  publishAt: 1,
  publishedAt: 1,
  rollbackNote: 1,
  'entries.section': 1,
  'entries.fixBuild': 1,
} as const;

export type ReleaseQueries = ReturnType<typeof createReleaseQueries>;

export function createReleaseQueries(connection: Connection) {
  const releases = releaseModel(connection);
  return {
    /** The newest first. */
    async publishedPage(after: string | undefined): Promise<Page<ReleaseRow>> {
      const rows = await releases
        .find({ state: 'published', ...publishedBefore(after) }, ROW)
        .sort({ publishedAt: -1, _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean<RowRecord[]>();
      return toPage(rows.map(toRow), PAGE_SIZE, (row) =>
        encodeCursor(row.publishedAt?.getTime() ?? 0, row.id),
      );
    },
    /** Drafts and frozen ones in the order in which they are to come. */
    async unpublished(): Promise<readonly ReleaseRow[]> {
      const rows = await releases
        .find({ state: trusted({ $in: ['draft', 'frozen'] }) }, ROW)
        .sort({ publishAt: 1 })
        .limit(UNPUBLISHED_MAX)
        .lean<RowRecord[]>();
      return rows.map(toRow);
    },
    /** The newest published ones, whole. */
    async newest(): Promise<readonly Release[]> {
      const rows = await releases
        .find({ state: 'published' })
        .sort({ publishedAt: -1, _id: -1 })
        .limit(FEED_SIZE)
        .lean();
      return rows.map(fromStored);
    },
    /** The builds that have a release. */
    takenBuilds: (): Promise<readonly Pick<Release, 'modelCode' | 'build'>[]> =>
      releases.find({}, { _id: 0, modelCode: 1, build: 1 }).lean(),
    /** The published release that brought the fix. */
    async withFix(
      defectId: string,
      fixBuild: string,
    ): Promise<Pick<Release, 'modelCode' | 'build'> | undefined> {
      const record = await releases
        .findOne(
          { state: 'published', shipped: fixKey(defectId, fixBuild) },
          { _id: 0, modelCode: 1, build: 1 },
        )
        .lean();
      return record ?? undefined;
    },
    /** The fixes that releases of the model have brought. */
    async shippedOf(modelCode: string): Promise<ReadonlySet<string>> {
      const rows = await releases
        .find({ modelCode, state: 'published' }, { shipped: 1 })
        .hint('build_unique')
        .lean();
      return new Set(rows.flatMap(({ shipped }) => shipped));
    },
    /** Frozen ones whose time has come. */
    async due(now: Date): Promise<readonly Release[]> {
      const rows = await releases
        .find({ state: 'frozen', publishAt: trusted({ $lte: now }) })
        .sort({ publishAt: 1 })
        .lean();
      return rows.map(fromStored);
    },
    /** Published ones of which not everybody was told. */
    async telling(): Promise<readonly Release[]> {
      return (await releases.find({ isTelling: true }).lean()).map(fromStored);
    },
  };
}

const toRow = ({ _id, entries, ...row }: RowRecord): ReleaseRow => ({
  id: _id,
  ...row,
  itemCount: entries.filter(isItem).length,
});

function publishedBefore(after: string | undefined) {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  const publishedAt = new Date(typeof ms === 'number' ? ms : NaN);
  if (Number.isNaN(publishedAt.getTime()) || typeof id !== 'string') return {};
  return {
    $or: [
      { publishedAt: trusted({ $lt: publishedAt }) },
      { publishedAt, _id: trusted({ $lt: id }) },
    ],
  };
}
