import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { Award } from './award.js';
import { awardModel } from './award-schema.js';
import type { BadgeKey } from './badge.js';

const PAGE_SIZE = 48;

export type AwardQueries = ReturnType<typeof createAwardQueries>;

export function createAwardQueries(connection: Connection) {
  const awards = awardModel(connection);
  return {
    async byId(id: string): Promise<Award | undefined> {
      const record = await awards.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    /** A person's awards, oldest first. */
    async ofPerson(personId: string): Promise<readonly Award[]> {
      const rows = await awards.find({ personId }).sort({ grantedAt: 1 }).limit(100).lean();
      return rows.map(fromStored);
    },
    /** Newest first. */
    async page(after: string | undefined, size = PAGE_SIZE): Promise<Page<Award>> {
      const rows = await awards
        .find(olderThan(after))
        .sort({ grantedAt: -1, _id: -1 })
        .limit(size + 1)
        .lean();
      return toPage(rows.map(fromStored), size, (row) =>
        encodeCursor(row.grantedAt.getTime(), row.id),
      );
    },
    /** Which of the people have the badge. */
    async holdersAmong(
      personIds: readonly string[],
      badge: BadgeKey,
    ): Promise<ReadonlySet<string>> {
      const rows = await awards
        .find({ personId: trusted({ $in: [...new Set(personIds)] }), badge }, { personId: 1 })
        .lean();
      return new Set(rows.map((row) => row.personId));
    },
    /** How many hold each badge: all but one kind are few. */
    async holders(): Promise<ReadonlyMap<BadgeKey, number>> {
      const [all, popcorn] = await Promise.all([
        awards.estimatedDocumentCount(),
        awards.countDocuments({ badge: 'popcorn' }),
      ]);
      return new Map([
        ['honorary_member', all - popcorn],
        ['popcorn', popcorn],
      ]);
    },
    /** From the collection's own bookkeeping; exact on a server that was not killed. */
    count: (): Promise<number> => awards.estimatedDocumentCount(),
  };
}

function olderThan(after: string | undefined) {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  if (typeof ms !== 'number' || typeof id !== 'string' || !Number.isSafeInteger(ms)) return {};
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return {};
  return {
    $or: [{ grantedAt: trusted({ $lt: at }) }, { grantedAt: at, _id: trusted({ $lt: id }) }],
  };
}
