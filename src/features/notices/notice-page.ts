import type { Facts } from '../../kernel/errors.js';
import type { NoticeTopic } from '../../kernel/notice.js';
import type { Page } from '../../kernel/page-request.js';
import type { QuietHours } from './mail-budget.js';
import { canMute, MUTABLE_TOPICS, readableFacts, type Letter } from './notice.js';
import type { NoticeLine, NoticeRow, TopicFigures } from './notice-queries.js';

/** How the centre speaks: the reader's language and zone. */
export interface Words {
  readonly say: (key: string, facts?: Facts) => string;
  readonly formatAt: (at: Date) => string;
}

const SIGNS: Readonly<Record<NoticeTopic, string>> = {
  account: 'lock',
  round: 'ticket-check',
  offer: 'ticket-check',
  shipment: 'truck',
  custody: 'smartphone',
  standing: 'shield-check',
  due: 'calendar',
  possession: 'smartphone',
  meetup: 'users',
  defect: 'bug',
  release: 'package',
  retest: 'refresh-cw',
  report: 'message-square',
  promise: 'clock',
};

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));

/** The ids of all that the page shows: each of them is delivered once it is sent. */
export const shownIds = (rows: readonly NoticeRow[]): string[] =>
  rows.flatMap(({ listed }) => listed.map(({ id }) => id));

export function centreModel(
  page: Page<NoticeRow>,
  wishes: { readonly muted: readonly NoticeTopic[]; readonly quiet: QuietHours },
  words: Words,
  after: string | undefined,
) {
  const { say } = words;
  const { muted, quiet } = wishes;
  const line = ({ id, text, facts }: NoticeLine) => ({
    href: `/notices/${id}`,
    text: say(text, readableFacts(facts, words.formatAt)),
  });
  return {
    rows: page.rows.map((row) => ({
      ...line(row),
      sign: SIGNS[row.topic],
      topic: say(`notices.topics.${row.topic}`),
      why: say(`notices.why.${row.topic}`),
      muteTopic: canMute(row.topic) && !muted.includes(row.topic) ? row.topic : undefined,
      at: row.createdAt,
      isUnread: row.readAt === null,
      more: row.count - 1,
      others: row.listed.slice(1).map(line),
    })),
    next: page.next,
    after,
    hasUnread: page.rows.some(({ readAt }) => readAt === null),
    muted,
    ...{ quiet, hours: HOURS },
    topics: MUTABLE_TOPICS.map((topic) => ({
      value: topic,
      label: say(`notices.topics.${topic}`),
      hint: say(`notices.why.${topic}`),
    })),
  };
}

const TONES: Readonly<Record<Letter['state'], string>> = {
  open: 'warn',
  sent: 'ok',
  failed: 'err',
  shelved: 'info',
};

const FIGURES = ['told', 'shown', 'mailed', 'muted', 'failed'] as const;
export const FIGURE_DAYS = 7;

/** Mails and how far they got, without what they say. */
export function lettersModel(
  letters: Page<Letter>,
  figures: readonly TopicFigures[],
  people: ReadonlyMap<string, { readonly name: string; readonly handle: string }>,
  view: {
    readonly state: string | undefined;
    readonly after: string | undefined;
    readonly hasMailbox: boolean;
  },
  words: Pick<Words, 'say'>,
) {
  return {
    ...view,
    columns: ['topic', ...FIGURES].map((key) => ({
      label: words.say(`notices.letters.figures.${key}`),
      num: key !== 'topic',
    })),
    figures: figures.map((row) => ({
      cells: [
        { text: words.say(`notices.topics.${row.topic}`) },
        ...FIGURES.map((key) => ({ text: String(row[key]), num: true })),
      ],
    })),
    next: letters.next,
    rows: letters.rows.map((letter) => ({
      ...letter,
      person: people.get(letter.personId),
      tone: TONES[letter.state],
      label: words.say(`notices.letters.states.${letter.state}`),
      canRetry: letter.state === 'failed',
      isOver: letter.state !== 'open',
    })),
  };
}
