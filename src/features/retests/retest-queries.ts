import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import { planModel, retestModel, trialModel } from './retest-schema.js';
import type { Retest, Trial } from './retest.js';

const PAGE_SIZE = 20;
const OF_UNIT_MAX = 10;
const DUE_SIZE = 200;
const WATCHED_SIZE = 500;

export type RetestQueries = ReturnType<typeof createRetestQueries>;

export function createRetestQueries(connection: Connection) {
  const retests = retestModel(connection);
  const trials = trialModel(connection);
  const plans = planModel(connection);
  return {
    /** Of the units, those that wait for an answer first, the newest of each first. */
    async ofUnits(unitIds: readonly string[], after?: string): Promise<Page<Retest>> {
      if (unitIds.length === 0) return { rows: [], next: undefined };
      const rows = await retests
        .find({ unitId: trusted({ $in: [...unitIds] }), ...beyond(after) })
        .sort({ isOpen: -1, _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, ({ isOpen, id }) =>
        encodeCursor(isOpen ? 1 : 0, id),
      );
    },
    /** All cards about the defect, the newest first. */
    async ofDefect(defectId: string, after: string | undefined): Promise<Page<Retest>> {
      const [last] = decodeCursor(after, 1) ?? [];
      const rows = await retests
        .find({ defectId, ...(typeof last === 'string' && { _id: trusted({ $lt: last }) }) })
        .sort({ _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, ({ id }) => encodeCursor(id));
    },
    /** Those of the units that wait for an answer, the newest first, up to ten. */
    async openOf(unitIds: readonly string[]): Promise<readonly Retest[]> {
      if (unitIds.length === 0) return [];
      const rows = await retests
        .find({ unitId: trusted({ $in: [...unitIds] }), isOpen: true })
        .sort({ _id: -1 })
        .limit(OF_UNIT_MAX)
        .lean();
      return rows.map(fromStored);
    },
    /** Which of the releases nobody was asked about yet. */
    async unplanned(releaseIds: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await plans.find({ _id: trusted({ $in: [...releaseIds] }) }, { _id: 1 }).lean();
      const planned = new Set(rows.map(({ _id }) => _id));
      return new Set(releaseIds.filter((id) => !planned.has(id)));
    },
    /** Who was asked about the release and how often. */
    async askedIn(
      releaseId: string,
    ): Promise<readonly Pick<Retest, 'personId' | 'asked' | 'fix'>[]> {
      return retests.find({ releaseId }, { _id: 0, personId: 1, asked: 1, fix: 1 }).lean();
    },
    /** By fix; a fix nobody was asked about is not in the map. */
    async trialsOf(fixes: readonly string[]): Promise<ReadonlyMap<string, Trial>> {
      if (fixes.length === 0) return new Map();
      const rows = await trials.find({ _id: trusted({ $in: [...fixes] }) }).lean();
      return new Map(rows.map((row) => [row._id, fromStored(row)]));
    },
    /** Fixes with answers that nobody judged by. */
    async dueFixes(): Promise<readonly string[]> {
      const rows = await retests.find({ isDue: true }, { fix: 1 }).limit(DUE_SIZE).lean();
      return [...new Set(rows.map(({ fix }) => fix))];
    },
    async fixesOf(defectId: string): Promise<readonly string[]> {
      return (await trials.find({ defectId }, { _id: 1 }).lean()).map(({ _id }) => _id);
    },
    /** Trials begun at `from` or later, in their order; `after` is the last one that was read. */
    async begunSince(from: Date, after?: Trial): Promise<readonly Trial[]> {
      const rows = await trials
        .find(
          after
            ? {
                $or: [
                  { createdAt: trusted({ $gt: after.createdAt }) },
                  { createdAt: after.createdAt, _id: trusted({ $gt: after.id }) },
                ],
              }
            : { createdAt: trusted({ $gte: from }) },
        )
        .sort({ createdAt: 1, _id: 1 })
        .limit(WATCHED_SIZE)
        .lean();
      return rows.map(fromStored);
    },
    /** All that was ever answered about the defects. */
    async answered(defectIds: readonly string[]): Promise<readonly Retest[]> {
      const rows = await retests
        .find({
          defectId: trusted({ $in: [...defectIds] }),
          'answers.0': trusted({ $exists: true }),
        })
        .sort({ defectId: 1, _id: 1 })
        .lean();
      return rows.map(fromStored);
    },
  };
}

function beyond(after: string | undefined) {
  const [state, id] = decodeCursor(after, 2) ?? [];
  if (typeof id !== 'string') return {};
  const isOpen = state === 1;
  return {
    $or: [...(isOpen ? [{ isOpen: false }] : []), { isOpen, _id: trusted({ $lt: id }) }],
  };
}
