import { answerOf, type Answer, type Retest } from './retest.js';

/** So many distinct units make a verdict. */
export const UNITS_NEEDED = 2;

export type Verdict = 'verified' | 'contradicted';

type Judged = Pick<Retest, 'unitId' | 'asked' | 'answers'>;

/**
 * What the answers to one fix amount to; undefined while they leave it open. Two units that still
 * see the defect contradict it, or one with a report about it. Two that see it gone verify it, or
 * the only one that ever reported it, unless another one saw it since. `reporters` are those units,
 * asked or not; what was answered until `since` says nothing of the fix as it is claimed now.
 */
export function judge(
  cards: readonly Judged[],
  reporters: number,
  since: Date,
): Verdict | undefined {
  const said = cards.flatMap((card) => {
    const answer = answerOf(card, since);
    return answer ? [{ unitId: card.unitId, answer }] : [];
  });
  const broken = said.filter(({ answer }) => answer.result === 'still_broken');
  if (countUnits(broken) >= UNITS_NEEDED || broken.some(({ answer }) => answer.reportRef !== null))
    return 'contradicted';
  const brokenAt = Math.max(...broken.map(({ answer }) => answer.at.getTime()));
  const fixed = said.filter(
    ({ answer }) => answer.result === 'fixed' && answer.at.getTime() > brokenAt,
  );
  const reporter = cards.find(({ asked }) => asked === 'reporter');
  const isByReporter = reporters === 1 && fixed.some(({ unitId }) => unitId === reporter?.unitId);
  return isByReporter || countUnits(fixed) >= UNITS_NEEDED ? 'verified' : undefined;
}

/** The later answer that shows the defect again, the newest of several. */
export const newestBroken = (cards: readonly Judged[], since: Date): Answer | undefined =>
  cards
    .flatMap((card) => answerOf(card, since) ?? [])
    .filter(({ result }) => result === 'still_broken')
    .sort((one, other) => other.at.getTime() - one.at.getTime())[0];

const countUnits = (said: readonly { readonly unitId: string }[]): number =>
  new Set(said.map(({ unitId }) => unitId)).size;
