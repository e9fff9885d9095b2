import { trusted, type Connection } from 'mongoose';
import type { NoticeTopic } from '../../kernel/notice.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import {
  LEASE_MS,
  PENDING_STATES,
  type Letter,
  type Notice,
  type ShelvedLetter,
} from './notice.js';
import { letterModel, noticeModel, shelvedModel } from './notice-schema.js';

/** People looked at in one go. */
const BATCH = 200;
/** Sentences in one mail; a longer list is for the centre. */
const NOTICES_PER_LETTER = 500;
/** Still to be mailed, and in no mail yet. */
const pendingOf = (personId: string) => ({
  personId,
  'mail.state': trusted({ $in: [...PENDING_STATES] }),
  'mail.letterId': null,
});

export type LetterStore = ReturnType<typeof createLetterStore>;

/** The outbox: which people wait for a mail, and the mails with their leases. */
export function createLetterStore(connection: Connection) {
  const notices = noticeModel(connection);
  const letters = letterModel(connection);
  const shelf = shelvedModel(connection);

  return {
    /** People with a notice whose time to be mailed has come. */
    async peopleDue(now: Date): Promise<readonly string[]> {
      const rows = await notices.aggregate<{ _id: string }>([
        {
          $match: {
            'mail.state': { $in: PENDING_STATES },
            'mail.nextAt': { $lte: now },
            'mail.letterId': null,
          },
        },
        { $group: { _id: '$personId' } },
        { $limit: BATCH },
      ]);
      return rows.map(({ _id }) => _id);
    },
    /** Topics of all that waits for the person, due or not. */
    async topicsWaiting(personId: string): Promise<readonly NoticeTopic[]> {
      return notices.distinct('topic', pendingOf(personId));
    },
    async hasLetterOf(personId: string, day: string): Promise<boolean> {
      return (await letters.exists({ personId, day })) !== null;
    },
    /** Those about the topics: what came since may be urgent. */
    async hold(personId: string, topics: readonly NoticeTopic[], until: Date): Promise<void> {
      await notices.updateMany(
        { ...pendingOf(personId), topic: trusted({ $in: [...topics] }) },
        { $set: { 'mail.state': 'held', 'mail.nextAt': until } },
      );
    },
    /** Nobody is there to be mailed. */
    async drop(personId: string): Promise<void> {
      await notices.updateMany(pendingOf(personId), {
        $set: { 'mail.state': 'none', 'mail.nextAt': null },
      });
    },

    /** False when the person has one open, or one of that day. */
    async add(letter: Letter): Promise<boolean> {
      try {
        await letters.create(toStored(letter));
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** One open mail whose turn it is, for this caller alone until its lease ends. */
    async claim(now: Date): Promise<Letter | undefined> {
      const record = await letters
        .findOneAndUpdate(
          {
            state: 'open',
            nextAt: trusted({ $lte: now }),
            $or: [{ leaseUntil: null }, { leaseUntil: trusted({ $lte: now }) }],
          },
          { $set: { leaseUntil: new Date(now.getTime() + LEASE_MS) }, $inc: { attempts: 1 } },
          { sort: { nextAt: 1 }, returnDocument: 'after' },
        )
        .lean();
      return record ? fromStored(record) : undefined;
    },
    /** Puts all that waits for the person into the mail and returns what is in it, oldest first. */
    async fill(letter: Pick<Letter, 'id' | 'personId'>): Promise<readonly Notice[]> {
      await notices.updateMany(pendingOf(letter.personId), {
        $set: { 'mail.state': 'waiting', 'mail.letterId': letter.id },
      });
      const rows = await notices
        .find({ 'mail.letterId': letter.id })
        .sort({ _id: 1 })
        .limit(NOTICES_PER_LETTER)
        .lean();
      return rows.map(fromStored);
    },
    async countOf(id: string): Promise<number> {
      return notices.countDocuments({ 'mail.letterId': id });
    },

    /** Another process was faster: nothing is left to be mailed. */
    async remove(id: string): Promise<void> {
      await letters.deleteOne({ _id: id, sentAt: null });
    },
    /** Step one of two: from here on the mail is never sent again. */
    async markSent(id: string, count: number, at: Date): Promise<void> {
      await letters.updateOne({ _id: id }, { $set: { sentAt: at, count, problem: null } });
    },
    /** Step two: its notices say so too, and the mail is closed. */
    async close(id: string, sentAt: Date): Promise<void> {
      await notices.updateMany(
        { 'mail.letterId': id },
        { $set: { 'mail.state': 'sent', 'mail.sentAt': sentAt, 'mail.nextAt': null } },
      );
      await letters.updateOne({ _id: id }, { $set: { state: 'sent', leaseUntil: null } });
    },
    /** Nobody got it: its notices count as not mailed, and its text lies where admins find it. */
    async shelve(letter: ShelvedLetter, count: number): Promise<void> {
      const { id } = letter;
      await shelf.updateOne({ _id: id }, { $setOnInsert: toStored(letter) }, { upsert: true });
      await notices.updateMany(
        { 'mail.letterId': id },
        { $set: { 'mail.state': 'none', 'mail.nextAt': null } },
      );
      await letters.updateOne({ _id: id }, { $set: { state: 'shelved', leaseUntil: null, count } });
    },
    async postpone(id: string, count: number, until: Date, problem: string): Promise<void> {
      const changes = { count, nextAt: until, leaseUntil: null, problem };
      await letters.updateOne({ _id: id }, { $set: changes });
    },
    async giveUp(id: string, count: number, problem: string): Promise<void> {
      await notices.updateMany(
        { 'mail.letterId': id },
        { $set: { 'mail.state': 'failed', 'mail.nextAt': null } },
      );
      const changes = { state: 'failed', count, leaseUntil: null, problem };
      await letters.updateOne({ _id: id }, { $set: changes });
    },
    /** False when it isn't a failed one, or when a fresh mail to the person is under way. */
    async reopen(id: string, now: Date): Promise<boolean> {
      try {
        const { modifiedCount } = await letters.updateOne(
          { _id: id, state: 'failed' },
          { $set: { state: 'open', attempts: 0, nextAt: now, leaseUntil: null } },
        );
        return modifiedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error, 'open_unique')) return false;
        throw error;
      }
    },
  };
}
