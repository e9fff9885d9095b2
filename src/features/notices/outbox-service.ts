import { later, type Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { calendarDay } from '../../kernel/time-zone.js';
import type { Language } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import type { Mailer } from '../../platform/mailer.js';
import type { Accounts, Person } from '../accounts/index.js';
import { decideMail } from './mail-budget.js';
import { isUrgent, retryAfter, type Letter } from './notice.js';
import type { LetterStore } from './letter-store.js';
import { MOST_SPELLED, writeLetter, type LetterText } from './letter-text.js';
import { muteToken } from './mute-token.js';
import type { NoticeStore } from './notice-store.js';

export interface OutboxDeps {
  readonly letters: LetterStore;
  readonly quietOf: NoticeStore['quietOf'];
  readonly accounts: Pick<Accounts, 'personById'>;
  readonly mailer: Mailer;
  readonly translations: Translations;
  readonly clock: Clock;
  readonly secret: string;
  readonly programmeZone: string;
  /** Of the links in mails. */
  readonly baseUrl: string;
  readonly formatAt: (at: Date, language: Language, zone: string) => string;
}

export type Outbox = ReturnType<typeof createOutbox>;

const PROBLEM_LENGTH = 300;
const problemOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, PROBLEM_LENGTH);

/** Turns what waits into mails, and sends them: safe in several processes at once. */
export function createOutbox(deps: OutboxDeps) {
  const { letters, accounts, clock, mailer, programmeZone } = deps;

  /** Makes the person's mail, or holds what waits until it may go. */
  async function planFor(personId: string): Promise<void> {
    const now = clock.now();
    const person = await accounts.personById(personId);
    if (!person) return letters.drop(personId);
    const topics = await letters.topicsWaiting(personId);
    const today = calendarDay(now, programmeZone);
    const waiting = {
      hasUrgent: topics.some(isUrgent),
      hasHadMail: await letters.hasLetterOf(personId, today),
      quiet: await deps.quietOf(personId),
      personZone: person.zone,
      programmeZone,
    };
    const decision = decideMail(waiting, now);
    if (decision.kind === 'hold') return letters.hold(personId, topics, decision.until);
    const letter = { id: newId(now), personId, day: decision.day, createdAt: now, nextAt: now };
    const fresh = { state: 'open', count: 0, attempts: 0, leaseUntil: null } as const;
    await letters.add({ ...letter, ...fresh, sentAt: null, problem: null });
  }

  /** Rendered when it is sent: in the language and the zone that the person has then. */
  async function textOf(person: Person, letter: Letter): Promise<[LetterText | undefined, number]> {
    const notices = await letters.fill(letter);
    if (notices.length === 0) return [undefined, 0];
    const total = notices.length > MOST_SPELLED ? await letters.countOf(letter.id) : notices.length;
    const { language, zone } = person;
    const text = writeLetter(person.name, notices, total, {
      say: (key, facts) => deps.translations.translate(language, key, facts),
      formatAt: (at) => deps.formatAt(at, language, zone),
      baseUrl: deps.baseUrl,
      muteUrl: (topic) =>
        `${deps.baseUrl}/notices/mute/${muteToken(deps.secret, { personId: person.id, topic })}`,
    });
    return [text, total];
  }

  async function send(letter: Letter): Promise<void> {
    if (letter.sentAt) return letters.close(letter.id, letter.sentAt);
    const person = await accounts.personById(letter.personId);
    const [text, count] = person ? await textOf(person, letter) : [undefined, 0];
    if (!person || !text) return letters.remove(letter.id);
    if (!mailer.isAvailable) {
      const { id, personId } = letter;
      const words = { subject: text.subject, text: text.text };
      return letters.shelve({ id, personId, ...words, shelvedAt: clock.now() }, count);
    }
    try {
      const { subject, unsubscribeUrl } = text;
      const headers = headersOf(unsubscribeUrl);
      await mailer.send({ to: person.email, subject, text: text.text, id: letter.id, headers });
    } catch (error) {
      return failed(letter, count, problemOf(error));
    }
    const sentAt = clock.now();
    await letters.markSent(letter.id, count, sentAt);
    await letters.close(letter.id, sentAt);
  }

  async function failed(letter: Letter, count: number, problem: string): Promise<void> {
    const wait = retryAfter(letter.attempts);
    if (wait === undefined) await letters.giveUp(letter.id, count, problem);
    else await letters.postpone(letter.id, count, later(clock.now(), wait), problem);
  }

  return {
    async run(): Promise<void> {
      for (const personId of await letters.peopleDue(clock.now())) await planFor(personId);
      for (let letter = await letters.claim(clock.now()); letter;) {
        await send(letter);
        letter = await letters.claim(clock.now());
      }
    },
    /** By hand, after the mail server was mended. */
    async retry(letterId: string): Promise<void> {
      if (!(await letters.reopen(letterId, clock.now()))) throw new Conflict('notices.not_failed');
    },
  };
}

const headersOf = (unsubscribeUrl: string | undefined): Record<string, string> => ({
  'Auto-Submitted': 'auto-generated',
  ...(unsubscribeUrl
    ? {
        'List-Unsubscribe': `<${unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }
    : {}),
});
