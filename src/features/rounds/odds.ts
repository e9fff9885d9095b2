import { fitsQuota } from './eligibility.js';
import type { Quota, Round } from './round.js';

/** How many applicants of one city gave one answer to the cohort question. */
export interface ApplicantGroup {
  readonly city: string;
  readonly cohort: string | null;
  readonly count: number;
}

export interface QuotaOdds {
  readonly quota: Quota;
  /** Submitted applications that fit the quota so far. */
  readonly applicants: number;
  /** "About one in so many": 2 and more; 1 while there are seats for all. */
  readonly oneIn: number;
}

/**
 * What can honestly be said before a draw: weights and the other quotas an applicant fits move the
 * true chance, and more people may apply.
 */
export const oddsOf = (
  { quotas }: Pick<Round, 'quotas'>,
  groups: readonly ApplicantGroup[],
): readonly QuotaOdds[] =>
  quotas.map((quota) => {
    const fitting = groups.filter((group) => fitsQuota(quota, group));
    const applicants = fitting.reduce((sum, { count }) => sum + count, 0);
    return { quota, applicants, oneIn: Math.max(1, Math.round(applicants / quota.seats)) };
  });

/** The words of a cohort, for the page. */
export const cohortLabel = (
  round: Pick<Round, 'questions' | 'cohortQuestion'>,
  cohort: string | null,
) =>
  round.questions
    .find(({ key }) => key === round.cohortQuestion)
    ?.options?.find(({ value }) => value === cohort)?.label;
