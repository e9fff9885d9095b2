import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import { fixKey, ITEM_SECTIONS, type ChangelogEntry, type Release } from './release.js';
import { releaseModel } from './release-schema.js';

/** Every instant is later than it, and null is not. */
const PUBLISHED = { publishedAt: trusted({ $gt: new Date(0) }) };
const PAGE_SIZE = 20;
const UNPUBLISHED_MAX = 100;
const FEED_SIZE = 20;
const SINCE_MAX = 100;
const CREDITED_SIZE = 10;

/** What a list shows of a release: everything but lines and books. */
export type ReleaseRow = Pick<
  Release,
  | 'id'
  | 'modelCode'
  | 'build'
  | 'state'
  | 'title'
  | 'itemCount'
  | 'publishAt'
  | 'publishedAt'
  | 'rollbackNote'
  | 'revision'
>;

/** A published release with the lines that credit one engineer. */
export interface CreditedRelease extends Pick<Release, 'id' | 'modelCode' | 'build' | 'title'> {
  readonly publishedAt: Date;
  readonly entries: readonly Pick<ChangelogEntry, 'defectRef' | 'text'>[];
}

/** What others need of a publication. */
export type PublishedRelease = Pick<Release, 'id' | 'modelCode' | 'build'> & {
  readonly publishedAt: Date;
};
const PUBLISHED_ROW = { modelCode: 1, build: 1, publishedAt: 1 } as const;

const ROW = {
  modelCode: 1,
  build: 1,
  state: 1,
  title: 1,
  itemCount: 1,
  publishAt: 1,
  publishedAt: 1,
  rollbackNote: 1,
  revision: 1,
} as const;

/** A release with some of the lines that it brings. */
export type LatestRelease = ReleaseRow & Pick<Release, 'entries'>;

export type ReleaseQueries = ReturnType<typeof createReleaseQueries>;

