import type { Collection } from 'mongodb';
import { trusted, type Connection } from 'mongoose';
import type { Role } from '../../kernel/people.js';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored, type Stored } from '../../platform/records.js';
import { personModel } from './account-schema.js';
import type { Person } from './person.js';

const PAGE_SIZE = 50;

/** What a list or a byline may show of a person. */
export type PersonCard = Pick<Person, 'id' | 'handle' | 'name'>;

/** What a message to a person, and the question whether they may have a seat, need to know. */
export type Recipient = Pick<Person, 'id' | 'handle' | 'name' | 'language' | 'roles' | 'status'>;

export type PersonRow = Pick<
  Person,
  'id' | 'email' | 'handle' | 'name' | 'roles' | 'status' | 'createdAt'
>;

export type AccountQueries = ReturnType<typeof createAccountQueries>;

export function createAccountQueries(connection: Connection) {
  const people = personModel(connection);
  const cards = people.collection as unknown as Collection<Stored<PersonCard>>;
  return {
    /** Newest first. */
    async peoplePage(after: string | undefined): Promise<Page<PersonRow>> {
      const cursor = decodeCursor(after, 1);
      const filter = cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {};
      const rows = await people
        .find(filter, { email: 1, handle: 1, name: 1, roles: 1, status: 1, createdAt: 1 })
        .sort({ _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
    },
    /** Bylines by id; a page asks once for all the people it names. */
    async cards(ids: readonly string[]): Promise<ReadonlyMap<string, PersonCard>> {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      // By the driver itself: nearly every page asks for bylines.
      const rows = await cards
        .find({ _id: { $in: wanted } }, { projection: { handle: 1, name: 1 } })
        .toArray();
      return new Map(rows.map((row) => [row._id, fromStored(row)]));
    },
    async recipients(ids: readonly string[]): Promise<ReadonlyMap<string, Recipient>> {
      if (ids.length === 0) return new Map();
      const fields = { handle: 1, name: 1, language: 1, roles: 1, status: 1 } as const;
      const rows = await people.find({ _id: trusted({ $in: [...new Set(ids)] }) }, fields).lean();
      return new Map(rows.map((row) => [row._id, fromStored(row)]));
    },
    /** When each of the people joined. */
    async joinDates(ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
      if (ids.length === 0) return new Map();
      const rows = await people
        .find({ _id: trusted({ $in: [...new Set(ids)] }) }, { createdAt: 1 })
        .lean();
      return new Map(rows.map(({ _id, createdAt }) => [_id, createdAt]));
    },
    /** All of QA or all admins: who has such a role was invited, so they are few. */
    async withRole(role: Exclude<Role, 'tester'>): Promise<readonly PersonCard[]> {
      const rows = await people
        .find({ roles: role, status: 'active' }, { handle: 1, name: 1 })
        .sort({ _id: 1 })
        .lean();
      return rows.map(fromStored);
    },
  };
}
