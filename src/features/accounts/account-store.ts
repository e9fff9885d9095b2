import type { Collection } from 'mongodb';
import { trusted, type Connection } from 'mongoose';
import { Conflict, InvalidInput } from '../../kernel/errors.js';
import type { Role } from '../../kernel/people.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored, type Stored } from '../../platform/records.js';
import { linkModel, personModel } from './account-schema.js';
import type { Link, LinkPurpose } from './link.js';
import type { Person, PersonSettings, PersonStatus } from './person.js';

export type SessionPerson = Omit<Person, 'email' | 'passwordHash' | 'createdAt'>;
const SESSION_PERSON = { email: 0, passwordHash: 0, createdAt: 0 } as const;

export type AccountStore = ReturnType<typeof createAccountStore>;

/** People and their one-time links. */
export function createAccountStore(connection: Connection) {
  const people = personModel(connection);
  const links = linkModel(connection);
  const sessionPeople = people.collection as unknown as Collection<Stored<SessionPerson>>;
  const found = <R extends { _id: string }>(record: R | null) =>
    record ? fromStored(record) : undefined;

  return {
    async addPerson(person: Person): Promise<void> {
      try {
        await people.create(toStored(person));
      } catch (error) {
        if (isDuplicateKey(error, 'email_unique'))
          throw new InvalidInput({ email: { code: 'accounts.email_taken' } });
        if (isDuplicateKey(error, 'handle_unique'))
          throw new InvalidInput({ handle: { code: 'accounts.handle_taken' } });
        throw error;
      }
    },
    async personById(id: string): Promise<Person | undefined> {
      return found(await people.findById(id).lean());
    },
    /** For the viewer of every request: read by the driver itself, and without the password. */
    async sessionPersonById(id: string): Promise<SessionPerson | undefined> {
      return found(await sessionPeople.findOne({ _id: id }, { projection: SESSION_PERSON }));
    },
    async personByEmail(email: string): Promise<Person | undefined> {
      return found(await people.findOne({ email }).lean());
    },
    async personByHandle(handle: string): Promise<Person | undefined> {
      return found(await people.findOne({ handle }).lean());
    },
    async hasAdmin(): Promise<boolean> {
      return (await people.exists({ roles: 'admin' })) !== null;
    },
    async setPassword(id: string, passwordHash: string): Promise<void> {
      await people.updateOne({ _id: id }, { $set: { passwordHash }, $inc: { sessionEpoch: 1 } });
    },
    async updateSettings(id: string, settings: PersonSettings): Promise<void> {
      await people.updateOne({ _id: id }, { $set: settings });
    },
    async changeUnread(id: string, by: number): Promise<void> {
      await people.updateOne({ _id: id }, { $inc: { unreadNotices: by } });
    },
    async setUnread(id: string, count: number): Promise<void> {
      await people.updateOne({ _id: id }, { $set: { unreadNotices: count } });
    },
    /** False when the person already has that status. */
    async setStatus(id: string, status: PersonStatus): Promise<boolean> {
      const { matchedCount } = await people.updateOne(
        { _id: id, status: trusted({ $ne: status }) },
        { $set: { status } },
      );
      return matchedCount === 1;
    },

    async addLink(link: Link): Promise<void> {
      await links.create(toStored(link));
    },
    async linkByToken(tokenHash: string, purpose: LinkPurpose): Promise<Link | undefined> {
      return found(await links.findOne({ tokenHash, purpose }).lean());
    },
    /** Takes the link for this caller alone; a used or expired one is a Conflict. */
    async useLink(id: string, at: Date): Promise<void> {
      const { matchedCount } = await links.updateOne(
        { _id: id, usedAt: null, expiresAt: trusted({ $gt: at }) },
        { $set: { usedAt: at } },
      );
      if (matchedCount === 0) throw new Conflict('accounts.link_used');
    },
    /** Makes a link usable again when what it was used for was refused. */
    async releaseLink(id: string): Promise<void> {
      await links.updateOne({ _id: id }, { $set: { usedAt: null } });
    },
    async removeLinks(purpose: LinkPurpose): Promise<void> {
      await links.deleteMany({ purpose });
    },
    async sweepLinks(before: Date): Promise<void> {
      await links.deleteMany({ expiresAt: trusted({ $lt: before }) });
    },
    async addRoles(id: string, roles: readonly Role[]): Promise<void> {
      await people.updateOne({ _id: id }, { $addToSet: { roles: { $each: roles } } });
    },
  };
}
