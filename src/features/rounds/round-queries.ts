import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { Application, ListedApplication } from './application.js';
import { foldCities } from './city.js';
import { DEFAULT_BRANCH, type Build, type DeviceModel, type Program } from './program.js';
import {
  applicationModel,
  deviceModelModel,
  programModel,
  roundModel,
  type DeviceModelRecord,
} from './round-schema.js';
import type { Round, RoundCard } from './round.js';

const PAGE_SIZE = 50;
const CHOICES_MAX = 200;
/** Of more spellings of cities than these the rarest are not counted. */
const SPELLINGS_MAX = 2000;
const LISTED = { ref: 1, roundId: 1, personId: 1, answers: 1, city: 1, createdAt: 1 } as const;

/** A round in a list, without its form and its agreement. */
export type RoundRow = Omit<Round, 'questions' | 'agreement' | 'earlierAgreements'>;

export type ModelWithBuilds = DeviceModel & { readonly builds: readonly Build[] };

export type RoundQueries = ReturnType<typeof createRoundQueries>;

const CARD = { slug: 1, title: 1, modelCode: 1, decidedAt: 1 } as const;

export function createRoundQueries(connection: Connection) {
  const rounds = roundModel(connection);

  /** Newest first. */
  async function roundPage(filter: object, after: string | undefined): Promise<Page<RoundRow>> {
    const cursor = decodeCursor(after, 1);
    const rows = await rounds
      .find(
        { ...filter, ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}) },
        { questions: 0, agreement: 0, earlierAgreements: 0 },
      )
      .sort({ _id: -1 })
      .limit(PAGE_SIZE + 1)
      .lean();
    return toPage(rows.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
  }

  return {
    publishedPage: (after: string | undefined) =>
      roundPage({ publishedAt: trusted({ $ne: null }) }, after),
    everyPage: (after: string | undefined) => roundPage({}, after),
    /** Announced rounds that open within the span, its end included. */
    async opening(after: Date, until: Date) {
      const rows = await rounds
        .find(
          {
            opensAt: trusted({ $gt: after, $lte: until }),
            publishedAt: trusted({ $ne: null }),
            endedAt: null,
          },
          { ...CARD, opensAt: 1 },
        )
        .lean();
      return rows.map(fromStored);
    },
    /** By id; a page asks once for all the rounds it names. */
    async cards(ids: readonly string[]): Promise<ReadonlyMap<string, RoundCard>> {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      const rows = await rounds.find({ _id: trusted({ $in: wanted }) }, CARD).lean();
      return new Map(rows.map((row) => [row._id, fromStored(row)]));
    },
    /** Newest first, drafts included. */
    async choices(): Promise<readonly RoundCard[]> {
      const rows = await rounds.find({}, CARD).sort({ _id: -1 }).limit(CHOICES_MAX).lean();
      return rows.map(fromStored);
    },
  };
}

export type ApplicationQueries = ReturnType<typeof createApplicationQueries>;

