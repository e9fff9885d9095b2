import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { NewNotice, NoticeTopic } from '../../kernel/notice.js';
import type { Accounts } from '../accounts/index.js';
import { readMuteToken, type Mute } from './mute-token.js';
import { firstMailAt, groupOf, type Notice, type NoticeMail } from './notice.js';
import type { NoticeQueries } from './notice-queries.js';
import type { NoticeStore } from './notice-store.js';

export interface NoticeServiceDeps {
  readonly notices: NoticeStore;
  readonly queries: NoticeQueries;
  readonly accounts: Pick<Accounts, 'changeUnread' | 'setUnread'>;
  readonly clock: Clock;
  readonly secret: string;
}

export type NoticeService = ReturnType<typeof createNoticeService>;

/** Telling people, and what they do with what they were told. */
export function createNoticeService(deps: NoticeServiceDeps) {
  const { notices, queries, accounts, clock } = deps;

  function mailOf(topic: NoticeTopic, isMuted: boolean, now: Date): NoticeMail {
    const rest = { letterId: null, sentAt: null };
    if (isMuted) return { state: 'muted', nextAt: null, ...rest };
    return { state: 'waiting', nextAt: firstMailAt(topic, now), ...rest };
  }

  /**
   * Stores the notice once for this person and key, and returns its id also when it was known. A
   * muted one is in the centre, but neither mailed nor counted as unread.
   */
  async function tell(fresh: NewNotice): Promise<string> {
    const { personId, key, topic } = fresh;
    const known = await notices.idOf(personId, key);
    if (known) return known;
    const now = clock.now();
    const id = newId(now);
    const isMuted = (await notices.mutedTopics(personId)).includes(topic);
    const group = groupOf(id, fresh, now);
    const notice: Notice = {
      ...fresh,
      id,
      group,
      isHead: true,
      shownAt: null,
      readAt: isMuted ? now : null,
      mail: mailOf(topic, isMuted, now),
      createdAt: now,
    };
    const added = await notices.add(notice);
    if (added === 'known') return (await notices.idOf(personId, key)) ?? id;
    const isNews = added === 'head' || (!isMuted && (await notices.reopen(personId, group)));
    if (isNews && !isMuted) await accounts.changeUnread(personId, 1);
    return id;
  }

  /** The count on the person is a convenience; whoever looks at the centre gets it right again. */
  async function recount(personId: string): Promise<void> {
    await accounts.setUnread(personId, await queries.countUnread(personId));
  }

  const muteOf = (token: string): Mute => {
    const mute = readMuteToken(deps.secret, token);
    if (!mute) throw new NotFound();
    return mute;
  };

  return {
    tell,
    deliveryOf: queries.deliveryOf,

    async markShown(personId: string, ids: readonly string[]): Promise<void> {
      await notices.markShown(personId, ids, clock.now());
      await recount(personId);
    },
    /** Marks the row as read and says where it leads. */
    async open(personId: string, id: string): Promise<string> {
      const link = await notices.open(personId, id, clock.now());
      if (link === undefined) throw new NotFound();
      await recount(personId);
      return link;
    },
    async readAll(personId: string): Promise<void> {
      await notices.readAll(personId, clock.now());
      await recount(personId);
    },

    mutedTopics: notices.mutedTopics,
    quietOf: notices.quietOf,
    setWishes: notices.setWishes,
    mute: notices.mute,
    /** What a signed link is about; NotFound for one that we did not sign. */
    muteOf,
    async muteByLink(token: string): Promise<void> {
      const { personId, topic } = muteOf(token);
      await notices.mute(personId, topic);
    },
  };
}
