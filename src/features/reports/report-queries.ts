import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import { reportModel } from './report-schema.js';
import type { QueueView, ReportRow } from './report.js';

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
  waiting: 1,
  dueAt: 1,
  firstResponseAt: 1,
  firstResponderId: 1,
  defect: 1,
  createdAt: 1,
} as const;

export interface QueueRequest {
  readonly view: QueueView;
  readonly after: string | undefined;
  readonly viewerId: string;
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

  /** Who waits longest for a word stands first. */
  async function byDeadline(after: string | undefined): Promise<Page<ReportRow>> {
    const [ms, id] = decodeCursor(after, 2) ?? [];
    const due = typeof ms === 'number' ? new Date(ms) : undefined;
    const beyond = due && {
      dueAt: trusted({ $gte: due }),
      $or: [{ dueAt: trusted({ $gt: due }) }, { _id: trusted({ $gt: String(id) }) }],
    };
    const rows = await reports
      .find({ waiting: true, ...beyond }, ROW)
      .sort({ dueAt: 1, _id: 1 })
      .hint('by_deadline')
      .limit(PAGE_SIZE + 1)
      .lean();
    return toPage<ReportRow>(rows.map(fromStored), PAGE_SIZE, (row) =>
      encodeCursor(row.dueAt.getTime(), row.id),
    );
  }

  return {
    queuePage({ view, after, viewerId }: QueueRequest): Promise<Page<ReportRow>> {
      switch (view) {
        case 'waiting':
          return byDeadline(after);
        case 'mine':
          return newestFirst('by_assignee', { assigneeId: viewerId, isOpen: true }, after);
        case 'open':
          return newestFirst('by_open', { isOpen: true }, after);
        case 'answered':
          return newestFirst('by_open', { isOpen: false }, after);
      }
    },
    mine: (personId: string, after: string | undefined) =>
      newestFirst('by_person', { personId }, after),
    ofUnit: (unitId: string, after: string | undefined) =>
      newestFirst('by_unit', { unitId }, after),
    ofDefect: (defectId: string, after: string | undefined) =>
      newestFirst('by_defect', { 'defect.id': defectId }, after),
    async cards(ids: readonly string[]): Promise<ReadonlyMap<string, ReportRow>> {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      const rows = await reports.find({ _id: trusted({ $in: wanted }) }, ROW).lean();
      return new Map(rows.map((row) => [row._id, fromStored(row)]));
    },
  };
}
