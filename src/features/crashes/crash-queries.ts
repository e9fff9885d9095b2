import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { changesAfter, type Change } from '../../platform/changes.js';
import { fromStored } from '../../platform/records.js';
import type { Crash, CrashGroup } from './crash-group.js';
import { crashGroupModel, crashModel } from './crash-schema.js';

const PAGE_SIZE = 50;

/** A crash in the table of its group: where it was seen, without its frames. */
export type CrashRow = Pick<
  Crash,
  | 'id'
  | 'reportId'
  | 'n'
  | 'entry'
  | 'line'
  | 'unitId'
  | 'modelCode'
  | 'build'
  | 'device'
  | 'seenAt'
>;

const GROUP_ROW = {
  ref: 1,
  kind: 1,
  title: 1,
  process: 1,
  firstSeenAt: 1,
  lastSeenAt: 1,
  crashCount: 1,
  unitCount: 1,
  builds: 1,
  regression: 1,
} as const;

export type CrashGroupRow = Pick<CrashGroup, 'id' | keyof typeof GROUP_ROW>;

const CRASH_ROW = {
  reportId: 1,
  n: 1,
  entry: 1,
  line: 1,
  unitId: 1,
  modelCode: 1,
  build: 1,
  device: 1,
  seenAt: 1,
} as const;

export type CrashQueries = ReturnType<typeof createCrashQueries>;

export function createCrashQueries(connection: Connection) {
  const crashes = crashModel(connection);
  const groups = crashGroupModel(connection);
  return {
    /** The group seen last comes first. */
    async groupsPage(after: string | undefined): Promise<Page<CrashGroupRow>> {
      const rows = await groups
        .find({ mergedInto: null, ...seenBefore(after) }, GROUP_ROW)
        .sort({ lastSeenAt: -1, _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, (row) =>
        encodeCursor(row.lastSeenAt.getTime(), row.id),
      );
    },
    async groupByRef(ref: string): Promise<CrashGroup | undefined> {
      const record = await groups.findOne({ ref }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** Which groups were changed after the mark, the oldest change first. */
    changes: (mark: Change | undefined, limit: number) => changesAfter(groups, mark, limit),
    async groupsByIds(ids: readonly string[]): Promise<readonly CrashGroup[]> {
      return (await groups.find({ _id: trusted({ $in: ids }) }).lean()).map(fromStored);
    },
    /** The crash found last: the one whose frames stand for the group. */
    async latestOf(groupIds: readonly string[]): Promise<Crash | undefined> {
      const record = await crashes
        .findOne({ groupId: trusted({ $in: [...groupIds] }) })
        .sort({ _id: -1 })
        .lean();
      return record ? fromStored(record) : undefined;
    },
    /** Newest first. */
    async crashesPage(
      groupIds: readonly string[],
      after: string | undefined,
    ): Promise<Page<CrashRow>> {
      const cursor = decodeCursor(after, 1);
      const rows = await crashes
        .find(
          {
            groupId: trusted({ $in: [...groupIds] }),
            ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}),
          },
          CRASH_ROW,
        )
        .sort({ _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
    },
  };
}

function seenBefore(after: string | undefined) {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  const lastSeenAt = new Date(typeof ms === 'number' ? ms : NaN);
  if (Number.isNaN(lastSeenAt.getTime()) || typeof id !== 'string') return {};
  return {
    $or: [{ lastSeenAt: trusted({ $lt: lastSeenAt }) }, { lastSeenAt, _id: trusted({ $lt: id }) }],
  };
}
