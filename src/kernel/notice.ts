import type { Facts } from './errors.js';

export const NOTICE_TOPICS = [
  'account',
  'round',
  'offer',
  'shipment',
  'custody',
  'standing',
  'due',
  'possession',
  'meetup',
  'defect',
  'release',
  'retest',
  'report',
  'promise',
] as const;
export type NoticeTopic = (typeof NOTICE_TOPICS)[number];

/** Something one person is told, in their own language, in the notice centre and by mail. */
export interface NewNotice {
  readonly personId: string;
  readonly topic: NoticeTopic;
  /** Says the same thing once: a second notice with this person and key changes nothing. */
  readonly key: string;
  /** Translation key of the sentence, such as `allocations.notices.offered`. */
  readonly text: string;
  readonly facts: Facts;
  /** Path of the page on which something can be done about it. */
  readonly link: string;
}

/** Resolves with the id of the notice once it is stored; safe to repeat. */
export type Notify = (notice: NewNotice) => Promise<string>;
