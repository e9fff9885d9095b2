import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { changesAfter, type Change } from '../../platform/changes.js';
import { fromStored } from '../../platform/records.js';
import type { AuthorWrote } from './new-report.js';
import { withoutWords } from './privacy.js';
import { reportModel } from './report-schema.js';
import type { DefectExtent, DefectSummary, Report, ReportRow } from './report.js';

const PAGE_SIZE = 50;

/** A line of a list: everything but words, files and books. */
const ROW = {
  ref: 1,
  title: 1,
  kind: 1,
  language: 1,
  status: 1,
  personId: 1,
  unitId: 1,
  unitRef: 1,
  modelCode: 1,
  roundId: 1,
  build: 1,
  assigneeId: 1,
  isPrivate: 1,
  waiting: 1,
  dueAt: 1,
  firstResponseAt: 1,
  firstResponderId: 1,
  responseMs: 1,
  defect: 1,
  createdAt: 1,
} as const;

/** As whoever may not be the author sees it: private reports without their words. */
async function forOthers(page: Promise<Page<ReportRow>>): Promise<Page<ReportRow>> {
  const { rows, next } = await page;
  return { rows: rows.map((row) => withoutWords(row)), next };
}

/** Who wrote when, without the words. */
interface WrittenRecord {
  readonly personId: string;
  readonly ref: string;
  readonly createdAt: Date;
  readonly messages: readonly { readonly at: Date; readonly byId: string }[];
}

export type ReportQueries = ReturnType<typeof createReportQueries>;

