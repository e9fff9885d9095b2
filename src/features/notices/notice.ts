import { HOUR, MINUTE } from '../../kernel/clock.js';
import type { Facts } from '../../kernel/errors.js';
import { NOTICE_TOPICS, type NewNotice, type NoticeTopic } from '../../kernel/notice.js';

/**
 * `waiting` for a mail, `held` back by the day's budget or by the night, `sent` (the mail server
 * took it), `failed` for good, `muted` by the person, `none`: there is no mail server,
 * so that it is at most in the development mailbox.
 */
export type MailState = 'waiting' | 'held' | 'sent' | 'failed' | 'muted' | 'none';
/** Still to be mailed. */
export const PENDING_STATES: readonly MailState[] = ['waiting', 'held'];

/** Something one person was told: one row of the notice centre, or one of a group of alike. */
export interface Notice {
  readonly id: string;
  readonly personId: string;
  readonly topic: NoticeTopic;
  readonly key: string;
  readonly text: string;
  readonly facts: Facts;
  readonly link: string;
  /** Notices of one person and one group are one row. */
  readonly group: string;
  /** The first of its group: the row itself. It alone is unread or read. */
  readonly isHead: boolean;
  readonly shownAt: Date | null;
  readonly readAt: Date | null;
  readonly mail: NoticeMail;
  readonly createdAt: Date;
}

export interface NoticeMail {
  readonly state: MailState;
  /** When the outbox looks at it next, while it waits or is held. */
  readonly nextAt: Date | null;
  /** The mail it travels in, once it does. */
  readonly letterId: string | null;
  readonly sentAt: Date | null;
}

/** They carry a deadline or touch the account: mailed at once, whatever the hour or the budget. */
const URGENT: readonly NoticeTopic[] = ['account', 'offer', 'standing', 'promise'];
export const isUrgent = (topic: NoticeTopic): boolean => URGENT.includes(topic);

/** What can take a right away is always mailed. */
const ALWAYS_MAILED: readonly NoticeTopic[] = ['account', 'standing'];
export const MUTABLE_TOPICS = NOTICE_TOPICS.filter((topic) => !ALWAYS_MAILED.includes(topic));
export const canMute = (topic: NoticeTopic): boolean => MUTABLE_TOPICS.includes(topic);

/** The same sentence to the same person within it becomes one row. */
export const GROUP_MINUTES = 10;
/** A mail waits this long for others of its kind, so that a batch of 200 is one mail. */
export const SETTLE_MINUTES = 2;
/** Members of a group that its row lists. */
export const GROUP_LISTED = 200;

/** Urgent notices stand alone; others share a row with their like of the same ten minutes. */
export const groupOf = (id: string, { topic, text }: NewNotice, at: Date): string =>
  isUrgent(topic) ? id : `${text}@${Math.floor(at.getTime() / (GROUP_MINUTES * MINUTE))}`;

/** The time at which the outbox first looks at a notice of that topic. */
export const firstMailAt = (topic: NoticeTopic, at: Date): Date =>
  isUrgent(topic) ? at : new Date(at.getTime() + SETTLE_MINUTES * MINUTE);

/** Delivered means shown in the centre or taken by the mail server, whichever came first. */
export function deliveredAt({
  shownAt,
  mail,
}: Pick<Notice, 'shownAt'> & { readonly mail: Pick<NoticeMail, 'sentAt'> }): Date | null {
  if (shownAt === null || mail.sentAt === null) return shownAt ?? mail.sentAt;
  return shownAt < mail.sentAt ? shownAt : mail.sentAt;
}

/**
 * The facts of a sentence as the reader sees them: those named `…At` are ISO instants and become
 * dates of the reader's language and zone.
 */
export function readableFacts(facts: Facts, formatAt: (at: Date) => string): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      const at = name.endsWith('At') ? new Date(value) : undefined;
      return [name, at && !Number.isNaN(at.getTime()) ? formatAt(at) : value];
    }),
  );
}

/** One mail to one person with everything that waited for them. */
export interface Letter {
  readonly id: string;
  readonly personId: string;
  /** The programme's day whose one automated mail it is; null when something urgent is in it. */
  readonly day: string | null;
  /** `shelved`: there is no mail server, and it lies in the development mailbox. */
  readonly state: 'open' | 'sent' | 'failed' | 'shelved';
  /** Notices in it. */
  readonly count: number;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly leaseUntil: Date | null;
  /** Taken by the mail server; set before its notices are marked. */
  readonly sentAt: Date | null;
  /** What the mail server said last. */
  readonly problem: string | null;
  readonly createdAt: Date;
}

/** What a mail would have said, where no mail server is set: nobody got it. */
export interface ShelvedLetter {
  /** That of the mail. */
  readonly id: string;
  readonly personId: string;
  readonly subject: string;
  readonly text: string;
  readonly shelvedAt: Date;
}
export const SHELF_DAYS = 7;

/** Longer than the mailer's time limits, so that a lease never ends under a sender at work. */
export const LEASE_MS = 5 * MINUTE;
const RETRY_AFTER_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR] as const;
export const MAX_ATTEMPTS = RETRY_AFTER_MS.length + 1;

/** How long to wait after that many failed attempts; undefined when it is given up. */
export const retryAfter = (attempts: number): number | undefined => RETRY_AFTER_MS[attempts - 1];
