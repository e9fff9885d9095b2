import { sha256 } from '../../kernel/ids.js';
import type { Bilingual } from '../../kernel/people.js';
import type { Question } from './screening.js';

/** Terms a tester signs, in both languages; a changed text is a new version. */
export interface Agreement {
  /** Counts from 1. */
  readonly version: number;
  readonly text: Bilingual;
  /** What a consent names, so that it can be proven which words were signed. */
  readonly hash: string;
}

/** One distribution of units. */
export interface Round {
  readonly id: string;
  /** In its URL; unique. */
  readonly slug: string;
  readonly programId: string;
  readonly modelCode: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  /** Applications are taken from `opensAt` on and until just before `closesAt`. */
  readonly opensAt: Date;
  readonly closesAt: Date;
  /** Null: a draft that only admins see. */
  readonly publishedAt: Date | null;
  readonly endedAt: Date | null;
  readonly seats: number;
  /** Hours an offer stands. */
  readonly offerHours: number;
  readonly questions: readonly Question[];
  readonly agreement: Agreement;
  /** Versions that were replaced, oldest first: consents given to them stay readable. */
  readonly earlierAgreements: readonly Agreement[];
  /** Raised by every edit, so that two admins can't overwrite each other unseen. */
  readonly revision: number;
  readonly createdAt: Date;
}

/** What other features show of a round. */
export type RoundCard = Pick<Round, 'id' | 'slug' | 'title' | 'modelCode'>;

export type RoundPhase = 'draft' | 'announced' | 'open' | 'closed' | 'ended';

type Times = Pick<Round, 'publishedAt' | 'opensAt' | 'closesAt' | 'endedAt'>;

/** The phase at `now`. Every interval holds its first instant and not its last. */
export function roundPhase(round: Times, now: Date): RoundPhase {
  if (round.publishedAt === null) return 'draft';
  if (round.endedAt !== null && round.endedAt <= now) return 'ended';
  if (now < round.opensAt) return 'announced';
  return now < round.closesAt ? 'open' : 'closed';
}

/** Once applications may exist, what they answered must not change under them. */
export const isFormFrozen = (phase: RoundPhase): boolean =>
  phase !== 'draft' && phase !== 'announced';

export const OFFER_HOURS = 48;

/** SHA-256 over RFC 8785 canonical JSON (keys sorted) of version and texts, in hex. */
export const hashAgreement = (version: number, text: Bilingual): string =>
  sha256(JSON.stringify({ text: { en: text.en, 'zh-CN': text['zh-CN'] }, version }));

export const makeAgreement = (version: number, text: Bilingual): Agreement => ({
  version,
  text,
  hash: hashAgreement(version, text),
});

/** The agreement after an edit: the same object unless a word changed, else the next version. */
export const reviseAgreement = (current: Agreement, text: Bilingual): Agreement =>
  current.text.en === text.en && current.text['zh-CN'] === text['zh-CN']
    ? current
    : makeAgreement(current.version + 1, text);

/** The words of any version the round ever had. */
export const agreementOf = (
  round: Pick<Round, 'agreement' | 'earlierAgreements'>,
  version: number,
): Agreement | undefined =>
  [round.agreement, ...round.earlierAgreements].find((one) => one.version === version);
