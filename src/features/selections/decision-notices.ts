import type { NewNotice } from '../../kernel/notice.js';
import type { Ranks, ToldRow } from './selection.js';

/** The place on the waitlist as the decision left it, from 1. */
export type PlaceOf = (row: Ranks) => number;

/**
 * Counts places from the ranks of those who won: everybody else with a rank waits. A row waits in
 * the order of the draw unless it is only in that of merit.
 */
export function placesAfter(winners: readonly Ranks[]): PlaceOf {
  const sorted = (order: keyof Ranks) =>
    Float64Array.from(winners, (row) => row[order])
      .filter((rank) => rank > 0)
      .sort();
  const [drawn, scored] = [sorted('drawRank'), sorted('meritRank')];
  return ({ drawRank, meritRank }) =>
    drawRank > 0
      ? drawRank - countBelow(drawn, drawRank)
      : meritRank - countBelow(scored, meritRank);
}

function countBelow(sorted: Float64Array, rank: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < rank) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** What the decision means for somebody who is told by no offer. */
export function decisionNotice(row: ToldRow, placeOf: PlaceOf): NewNotice {
  const [reason] = row.reasons;
  const facts = { ref: row.applicationRef };
  const isOut = row.state === 'left_out' && reason !== undefined;
  return {
    personId: row.personId,
    topic: 'round',
    key: `decided:${row.applicationId}`,
    text: `selections.notices.${isOut ? `left_out.${reason.code}` : row.state}`,
    facts: row.state === 'waiting' ? { ...facts, place: placeOf(row) } : facts,
    link: `/applications/${row.applicationRef}`,
  };
}