export function createReleaseQueries(connection: Connection) {
  const releases = releaseModel(connection);
  return {
    /** The newest first. */
    async publishedPage(after: string | undefined): Promise<Page<ReleaseRow>> {
      const rows = await releases
        .find(publishedBefore(after), ROW)
        .sort({ publishedAt: -1, _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage<ReleaseRow>(rows.map(fromStored), PAGE_SIZE, (row) =>
        encodeCursor(row.publishedAt?.getTime() ?? 0, row.id),
      );
    },
    /** Drafts and frozen ones in the order in which they are to come. */
    async unpublished(): Promise<readonly ReleaseRow[]> {
      const rows = await releases
        .find({ state: trusted({ $in: ['draft', 'frozen'] }) }, ROW)
        .sort({ publishAt: 1 })
        .limit(UNPUBLISHED_MAX)
        .lean();
      return rows.map(fromStored);
    },
    /** Changes whenever one of the newest published ones does, or another one is published. */
    async newestMark(): Promise<string> {
      const rows = await releases
        .find(PUBLISHED, { revision: 1 })
        .sort({ publishedAt: -1, _id: -1 })
        .limit(FEED_SIZE)
        .lean();
      return rows.map(({ _id, revision }) => `${_id}:${revision}`).join(' ');
    },
    /** The newest published ones, whole. */
    async newest(): Promise<readonly Release[]> {
      const rows = await releases
        .find(PUBLISHED)
        .sort({ publishedAt: -1, _id: -1 })
        .limit(FEED_SIZE)
        .lean();
      return rows.map(fromStored);
    },
    /** Published ones with a line about the defect. */
    async tellingOf(defectId: string): Promise<readonly Release[]> {
      const rows = await releases
        .find({ 'entries.defectId': defectId, ...PUBLISHED })
        .hint('by_defect')
        .lean();
      return rows.map(fromStored);
    },
    /** The builds that have a release. */
    takenBuilds: (): Promise<readonly Pick<Release, 'modelCode' | 'build'>[]> =>
      releases.find({}, { _id: 0, modelCode: 1, build: 1 }).hint('build_unique').lean(),
    /** The published release that brought the fix; says what the partial index says, to use it. */
    async withFix(
      defectId: string,
      fixBuild: string,
    ): Promise<Pick<Release, 'modelCode' | 'build'> | undefined> {
      const record = await releases
        .findOne(
          { shipped: fixKey(defectId, fixBuild), 'shipped.0': trusted({ $exists: true }) },
          { _id: 0, modelCode: 1, build: 1 },
        )
        .lean();
      return record ?? undefined;
    },
    /** The fixes that releases of the model have brought. */
    async shippedOf(modelCode: string): Promise<ReadonlySet<string>> {
      const rows = await releases
        .find({ modelCode, ...PUBLISHED }, { shipped: 1 })
        .hint('build_unique')
        .lean();
      return new Set(rows.flatMap(({ shipped }) => shipped));
    },
    /** Those that wait for their time, the first to come first. */
    async frozen(): Promise<readonly Release[]> {
      const rows = await releases
        .find({ state: 'frozen' })
        .sort({ publishAt: 1 })
        .limit(UNPUBLISHED_MAX)
        .lean();
      return rows.map(fromStored);
    },
    /** Frozen ones whose time has come. */
    async due(now: Date): Promise<readonly Release[]> {
      const rows = await releases
        .find({ state: 'frozen', publishAt: trusted({ $lte: now }) })
        .sort({ publishAt: 1 })
        .lean();
      return rows.map(fromStored);
    },
    /** The newest published one, with its first lines; undefined before the first. */
    async latest(lines: number): Promise<LatestRelease | undefined> {
      const cond = { $in: ['$$this.section', [...ITEM_SECTIONS]] };
      const items = { $filter: { input: '$entries', cond } };
      const [row] = await releases.aggregate<Omit<LatestRelease, 'id'> & { _id: string }>([
        { $match: PUBLISHED },
        { $sort: { publishedAt: -1, _id: -1 } },
        { $limit: 1 },
        { $project: { ...ROW, entries: { $slice: [items, lines] } } },
      ]);
      return row && fromStored(row);
    },
    /** Published at that time or later, the first of them first: for those who may have missed it. */
    async publishedSince(since: Date): Promise<readonly PublishedRelease[]> {
      const rows = await releases
        .find({ publishedAt: trusted({ $gte: since }) }, PUBLISHED_ROW)
        .sort({ publishedAt: 1, _id: 1 })
        .limit(SINCE_MAX)
        .lean<(Omit<PublishedRelease, 'id'> & { _id: string })[]>();
      return rows.map(fromStored);
    },
    /** Published ones that credit the engineer, the newest first. */
    async creditedTo(
      engineerId: string,
      after: string | undefined,
    ): Promise<Page<CreditedRelease>> {
      const isTheirs = { $in: [engineerId, '$$this.engineerIds'] };
      const isItem = { $in: ['$$this.section', [...ITEM_SECTIONS]] };
      const entries = { $filter: { input: '$entries', cond: { $and: [isTheirs, isItem] } } };
      const rows = await releases.aggregate<Omit<CreditedRelease, 'id'> & { _id: string }>([
        { $match: { 'entries.engineerIds': engineerId, ...publishedBefore(after) } },
        { $sort: { publishedAt: -1, _id: -1 } },
        { $limit: CREDITED_SIZE + 1 },
        { $project: { modelCode: 1, build: 1, title: 1, publishedAt: 1, entries } },
      ]);
      return toPage<CreditedRelease>(rows.map(fromStored), CREDITED_SIZE, (row) =>
        encodeCursor(row.publishedAt.getTime(), row.id),
      );
    },
    /** Published ones whose users are asked no longer than that. */
    async closingBy(at: Date): Promise<readonly Release[]> {
      const rows = await releases
        .find({ state: 'published', closesAt: trusted({ $lte: at }) })
        .sort({ closesAt: 1 })
        .lean();
      return rows.map(fromStored);
    },
    /** Published ones of which not everybody was told. */
    async telling(): Promise<readonly Release[]> {
      return (await releases.find({ isTelling: true }).lean()).map(fromStored);
    },
  };
}

function publishedBefore(after: string | undefined) {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  const publishedAt = new Date(typeof ms === 'number' ? ms : NaN);
  if (Number.isNaN(publishedAt.getTime()) || typeof id !== 'string') return PUBLISHED;
  return {
    $or: [
      { publishedAt: trusted({ $lt: publishedAt, $gt: new Date(0) }) },
      { publishedAt, _id: trusted({ $lt: id }) },
    ],
  };
}
