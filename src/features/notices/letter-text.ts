import type { Facts } from '../../kernel/errors.js';
import type { NoticeTopic } from '../../kernel/notice.js';
import { canMute, readableFacts, type Notice } from './notice.js';

/** How a mail speaks: the reader's language and zone, and the addresses it may name. */
export interface LetterWords {
  readonly say: (key: string, facts?: Facts) => string;
  readonly formatAt: (at: Date) => string;
  readonly baseUrl: string;
  readonly muteUrl: (topic: NoticeTopic) => string;
}

export interface LetterText {
  readonly subject: string;
  readonly text: string;
  /** Of a mail about a single topic that may be muted (RFC 2369, RFC 8058). */
  readonly unsubscribeUrl: string | undefined;
}

type Said = Pick<Notice, 'id' | 'topic' | 'text' | 'facts'>;

/** Sentences that a mail spells out; the others are in the notice centre. */
export const MOST_SPELLED = 40;
const SUBJECT_LENGTH = 120;

/** Plain text: what happened, each with its address; then why, and how to hear less. */
export function writeLetter(
  name: string,
  notices: readonly Said[],
  total: number,
  words: LetterWords,
): LetterText {
  const { say, baseUrl } = words;
  const sentence = ({ text, facts }: Said) => say(text, readableFacts(facts, words.formatAt));
  const spelled = notices.slice(0, MOST_SPELLED);
  const topics = [...new Set(notices.map(({ topic }) => topic))];
  const mutable = topics.filter(canMute);
  const rest = total - spelled.length;
  const first = notices[0];
  return {
    subject:
      total === 1 && first
        ? Array.from(sentence(first)).slice(0, SUBJECT_LENGTH).join('')
        : say('notices.mail.subject', { count: total }),
    text: [
      say('notices.mail.hello', { name }),
      ...spelled.map((notice) => `${sentence(notice)}\n${baseUrl}/notices/${notice.id}`),
      ...(rest > 0 ? [`${say('notices.mail.more', { count: rest })}\n${baseUrl}/notices`] : []),
      '--',
      ...topics.map((topic) => reasonFor(topic, words)),
    ].join('\n\n'),
    unsubscribeUrl:
      topics.length === 1 && mutable[0] !== undefined ? words.muteUrl(mutable[0]) : undefined,
  };
}

function reasonFor(topic: NoticeTopic, { say, muteUrl }: LetterWords): string {
  const why = say(`notices.why.${topic}`);
  if (!canMute(topic)) return why;
  return `${why}\n${say('notices.mail.mute', { topic: say(`notices.topics.${topic}`) })}\n${muteUrl(topic)}`;
}
