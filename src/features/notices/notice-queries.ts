import { trusted, type Connection } from 'mongoose';
import { newId } from '../../kernel/ids.js';
import type { NoticeTopic } from '../../kernel/notice.js';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import {
  deliveredAt,
  GROUP_LISTED,
  type Letter,
  type MailState,
  type Notice,
  type ShelvedLetter,
} from './notice.js';
import { letterModel, noticeModel, shelvedModel } from './notice-schema.js';

const PAGE_SIZE = 20;
const LETTERS_PER_PAGE = 50;
/** With all that they say. */
const SHELVED_PER_PAGE = 20;
/** The badge says no more than that. */
const MOST_COUNTED = 100;

export type NoticeLine = Pick<Notice, 'id' | 'text' | 'facts'>;

/** A row of the centre: the first notice of its group, how many there are, and those listed. */
export interface NoticeRow extends Pick<
  Notice,
  'id' | 'topic' | 'text' | 'facts' | 'group' | 'readAt' | 'createdAt'
> {
  readonly count: number;
  readonly listed: readonly NoticeLine[];
}

export interface TopicFigures {
  readonly topic: NoticeTopic;
  readonly told: number;
  readonly shown: number;
  readonly mailed: number;
  readonly muted: number;
  readonly failed: number;
}

export type NoticeQueries = ReturnType<typeof createNoticeQueries>;

export function createNoticeQueries(connection: Connection) {
  const notices = noticeModel(connection);
  const letters = letterModel(connection);
  const shelf = shelvedModel(connection);

  type Members = { _id: string; count: number; listed: { id: string; text: string }[] };
  const membersOf = async (personId: string, groups: readonly string[]) =>
    notices.aggregate<Members & { listed: NoticeLine[] }>([
      { $match: { personId, group: { $in: groups } } },
      { $sort: { _id: 1 } },
      {
        $group: {
          _id: '$group',
          count: { $sum: 1 },
          listed: { $push: { id: '$_id', text: '$text', facts: '$facts' } },
        },
      },
      { $set: { listed: { $slice: ['$listed', GROUP_LISTED] } } },
    ]);

  return {
    /** The person's rows, newest first: two queries whatever was said. */
    async centrePage(personId: string, after: string | undefined): Promise<Page<NoticeRow>> {
      const cursor = decodeCursor(after, 1);
      const heads = await notices
        .find({
          personId,
          isHead: true,
          ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}),
        })
        .sort({ _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      const page = toPage(heads.map(fromStored), PAGE_SIZE, ({ id }) => encodeCursor(id));
      const members = await membersOf(
        personId,
        page.rows.map(({ group }) => group),
      );
      const byGroup = new Map(members.map((each) => [each._id, each]));
      const rows = page.rows.map((head) => {
        const { count = 1, listed = [head] } = byGroup.get(head.group) ?? {};
        return { ...head, count, listed };
      });
      return { rows, next: page.next };
    },

    countUnread: (personId: string): Promise<number> =>
      notices.countDocuments({ personId, isHead: true, readAt: null }).limit(MOST_COUNTED),

    /** When each was first shown or mailed; null for what has not reached its person. */
    async deliveryOf(ids: readonly string[]): Promise<ReadonlyMap<string, Date | null>> {
      if (ids.length === 0) return new Map();
      const rows = await notices
        .find({ _id: trusted({ $in: [...ids] }) }, { shownAt: 1, mail: 1 })
        .lean();
      return new Map(rows.map((row) => [row._id, deliveredAt(row)]));
    },

    /** Mails, newest first, for admins. */
    async lettersPage(
      state: Letter['state'] | undefined,
      after: string | undefined,
    ): Promise<Page<Letter>> {
      const cursor = decodeCursor(after, 1);
      const rows = await letters
        .find({
          ...(state ? { state } : {}),
          ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}),
        })
        .sort({ _id: -1 })
        .limit(LETTERS_PER_PAGE + 1)
        .lean();
      return toPage(rows.map(fromStored), LETTERS_PER_PAGE, ({ id }) => encodeCursor(id));
    },
    /** Mails that nobody got for want of a mail server, newest first, with what they say. */
    async mailboxPage(after: string | undefined): Promise<Page<ShelvedLetter>> {
      const cursor = decodeCursor(after, 1);
      const rows = await shelf
        .find(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {})
        .sort({ _id: -1 })
        .limit(SHELVED_PER_PAGE + 1)
        .lean();
      return toPage(rows.map(fromStored), SHELVED_PER_PAGE, ({ id }) => encodeCursor(id));
    },
    /** How many notices of each topic were told since then, and how far they got. */
    async figuresSince(since: Date): Promise<readonly TopicFigures[]> {
      const count = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
      const isIn = (state: MailState) => count({ $eq: ['$mail.state', state] });
      const rows = await notices.aggregate<Omit<TopicFigures, 'topic'> & { _id: NoticeTopic }>([
        // Ids begin with their time.
        { $match: { _id: { $gte: newId(since).slice(0, 10) } } },
        {
          $group: {
            _id: '$topic',
            told: { $sum: 1 },
            shown: count({ $ne: ['$shownAt', null] }),
            mailed: isIn('sent'),
            muted: isIn('muted'),
            failed: isIn('failed'),
          },
        },
        { $sort: { told: -1, _id: 1 } },
      ]);
      return rows.map(({ _id, ...figures }) => ({ topic: _id, ...figures }));
    },
  };
}