/** Every list is one query along one index, whatever the number of reports. */
export function createReportQueries(connection: Connection) {
  const reports = reportModel(connection);

  async function newestFirst(
    index: string,
    filter: Readonly<Record<string, unknown>>,
    after: string | undefined,
  ): Promise<Page<ReportRow>> {
    const cursor = decodeCursor(after, 1);
    const beyond = cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {};
    const rows = await reports
      .find({ ...filter, ...beyond }, ROW)
      .sort({ _id: -1 })
      .hint(index)
      .limit(PAGE_SIZE + 1)
      .lean();
    return toPage<ReportRow>(rows.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
  }

  return {
    mine: (personId: string, after: string | undefined) =>
      newestFirst('by_person', { personId }, after),
    ofUnit: (unitId: string, after: string | undefined) =>
      forOthers(newestFirst('by_unit', { unitId }, after)),
    ofDefects: (defectIds: readonly string[], after: string | undefined) =>
      forOthers(newestFirst('by_defect', { 'defect.id': trusted({ $in: [...defectIds] }) }, after)),
    async nextDueOf(defectIds: readonly string[]): Promise<Date | undefined> {
      const next = await reports
        .findOne({ 'defect.id': trusted({ $in: [...defectIds] }), waiting: true }, { dueAt: 1 })
        .sort({ dueAt: 1 })
        .hint('by_defect_deadline')
        .lean();
      return next?.dueAt;
    },
    async extentOf(defectIds: readonly string[]): Promise<DefectExtent> {
      const [found] = await reports.aggregate<DefectExtent>([
        { $match: { 'defect.id': { $in: [...defectIds] } } },
        {
          $group: {
            _id: null,
            reportCount: { $sum: 1 },
            unitIds: { $addToSet: '$unitId' },
            personIds: { $addToSet: '$personId' },
            builds: { $addToSet: '$build' },
          },
        },
        { $project: { _id: 0 } },
      ]);
      if (!found) return { reportCount: 0, unitIds: [], personIds: [], builds: [] };
      return { ...found, builds: found.builds.filter((build) => build !== null) };
    },
    async unitsIn(
      defectIds: readonly string[],
      unitIds: readonly string[],
    ): Promise<readonly string[]> {
      if (unitIds.length === 0) return [];
      const about = { 'defect.id': trusted({ $in: [...defectIds] }) };
      const rows = await reports
        .find({ unitId: trusted({ $in: [...unitIds] }), ...about }, { unitRef: 1 })
        .hint('by_unit')
        .lean();
      return [...new Set(rows.map(({ unitRef }) => unitRef))];
    },
    async privateCountOf(defectIds: readonly string[]): Promise<number> {
      return reports
        .countDocuments({ 'defect.id': trusted({ $in: [...defectIds] }), isPrivate: true })
        .hint('by_defect');
    },
    async reportersOf(
      defectIds: readonly string[],
    ): Promise<ReadonlyMap<string, readonly string[]>> {
      if (defectIds.length === 0) return new Map();
      const rows = await reports.aggregate<{ _id: { defect: string; person: string } }>([
        {
          $match: {
            'defect.id': { $in: [...defectIds] },
            status: { $ne: 'withdrawn' },
            isPrivate: { $ne: true },
          },
        },
        {
          $group: {
            _id: { defect: '$defect.id', person: '$personId' },
            first: { $min: '$_id' },
          },
        },
        { $sort: { first: 1 } },
      ]);
      const reporters = new Map<string, string[]>();
      for (const { _id } of rows)
        reporters.set(_id.defect, [...(reporters.get(_id.defect) ?? []), _id.person]);
      return reporters;
    },
    async linkedTo(
      defects: readonly Pick<DefectSummary, 'id' | 'ref'>[],
      personId: string,
    ): Promise<readonly ReportRow[]> {
      if (defects.length === 0) return [];
      const [ids, refs] = [defects.map(({ id }) => id), defects.map(({ ref }) => ref)];
      const isAbout = [
        { 'defect.id': trusted({ $in: ids }) },
        { 'defect.mergedInto': trusted({ $in: refs }) },
      ];
      const rows = await reports
        .find({ personId, $or: isAbout }, ROW)
        .sort({ _id: 1 })
        .hint('by_person')
        .limit(PAGE_SIZE)
        .lean();
      return rows.map(fromStored);
    },
    async cards(
      ids: readonly string[],
      readerId?: string,
    ): Promise<ReadonlyMap<string, ReportRow>> {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      const rows = await reports.find({ _id: trusted({ $in: wanted }) }, ROW).lean();
      return new Map(rows.map((row) => [row._id, withoutWords(fromStored(row), readerId)]));
    },
    /** How many other units of the model sent logs of a phone with that device name; 2 is many. */
    async unitsNaming(modelCode: string, device: string, unitId: string): Promise<number> {
      const found = await reports.aggregate<{ _id: string }>([
        {
          $match: {
            modelCode,
            'attachments.phone.device': device,
            unitId: { $ne: unitId },
          },
        },
        { $group: { _id: '$unitId' } },
        { $limit: 2 },
      ]);
      return found.length;
    },
    changes: (mark: Change | undefined, limit: number) => changesAfter(reports, mark, limit),
    async byIds(ids: readonly string[]): Promise<readonly Report[]> {
      return (await reports.find({ _id: trusted({ $in: ids }) }).lean()).map(fromStored);
    },
    /** How many reports of each person were neither declined nor withdrawn; none: not in the map. */
    async keptCounts(personIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (personIds.length === 0) return new Map();
      const rows = await reports.aggregate<{ _id: string; count: number }>([
        {
          $match: {
            personId: { $in: [...new Set(personIds)] },
            status: { $nin: ['declined', 'withdrawn'] },
          },
        },
        { $group: { _id: '$personId', count: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, count }) => [_id, count]));
    },
    async writtenBetween(
      personIds: readonly string[],
      from: Date,
      to: Date,
    ): Promise<readonly AuthorWrote[]> {
      if (personIds.length === 0) return [];
      const rows = await reports
        .find(
          {
            personId: trusted({ $in: [...new Set(personIds)] }),
            updatedAt: trusted({ $gte: from }),
          },
          { personId: 1, ref: 1, createdAt: 1, 'messages.at': 1, 'messages.byId': 1 },
        )
        .hint('by_person')
        .lean<readonly WrittenRecord[]>();
      return rows
        .flatMap(({ personId, ref, createdAt, messages }) =>
          [{ at: createdAt, byId: personId }, ...messages]
            .filter(({ byId }) => byId === personId)
            .map(({ at }) => ({ personId, ref, at })),
        )
        .filter(({ at }) => at >= from && at < to);
    },
  };
}
