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

/** How seats find their people: drawn by lot, scored, claimed at a set second, or by F-code. */
export const ROUND_MODES = ['draw', 'merit', 'first_come', 'invite'] as const;
export type RoundMode = (typeof ROUND_MODES)[number];

/**
 * A part of a round's seats. Quotas may overlap: an applicant fits every quota whose conditions
 * hold, and gets a seat of the first declared one that is open. A mixed round has quotas of several
 * modes. Seats are numbered through in the order of the quotas, so a seat number names its quota.
 */
export interface Quota {
  /** Small letters, digits and hyphens; unique in its round. */
  readonly key: string;
  readonly seats: number;
  readonly mode: RoundMode;
  /** Only applicants of that city, compared by `sameCity`; null for any. */
  readonly city: string | null;
  /** Only applicants of that cohort; null for any. */
  readonly cohort: string | null;
  /** Only units of that revision are bound to its seats; null for any. */
  readonly hardwareRevision: string | null;
}

/** Who may have a seat, besides the conditions of a quota. */
export interface Eligibility {
  /** Empty: any city. */
  readonly cities: readonly string[];
  readonly minAccountDays: number;
  readonly needsGoodStanding: boolean;
  /** Whoever holds a unit of another round waits. */
  readonly refusesHolders: boolean;
}

/** What the parts of a score are worth; the answers bring the points of their options. */
export interface Scoring {
  /** For each round finished with a unit returned. */
  readonly perRound: number;
  /** For each ten reports that were not declined. */
  readonly perTenReports: number;
  readonly goodStanding: number;
  /** A draw weighs a person by 1 + score, at most this. */
  readonly maxWeight: number;
}

export const NO_SCORING: Scoring = { perRound: 0, perTenReports: 0, goodStanding: 0, maxWeight: 1 };
export const OPEN_TO_ALL: Eligibility = {
  cities: [],
  minAccountDays: 0,
  needsGoodStanding: false,
  refusesHolders: false,
};

/** One quota for everybody. */
export const wholeQuota = (mode: RoundMode, seats: number): Quota => ({
  key: 'all',
  seats,
  mode,
  city: null,
  cohort: null,
  hardwareRevision: null,
});

export const seatCount = (quotas: readonly Quota[]): number =>
  quotas.reduce((sum, { seats }) => sum + seats, 0);

/** The mode that gives most of the seats; among equals the one declared first. */
export function mainMode(quotas: readonly Quota[]): RoundMode {
  const seatsOf = (mode: RoundMode) => seatCount(quotas.filter((quota) => quota.mode === mode));
  const modes = [...new Set(quotas.map(({ mode }) => mode))];
  return modes.sort((a, b) => seatsOf(b) - seatsOf(a))[0] ?? 'draw';
}

/** The quota a seat number (from 1) belongs to; undefined beyond the last seat. */
export function quotaOfSeat(quotas: readonly Quota[], seat: number): Quota | undefined {
  let last = 0;
  return quotas.find((quota) => {
    last += quota.seats;
    return seat >= 1 && seat <= last;
  });
}

/** The seat numbers of a quota, first and last included. */
export function seatsOfQuota(
  quotas: readonly Quota[],
  key: string,
): { readonly first: number; readonly last: number } {
  const index = quotas.findIndex((quota) => quota.key === key);
  const before = seatCount(quotas.slice(0, Math.max(index, 0)));
  return { first: before + 1, last: before + (quotas[index]?.seats ?? 0) };
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
  /** When dates or terms were last changed after the publication; its page says so. */
  readonly revisedAt: Date | null;
  /** When its list of applicants was taken; nobody is set aside or let in again after it. */
  readonly frozenAt: Date | null;
  /** When its seats were drawn, scored or claimed out. */
  readonly decidedAt: Date | null;
  /** When its first unit was accepted. */
  readonly runningAt: Date | null;
  readonly endedAt: Date | null;
  /** The main way in; the quotas say it in detail. */
  readonly mode: RoundMode;
  /** The sum of the quotas. */
  readonly seats: number;
  /** In declared order; at least one. */
  readonly quotas: readonly Quota[];
  /** Seats that nobody of their quota wants go to the others, in declared order. */
  readonly spillsOver: boolean;
  /** Places kept behind the seats of a first-come quota. */
  readonly waitlistPlaces: number;
  /** Key of the choice whose answer is the applicant's cohort. */
  readonly cohortQuestion: string | null;
  readonly eligibility: Eligibility;
  readonly scoring: Scoring;
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
export type RoundCard = Pick<Round, 'id' | 'slug' | 'title' | 'modelCode' | 'decidedAt'>;

/** A notice is written before it is known in which language it will be read. */
export const inBoth = (title: Bilingual): string => `${title.en} / ${title['zh-CN']}`;

export const ROUND_PHASES = [
  'draft',
  'announced',
  'open',
  'closed',
  'drawn',
  'claimed',
  'running',
  'ended',
] as const;
export type RoundPhase = (typeof ROUND_PHASES)[number];

type Times = Pick<
  Round,
  'publishedAt' | 'opensAt' | 'closesAt' | 'decidedAt' | 'runningAt' | 'endedAt' | 'mode'
>;

/** The phase at `now`. Every interval holds its first instant and not its last. */
export function roundPhase(round: Times, now: Date): RoundPhase {
  if (round.publishedAt === null) return 'draft';
  if (round.endedAt !== null && round.endedAt <= now) return 'ended';
  if (now < round.opensAt) return 'announced';
  if (now < round.closesAt) return 'open';
  if (round.runningAt !== null && round.runningAt <= now) return 'running';
  if (round.decidedAt === null || now < round.decidedAt) return 'closed';
  return round.mode === 'first_come' ? 'claimed' : 'drawn';
}

/** Seats may be offered: the round is open, or over for applicants but not ended. */
export const isSeating = (phase: RoundPhase): boolean =>
  phase !== 'draft' && phase !== 'announced' && phase !== 'ended';

/** A first-come round is applied for before it opens: that is its pre-registration. */
export const takesApplications = (mode: RoundMode, phase: RoundPhase): boolean =>
  phase === 'open' || (phase === 'announced' && mode === 'first_come');

/**
 * Once applications may exist, neither what they answered nor how they are judged changes under
 * them: mode, quotas, questions, eligibility and scoring stay as they were.
 */
export const isFormFrozen = (mode: RoundMode, phase: RoundPhase): boolean =>
  phase !== 'draft' && (phase !== 'announced' || takesApplications(mode, phase));

/** Applications may be set aside, and taken back, until the list of applicants is taken. */
export const isListOpen = (round: Round, now: Date): boolean => {
  const phase = roundPhase(round, now);
  const isRunning = phase === 'announced' || phase === 'open' || phase === 'closed';
  return isRunning && round.frozenAt === null && round.decidedAt === null;
};

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
