import { timingSafeEqual } from 'node:crypto';
import { hmac } from '../../kernel/ids.js';
import { LANGUAGES, type Language } from '../../kernel/people.js';

/** Who may claim what: made for one person on the page of the round, good without a session. */
export interface ClaimTicket {
  readonly roundId: string;
  readonly applicationId: string;
  /** Such as A-7: the answer links to it. */
  readonly applicationRef: string;
  readonly personId: string;
  readonly language: Language;
  readonly expiresAt: Date;
  /** Keys of the first-come quotas that fit the applicant, in declared order; at least one. */
  readonly lanes: readonly string[];
}

/** Longer ones were not made here. */
export const TICKET_MAX = 1_800;

const PURPOSE = 'claims.ticket';
const FIELDS = 8;
const MAC_LENGTH = 64;

/**
 * `round.application.ref.person.language.expiry.lanes.mac`: the expiry in milliseconds of base 36,
 * the lanes joined by `_`, the HMAC-SHA-256 of all before it in hex. No sign in it needs escaping
 * in a form, and none of the parts can hold a `.`.
 */
export function signTicket(secret: string, ticket: ClaimTicket): string {
  const words = [
    ticket.roundId,
    ticket.applicationId,
    ticket.applicationRef,
    ticket.personId,
    ticket.language,
    ticket.expiresAt.getTime().toString(36),
    ticket.lanes.join('_'),
  ].join('.');
  return `${words}.${hmac(secret, PURPOSE, words)}`;
}

/** The ticket behind the text; undefined for anything that `signTicket` did not make. */
export function readTicket(secret: string, text: string): ClaimTicket | undefined {
  const cut = text.length - MAC_LENGTH - 1;
  if (text.length > TICKET_MAX || text[cut] !== '.') return undefined;
  const words = text.slice(0, Math.max(cut, 0));
  if (!isSame(text.slice(cut + 1), hmac(secret, PURPOSE, words))) return undefined;
  const parts = words.split('.');
  if (parts.length !== FIELDS - 1) return undefined;
  const [roundId, applicationId, applicationRef, personId, language, expiry, lanes] = parts as [
    string,
    string,
    string,
    string,
    Language,
    string,
    string,
  ];
  if (!LANGUAGES.includes(language)) return undefined;
  return {
    ...{ roundId, applicationId, applicationRef, personId, language },
    expiresAt: new Date(parseInt(expiry, 36)),
    lanes: lanes.split('_'),
  };
}

const isSame = (given: string, right: string): boolean => {
  const [a, b] = [Buffer.from(given, 'latin1'), Buffer.from(right, 'latin1')];
  return a.length === b.length && timingSafeEqual(a, b);
};
