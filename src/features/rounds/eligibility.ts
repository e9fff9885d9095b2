import { DAY, later } from '../../kernel/clock.js';
import type { Facts } from '../../kernel/errors.js';
import type { Application } from './application.js';
import { sameCity } from './city.js';
import type { Quota, Round } from './round.js';

/** What the past says about one person; the features that know it tell it in batches. */
export interface ApplicantHistory {
  readonly accountCreatedAt: Date;
  readonly standing: 'good' | 'at_risk' | 'probation' | 'removal_proposed' | 'removed';
  readonly removedAt: Date | null;
  /** Of any round, until it is back with us. */
  readonly holdsUnit: boolean;
  /** Rounds that ended with the unit returned. */
  readonly roundsFinished: number;
  /** Reports that were not declined or withdrawn. */
  readonly reportsKept: number;
}

/** Somebody of whom nothing is known but when they joined. */
export const newcomer = (accountCreatedAt: Date): ApplicantHistory => ({
  accountCreatedAt,
  standing: 'good',
  removedAt: null,
  holdsUnit: false,
  roundsFinished: 0,
  reportsKept: 0,
});

export const INELIGIBILITY_CODES = [
  'city_outside',
  'no_quota',
  'account_too_new',
  'removed_recently',
  'suspended',
  'not_in_good_standing',
  'holds_unit',
] as const;
export type IneligibilityCode = (typeof INELIGIBILITY_CODES)[number];

/** Why somebody gets no seat; the sentence is `rounds.reasons.<code>` with the facts. */
export interface IneligibilityReason {
  readonly code: IneligibilityCode;
  /** Dates as ISO strings under names that end in `At`. */
  readonly facts: Facts;
  /** The reason may be gone by the time the round closes, so that applying makes sense. */
  readonly mayPass: boolean;
}

/** After a removal nobody gets a seat for so long. */
export const REMOVAL_PAUSE_DAYS = 30;

type Answered = Pick<Application, 'city' | 'answers'>;
type Placed = { readonly city: string; readonly cohort: string | null };

/** The value of the option that puts the applicant in a cohort; null without one. */
export function cohortOf(
  { cohortQuestion }: Pick<Round, 'cohortQuestion'>,
  answers: Application['answers'],
): string | null {
  if (cohortQuestion === null || !Object.hasOwn(answers, cohortQuestion)) return null;
  return answers[cohortQuestion] ?? null;
}

/** Whether a person of that city and cohort may have a seat of the quota. */
export const fitsQuota = (
  quota: Pick<Quota, 'city' | 'cohort'>,
  { city, cohort }: Placed,
): boolean =>
  (quota.city === null || sameCity(quota.city, city)) &&
  (quota.cohort === null || quota.cohort === cohort);

/** Every quota that takes the applicant, of whatever mode, in declared order. */
export function quotasFor(
  round: Pick<Round, 'quotas' | 'cohortQuestion'>,
  { city, answers }: Answered,
): readonly Quota[] {
  const placed = { city, cohort: cohortOf(round, answers) };
  return round.quotas.filter((quota) => fitsQuota(quota, placed));
}

type Conditions = Pick<Round, 'eligibility' | 'quotas' | 'cohortQuestion' | 'closesAt'>;

/**
 * Every reason why the applicant gets no seat at `now`; empty for who may have one. Nothing of it is
 * stored: tomorrow's answer may differ.
 */
export const ineligibility = (
  round: Conditions,
  application: Answered,
  history: ApplicantHistory,
  now: Date,
): readonly IneligibilityReason[] => [
  ...placeReasons(round, application),
  ...personReasons(round, history, now),
];

/** The reasons that what is typed in the form brings about. */
function placeReasons(round: Conditions, application: Answered): readonly IneligibilityReason[] {
  const { cities } = round.eligibility;
  if (cities.length > 0 && !cities.some((city) => sameCity(city, application.city)))
    return [{ code: 'city_outside', facts: { cities: cities.join(', ') }, mayPass: false }];
  return quotasFor(round, application).length > 0
    ? []
    : [{ code: 'no_quota', facts: {}, mayPass: false }];
}

/** The reasons that lie with the person, whatever they type. */
export const personReasons = (
  round: Pick<Round, 'eligibility' | 'closesAt'>,
  history: ApplicantHistory,
  now: Date,
): readonly IneligibilityReason[] => [
  ...ageReasons(round, history, now),
  ...standingReasons(round, history, now),
  ...(round.eligibility.refusesHolders && history.holdsUnit
    ? [{ code: 'holds_unit' as const, facts: {}, mayPass: true }]
    : []),
];

function ageReasons(
  { eligibility, closesAt }: Pick<Round, 'eligibility' | 'closesAt'>,
  { accountCreatedAt }: ApplicantHistory,
  now: Date,
): readonly IneligibilityReason[] {
  const oldEnoughAt = later(accountCreatedAt, eligibility.minAccountDays * DAY);
  if (oldEnoughAt <= now) return [];
  const days = Math.max(0, Math.floor((now.getTime() - accountCreatedAt.getTime()) / DAY));
  const facts = {
    days,
    min: eligibility.minAccountDays,
    oldEnoughAt: oldEnoughAt.toISOString(),
  };
  return [{ code: 'account_too_new', facts, mayPass: oldEnoughAt < closesAt }];
}

function standingReasons(
  { eligibility, closesAt }: Pick<Round, 'eligibility' | 'closesAt'>,
  { standing, removedAt }: ApplicantHistory,
  now: Date,
): readonly IneligibilityReason[] {
  const untilAt = removedAt && later(removedAt, REMOVAL_PAUSE_DAYS * DAY);
  if (untilAt && now < untilAt) {
    const facts = { untilAt: untilAt.toISOString() };
    return [{ code: 'removed_recently', facts, mayPass: untilAt < closesAt }];
  }
  if (standing === 'removal_proposed') return [{ code: 'suspended', facts: {}, mayPass: true }];
  return eligibility.needsGoodStanding && standing !== 'good'
    ? [{ code: 'not_in_good_standing', facts: {}, mayPass: true }]
    : [];
}