export function createApplicationQueries(connection: Connection) {
  const applications = applicationModel(connection);
  const one = async (filter: object): Promise<Application | undefined> => {
    const record = await applications.findOne(filter).lean();
    return record ? fromStored(record) : undefined;
  };
  return {
    byRef: (ref: string, personId?: string) => one({ ref, ...(personId ? { personId } : {}) }),
    byId: (id: string) => one({ _id: id }),
    ofPerson: (roundId: string, personId: string) => one({ roundId, personId }),
    /** Those of the round among the references, oldest first; the others are left out. */
    async ofRefs(roundId: string, refs: readonly string[]): Promise<readonly Application[]> {
      const filter = { roundId, ref: trusted({ $in: [...new Set(refs)] }) };
      return (await applications.find(filter).sort({ _id: 1 }).lean()).map(fromStored);
    },
    /** Oldest first, withdrawn ones included. */
    async pageOfRound(roundId: string, after: string | undefined): Promise<Page<Application>> {
      const cursor = decodeCursor(after, 1);
      const rows = await applications
        .find({ roundId, ...(cursor ? { _id: trusted({ $gt: String(cursor[0]) }) } : {}) })
        .sort({ _id: 1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
    },
    /** Newest first. */
    async mine(personId: string): Promise<readonly Application[]> {
      const rows = await applications.find({ personId }).sort({ _id: -1 }).limit(PAGE_SIZE).lean();
      return rows.map(fromStored);
    },
    /**
     * The submitted applications in the order of their ids, `size` at a time, as a selection lists
     * them: neither withdrawn nor set-aside ones.
     */
    async *submittedBatches(
      roundId: string,
      size: number,
    ): AsyncGenerator<readonly ListedApplication[]> {
      let last = '';
      for (;;) {
        const rows = await applications
          .find({ roundId, state: 'submitted', _id: trusted({ $gt: last }) }, LISTED)
          .sort({ _id: 1 })
          .limit(size)
          .lean();
        if (rows.length > 0) yield rows.map(fromStored);
        last = rows.at(-1)?._id ?? '';
        if (rows.length < size) return;
      }
    },
    /** How many of the submitted ones want the unit in which city, the most first. */
    async cityCounts(roundId: string) {
      const rows = await applications.aggregate<{ _id: string; count: number }>([
        { $match: { roundId, state: 'submitted' } },
        { $group: { _id: '$city', count: { $sum: 1 } } },
        { $sort: { count: -1, _id: 1 } },
        { $limit: SPELLINGS_MAX },
      ]);
      return foldCities(rows.map(({ _id, count }) => ({ city: _id, count })));
    },
    countSubmitted: (roundId: string) =>
      applications.countDocuments({ roundId, state: 'submitted' }),
  };
}

export interface BuildsPage extends Page<Build & { readonly addedAt: Date | undefined }> {
  /** Of the model. */
  readonly name: string;
}
const BUILDS_SHOWN = 50;

export type ProgramQueries = ReturnType<typeof createProgramQueries>;

/** Programmes and models are few: lists of them are whole, up to 200. */
export function createProgramQueries(connection: Connection) {
  const programs = programModel(connection);
  const models = deviceModelModel(connection);
  const withoutBuilds = { builds: 0 } as const;
  return {
    async programById(id: string): Promise<Program | undefined> {
      const record = await programs.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    async programBySlug(slug: string): Promise<Program | undefined> {
      const record = await programs.findOne({ slug }).lean();
      return record ? fromStored(record) : undefined;
    },
    async allPrograms(): Promise<readonly Program[]> {
      return (await programs.find().sort({ _id: -1 }).limit(CHOICES_MAX).lean()).map(fromStored);
    },
    async modelByCode(code: string): Promise<DeviceModel | undefined> {
      const record = await models.findOne({ code }, withoutBuilds).lean();
      return record ? fromStored(record) : undefined;
    },
    async allModels(): Promise<readonly DeviceModel[]> {
      const rows = await models.find({}, withoutBuilds).sort({ code: 1 }).limit(CHOICES_MAX).lean();
      return rows.map(fromStored);
    },
    async modelsWithBuilds(): Promise<readonly ModelWithBuilds[]> {
      const rows = await models.find().sort({ code: 1 }).limit(CHOICES_MAX).lean();
      return rows.map((row) => ({ ...fromStored(row), builds: buildsIn(row) }));
    },
    /** Newest first; undefined for an unknown model. */
    async buildsPage(code: string, after: string | undefined): Promise<BuildsPage | undefined> {
      const record = await models.findOne({ code }).lean();
      if (!record) return undefined;
      const [before = record.builds.length + 1] = decodeCursor(after, 1) ?? [];
      const rows = buildsIn(record)
        .map((build, index) => ({ ...build, addedAt: record.builds[index]?.addedAt }))
        .filter(({ order }) => order < Number(before))
        .reverse()
        .slice(0, BUILDS_SHOWN + 1);
      const page = toPage(rows, BUILDS_SHOWN, ({ order }) => encodeCursor(order));
      return { ...page, name: record.name };
    },
    /** Oldest first. */
    async buildsOf(modelCode: string): Promise<readonly Build[]> {
      const record = await models.findOne({ code: modelCode }, { code: 1, builds: 1 }).lean();
      return record ? buildsIn(record) : [];
    },
  };
}

const buildsIn = ({ code, builds }: Pick<DeviceModelRecord, 'code' | 'builds'>): Build[] =>
  builds.map(({ version, branch }, index) => ({
    modelCode: code,
    version,
    branch: branch ?? DEFAULT_BRANCH,
    order: index + 1,
  }));
