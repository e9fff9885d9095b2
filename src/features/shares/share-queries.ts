import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import { CLICK_KINDS, type KindCounts } from './click.js';
import { clickDayModel, linkModel, postModel } from './share-schema.js';
import type { SharePost } from './share-post.js';
import { LINKS_PER_PERSON, type TrackedLink } from './tracked-link.js';

const PAGE_SIZE = 50;

/** One tester's shares, one round's, or one tester's in one round. */
export type Scope =
  | { readonly personId: string; readonly roundId?: string }
  | { readonly personId?: string; readonly roundId: string };

export type ShareQueries = ReturnType<typeof createShareQueries>;

/** Reads of the reach pages; figures come from the sums per link and day, never from clicks. */
export function createShareQueries(connection: Connection) {
  const posts = postModel(connection);
  const links = linkModel(connection);
  const days = clickDayModel(connection);

  const sums = Object.fromEntries(CLICK_KINDS.map((kind) => [kind, { $sum: `$${kind}` }]));

  async function sumBy(
    field: 'linkId' | 'personId' | 'day',
    match: object,
  ): Promise<ReadonlyMap<string, KindCounts>> {
    const groups = await days.aggregate<KindCounts & { _id: string }>([
      { $match: match },
      { $group: { _id: `$${field}`, ...sums } },
    ]);
    return new Map(groups.map(({ _id, ...counts }) => [_id, counts]));
  }

  return {
    /** Newest first. */
    async linksOf(personId: string): Promise<readonly TrackedLink[]> {
      const rows = await links.find({ personId }).sort({ _id: -1 }).limit(LINKS_PER_PERSON).lean();
      return rows.map(fromStored);
    },
    /** Newest first. */
    async postsPage(scope: Scope, after: string | undefined): Promise<Page<SharePost>> {
      const cursor = decodeCursor(after, 1);
      const rows = await posts
        .find({ ...scope, ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}) })
        .sort({ _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
    },
    sumsByLink: (scope: Scope) => sumBy('linkId', scope),
    sumsByPerson: (scope: Scope) => sumBy('personId', scope),
    /** From the first to the last of the days, both included. */
    sumsByDay: (scope: Scope, first: string, last: string) =>
      sumBy('day', { ...scope, day: { $gte: first, $lte: last } }),
  };
}
