import { z } from 'zod';
import { choice, cursor, several, wholeNumber } from '../../kernel/input.js';
import { QUIET_AT_NIGHT } from './mail-budget.js';
import { MUTE_TOKEN } from './mute-token.js';
import { MUTABLE_TOPICS } from './notice.js';
import type { NoticeTopic } from '../../kernel/notice.js';

export const listNotices = z.strictObject({ after: cursor });

const id = z.string().regex(/^[0-9A-Z]{26}$/, 'not_found');
export const nameNotice = z.strictObject({ id });

const hour = wholeNumber(0, 23);

/** Ticked: no mail about it. The same hour twice: no quiet hours. */
export const mailWishes = z.strictObject({
  quietFrom: hour.default(QUIET_AT_NIGHT.fromHour),
  quietUntil: hour.default(QUIET_AT_NIGHT.untilHour),
  muted: several(choice(MUTABLE_TOPICS as [NoticeTopic, ...NoticeTopic[]]), MUTABLE_TOPICS.length),
});

export const muteTopic = z.strictObject({
  topic: choice(MUTABLE_TOPICS as [NoticeTopic, ...NoticeTopic[]]),
});

export const muteLink = z.strictObject({
  token: z.string().regex(MUTE_TOKEN, 'not_found'),
});

export const listLetters = z.strictObject({
  state: choice(['open', 'sent', 'failed', 'shelved']).optional().catch(undefined),
  after: cursor,
});

export const listMailbox = z.strictObject({ after: cursor });
