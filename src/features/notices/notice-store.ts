import { trusted, type Connection } from 'mongoose';
import type { NoticeTopic } from '../../kernel/notice.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { toStored } from '../../platform/records.js';
import { QUIET_AT_NIGHT, type QuietHours } from './mail-budget.js';
import { PENDING_STATES, type Notice } from './notice.js';
import { muteModel, noticeModel } from './notice-schema.js';

/** `head`: a new row; `member`: joined one; `known`: said before, and nothing was stored. */
export type Added = 'head' | 'member' | 'known';

export type NoticeStore = ReturnType<typeof createNoticeStore>;

/** What people are told, whether they saw it, and what they want no mail about. */
export function createNoticeStore(connection: Connection) {
  const notices = noticeModel(connection);
  const mutes = muteModel(connection);

  /** What still waits about these topics is not mailed any more. */
  async function dropMail(personId: string, topics: readonly NoticeTopic[]): Promise<void> {
    await notices.updateMany(
      {
        personId,
        topic: trusted({ $in: [...topics] }),
        'mail.state': trusted({ $in: [...PENDING_STATES] }),
        'mail.letterId': null,
      },
      { $set: { 'mail.state': 'muted', 'mail.nextAt': null } },
    );
  }

  return {
    async idOf(personId: string, key: string): Promise<string | undefined> {
      const record = await notices.findOne({ personId, key }, { _id: 1 }).lean();
      return record?._id;
    },

    /** The first of its group becomes the row; the unique indexes decide between many at once. */
    async add(notice: Notice): Promise<Added> {
      for (const isHead of [true, false])
        try {
          await notices.create(toStored({ ...notice, isHead }));
          return isHead ? 'head' : 'member';
        } catch (error) {
          if (isDuplicateKey(error, 'key_unique')) return 'known';
          if (!isHead || !isDuplicateKey(error, 'head_unique')) throw error;
        }
      return 'known';
    },

    /** True when the row of the group had been read: it now waits to be read again. */
    async reopen(personId: string, group: string): Promise<boolean> {
      const { modifiedCount } = await notices.updateOne(
        { personId, group, isHead: true, readAt: trusted({ $ne: null }) },
        { $set: { readAt: null } },
      );
      return modifiedCount === 1;
    },

    async markShown(personId: string, ids: readonly string[], at: Date): Promise<void> {
      if (ids.length === 0) return;
      await notices.updateMany(
        { _id: trusted({ $in: [...ids] }), personId, shownAt: null },
        { $set: { shownAt: at } },
      );
    },

    /** Where the notice leads, with its whole row marked as read; undefined when it isn't theirs. */
    async open(personId: string, id: string, at: Date): Promise<string | undefined> {
      const notice = await notices.findOne({ _id: id, personId }, { group: 1, link: 1 }).lean();
      if (!notice) return undefined;
      const { group, link } = notice;
      await notices.updateMany({ personId, group, readAt: null }, { $set: { readAt: at } });
      await notices.updateOne({ _id: id, shownAt: null }, { $set: { shownAt: at } });
      return link;
    },
    async readAll(personId: string, at: Date): Promise<void> {
      await notices.updateMany({ personId, isHead: true, readAt: null }, { $set: { readAt: at } });
    },

    async mutedTopics(personId: string): Promise<readonly NoticeTopic[]> {
      return (await mutes.findById(personId).lean())?.topics ?? [];
    },
    /** When the person wants no mail that is not urgent. */
    async quietOf(personId: string): Promise<QuietHours> {
      return (await mutes.findById(personId, { quiet: 1 }).lean())?.quiet ?? QUIET_AT_NIGHT;
    },
    async setWishes(
      personId: string,
      { topics, quiet }: { readonly topics: readonly NoticeTopic[]; readonly quiet: QuietHours },
    ): Promise<void> {
      await mutes.updateOne({ _id: personId }, { $set: { topics, quiet } }, { upsert: true });
      await dropMail(personId, topics);
    },
    async mute(personId: string, topic: NoticeTopic): Promise<void> {
      await mutes.updateOne({ _id: personId }, { $addToSet: { topics: topic } }, { upsert: true });
      await dropMail(personId, [topic]);
    },
  };
}
