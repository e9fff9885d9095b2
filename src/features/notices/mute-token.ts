import { hmac } from '../../kernel/ids.js';
import type { NoticeTopic } from '../../kernel/notice.js';
import { MUTABLE_TOPICS } from './notice.js';

/** Who wants no more mail about what. */
export interface Mute {
  readonly personId: string;
  readonly topic: NoticeTopic;
}

/** `<person>.<topic>.<signature>`: works without signing in, for one person and one topic. */
export const MUTE_TOKEN = /^([\w-]{1,40})\.([a-z]{1,20})\.([0-9a-f]{32})$/;

const signature = (secret: string, personId: string, topic: string): string =>
  hmac(secret, 'notices.mute', `${personId}\0${topic}`).slice(0, 32);

export const muteToken = (secret: string, { personId, topic }: Mute): string =>
  `${personId}.${topic}.${signature(secret, personId, topic)}`;

/** Undefined for a token we did not make, or of a topic that can't be muted. */
export function readMuteToken(secret: string, token: string): Mute | undefined {
  const [, personId = '', named = '', signed = ''] = MUTE_TOKEN.exec(token) ?? [];
  const topic = MUTABLE_TOPICS.find((one) => one === named);
  if (!topic || signed !== signature(secret, personId, topic)) return undefined;
  return { personId, topic };
}
