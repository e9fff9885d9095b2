import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { CustodyEvent } from './custody.js';
import type { Unit } from './unit.js';

/** What somebody signed when a unit was bound or handed to them. */
export interface SignedConsent {
  readonly version: number;
  readonly language: Language;
  readonly hash: string;
  readonly at: Date;
}

/** How a consent rides in the event that binds the unit. */
export const consentFacts = ({ version, language, hash, at }: SignedConsent): Facts => ({
  agreement: version,
  language,
  agreement_hash: hash,
  signed_at: at.toISOString(),
});

export const consentOf = (facts: Facts): SignedConsent => ({
  version: Number(facts['agreement']),
  language: facts['language'] === 'zh-CN' ? 'zh-CN' : 'en',
  hash: String(facts['agreement_hash']),
  at: new Date(String(facts['signed_at'])),
});

/** The event in which the present holder signed: the binding, or the hand-over from another fan. */
export const signingOf = ({ events }: Pick<Unit, 'events'>): CustodyEvent | undefined =>
  events.findLast(({ facts }) => facts['signed_at'] !== undefined);
