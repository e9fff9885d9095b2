import type { Defect } from '../defects/index.js';
import type { ReportRow } from '../reports/index.js';
import type { UnitCard } from '../units/index.js';
import { answerOf, cameBackAt, type Answer, type Retest } from './retest.js';

/** A card as its holder may answer it now. */
export interface OwnCard {
  readonly card: Retest;
  readonly unit: UnitCard;
  readonly defect: Defect;
  /** The builds of the branch with the fix, the oldest first. */
  readonly builds: readonly string[];
  /** Reports of the unit that were written since it was asked. */
  readonly reports: readonly ReportRow[];
}

/** What counts of the fix as it is claimed now. */
export const currentAnswer = (
  card: Pick<Retest, 'answers'>,
  defect: Pick<Defect, 'history'>,
): Answer | undefined => answerOf(card, cameBackAt(defect));

/** Why the card takes no answer now; undefined when it takes one. */
export function refusalOf(
  card: Pick<Retest, 'fixBuild' | 'answers'>,
  defect: Pick<Defect, 'status' | 'resolution' | 'fixBuild' | 'history'>,
): string | undefined {
  if (defect.resolution !== 'fixed' || defect.fixBuild !== card.fixBuild) return 'retests.closed';
  return defect.status === 'verified' && currentAnswer(card, defect)
    ? 'retests.verified'
    : undefined;
}
