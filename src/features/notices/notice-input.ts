import { z } from 'zod';
import { choice, cursor, several } from '../../kernel/input.js';
import { MUTE_TOKEN } from './mute-token.js';
import { MUTABLE_TOPICS } from './notice.js';
import type { NoticeTopic } from '../../kernel/notice.js';

export const listNotices = z.strictObject({ after: cursor });

const id = z.string().regex(/^[0-9A-Z]{26}$/, 'not_found');
export const nameNotice = z.strictObject({ id });

/** Ticked: no mail about it. */
export const muteTopics = z.strictObject({
  muted: several(choice(MUTABLE_TOPICS as [NoticeTopic, ...NoticeTopic[]]), MUTABLE_TOPICS.length),
});

export const muteLink = z.strictObject({
  token: z.string().regex(MUTE_TOKEN, 'not_found'),
});

export const listLetters = z.strictObject({
  state: choice(['open', 'sent', 'failed']).optional().catch(undefined),
  after: cursor,
});
