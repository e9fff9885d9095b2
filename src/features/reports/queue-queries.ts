import type { Collection, Filter, Sort } from 'mongodb';
import type { Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import {
  QUEUE_COUNT_MAX,
  QUEUE_LOOK,
  queueWalk,
  type QueueRequest,
  type QueueRow,
  type QueueView,
} from './queue.js';
import { reportModel } from './report-schema.js';
import type { Report } from './report.js';

const PAGE_SIZE = 50;

const QUEUE_ROW = {
  ref: 1,
  title: 1,
  kind: 1,
  status: 1,
  personId: 1,
  unitRef: 1,
  build: 1,
  assigneeId: 1,
  isPrivate: 1,
  waiting: 1,
  dueAt: 1,
  firstResponseAt: 1,
  responseMs: 1,
  reanswerDueAt: 1,
  createdAt: 1,
  'defect.ref': 1,
  'attachments.crashes.title': 1,
} as const;

/** A report as `QUEUE_ROW` leaves it; the filters name two more of its paths. */
type QueueRecord = Omit<QueueRow, 'id' | 'crash' | 'defectRef'> &
  Pick<Report, 'modelCode' | 'isOpen' | 'isPrivate'> & {
    readonly _id: string;
    readonly defect: { readonly ref: string } | null;
    readonly attachments: readonly { readonly crashes: readonly { readonly title: string }[] }[];
  };

/** Where a page begins or ends in its order. */
interface Place {
  readonly id: string;
  /** Only in the order of deadlines. */
  readonly dueAt?: Date;
}

type Condition = Filter<QueueRecord>;

/** An order of the queue: what lies beyond a place, and up to one. */
interface Order {
  readonly sort: Sort;
  readonly beyond: (place: Place) => Condition;
  readonly upTo: (place: Place) => Condition;
  readonly cursorOf: (place: Place) => string;
  readonly placeOf: (cursor: string | undefined) => Place | undefined;
}

const BY_DEADLINE: Order = {
  sort: { dueAt: 1, _id: 1 },
  beyond: ({ dueAt = NEVER, id }) => ({
    dueAt: { $gte: dueAt },
    $or: [{ dueAt: { $gt: dueAt } }, { _id: { $gt: id } }],
  }),
  upTo: ({ dueAt = NEVER, id }) => ({
    dueAt: { $lte: dueAt },
    $or: [{ dueAt: { $lt: dueAt } }, { _id: { $lte: id } }],
  }),
  cursorOf: ({ dueAt = NEVER, id }) => encodeCursor(dueAt.getTime(), id),
  placeOf(cursor) {
    const [ms, id] = decodeCursor(cursor, 2) ?? [];
    if (typeof ms !== 'number' || typeof id !== 'string') return undefined;
    return { dueAt: new Date(ms), id };
  },
};
const NEVER = new Date(0);

const BY_NEWEST: Order = {
  sort: { _id: -1 },
  beyond: ({ id }) => ({ _id: { $lt: id } }),
  upTo: ({ id }) => ({ _id: { $gte: id } }),
  cursorOf: ({ id }) => encodeCursor(id),
  placeOf(cursor) {
    const [id] = decodeCursor(cursor, 1) ?? [];
    return typeof id === 'string' ? { id } : undefined;
  },
};

export type QueueCounts = Readonly<Record<Exclude<QueueView, 'answered'>, number>>;

/** The queue of QA: a walk along one index, which looks at `QUEUE_LOOK` reports at most. */
export function createQueueQueries(connection: Connection) {
  /** The driver's own collection: the queue is read again and again, and Mongoose would double it. */
  const reports = reportModel(connection).collection as unknown as Collection<QueueRecord>;

  /** The last report that one page may look at; undefined when the rest is shorter. */
  async function lookUntil(index: string, filter: Condition, order: Order) {
    const [record] = await reports
      .find(filter, {
        projection: order === BY_DEADLINE ? { _id: 1, dueAt: 1 } : { _id: 1 },
        sort: order.sort,
        hint: index,
        skip: QUEUE_LOOK - 1,
        limit: 1,
      })
      .toArray();
    return record && { id: record._id, dueAt: record.dueAt };
  }

  const count = (filter: Condition, hint: string): Promise<number> =>
    reports.countDocuments(filter, { limit: QUEUE_COUNT_MAX, hint });

  return {
    /** A page that is not full and has a next one ended where it stopped looking. */
    async queuePage(request: QueueRequest): Promise<Page<QueueRow>> {
      const { index, selects, checks } = queueWalk(request);
      const order = index === 'by_deadline' ? BY_DEADLINE : BY_NEWEST;
      const from = order.placeOf(request.after);
      const walked = { $and: [selects as Condition, ...(from ? [order.beyond(from)] : [])] };
      const isChecked = Object.keys(checks).length > 0;
      const end = isChecked ? await lookUntil(index, walked, order) : undefined;
      const filter = { $and: [walked, checks as Condition, ...(end ? [order.upTo(end)] : [])] };
      const records = await reports
        .find(isChecked ? filter : walked, {
          projection: QUEUE_ROW,
          hint: index,
          sort: order.sort,
          limit: PAGE_SIZE + 1,
        })
        .toArray();
      const page = toPage(records.map(toQueueRow), PAGE_SIZE, order.cursorOf);
      return page.next === undefined && end ? { ...page, next: order.cursorOf(end) } : page;
    },

    /** How many wait, are the viewer's and are open; `QUEUE_COUNT_MAX` stands for any more. */
    async queueCounts(viewerId: string): Promise<QueueCounts> {
      const [waiting, mine, open] = await Promise.all([
        count({ waiting: true }, 'by_deadline'),
        count({ assigneeId: viewerId, isOpen: true }, 'by_assignee'),
        count({ isOpen: true }, 'by_open'),
      ]);
      return { waiting, mine, open };
    },
  };
}

/** Named one by one: copying everything else of fifty records costs more than reading them. */
function toQueueRow(record: QueueRecord): QueueRow {
  const crashes = record.attachments.flatMap((file) => file.crashes);
  return {
    id: record._id,
    ref: record.ref,
    // Rows are shared by all who look: of a private report they hold no word.
    title: record.isPrivate ? '' : record.title,
    kind: record.kind,
    status: record.status,
    personId: record.personId,
    unitRef: record.unitRef,
    build: record.build,
    assigneeId: record.assigneeId,
    waiting: record.waiting,
    dueAt: record.dueAt,
    firstResponseAt: record.firstResponseAt,
    responseMs: record.responseMs,
    reanswerDueAt: record.reanswerDueAt,
    createdAt: record.createdAt,
    defectRef: record.defect?.ref,
    crash: record.isPrivate
      ? undefined
      : crashes[0] && { title: crashes[0].title, count: crashes.length },
  };
}
