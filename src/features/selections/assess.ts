import { hmac } from '../../kernel/ids.js';
import {
  cohortOf,
  ineligibility,
  newcomer,
  quotasFor,
  type ApplicantHistory,
  type ListedApplication,
  type Round,
} from '../rounds/index.js';
import { scoreOf, scoreParts, weightOf } from './merit.js';
import { isSelected, type SelectionRow } from './selection.js';

const ID_DIGITS = 24;

/** Nobody can lead it back to the application without the secret of the installation. */
export const publicIdOf = (secret: string, applicationId: string): string =>
  hmac(secret, 'selection', applicationId).slice(0, ID_DIGITS);

/** The row of one applicant: listed with weight and score, or left out with the reasons. */
export function assess(
  round: Round,
  application: ListedApplication,
  known: ApplicantHistory | undefined,
  { secret, now }: { readonly secret: string; readonly now: Date },
): SelectionRow {
  const history = known ?? newcomer(application.createdAt);
  const reasons = ineligibility(round, application, history, now);
  const parts = scoreParts(round, application.answers, history);
  const score = scoreOf(parts);
  return {
    id: publicIdOf(secret, application.id),
    roundId: round.id,
    applicationId: application.id,
    applicationRef: application.ref,
    personId: application.personId,
    city: application.city,
    cohort: cohortOf(round, application.answers) ?? '',
    quotas: quotasFor(round, application)
      .filter(isSelected)
      .map(({ key }) => key),
    weight: weightOf(score, round.scoring),
    score,
    parts,
    reasons: reasons.map(({ code, facts }) => ({ code, facts })),
    state: reasons.length > 0 ? 'left_out' : 'listed',
    drawRank: 0,
    meritRank: 0,
    quota: '',
    seat: 0,
    allocationId: null,
  };
}
