import type { Ballot } from './popcorn.js';

/** What one engineer got. */
export interface Count {
  readonly engineerId: string;
  readonly votes: number;
  /** When the last of these votes was given: of equal counts the earlier one wins. */
  readonly reachedAt: Date;
}

export interface Tally {
  /** People who gave at least one vote. */
  readonly voters: number;
  /** The most votes first; who got none is not there. */
  readonly counts: readonly Count[];
  /** One, or those who reached the same count in the same millisecond, or nobody. */
  readonly winnerIds: readonly string[];
}

/** Counts the ballots of a closed vote; a vote for oneself counts nothing. */
export function countVotes(ballots: readonly Pick<Ballot, 'personId' | 'choices'>[]): Tally {
  const counts = new Map<string, Count>();
  let voters = 0;
  for (const { personId, choices } of ballots) {
    const valid = choices.filter(({ engineerId }) => engineerId !== personId);
    if (valid.length > 0) voters += 1;
    for (const { engineerId, at } of valid) {
      const { votes = 0, reachedAt = at } = counts.get(engineerId) ?? {};
      const last = at > reachedAt ? at : reachedAt;
      counts.set(engineerId, { engineerId, votes: votes + 1, reachedAt: last });
    }
  }
  const ranked = [...counts.values()].sort(byRank);
  const [top] = ranked;
  const winners = ranked.filter((one) => top && placeOrder(one, top) === 0);
  return { voters, counts: ranked, winnerIds: winners.map(({ engineerId }) => engineerId) };
}

const placeOrder = (one: Count, other: Count): number =>
  other.votes - one.votes || one.reachedAt.getTime() - other.reachedAt.getTime();
/** The id only keeps the order of a list; it decides no place. */
const byRank = (one: Count, other: Count): number =>
  placeOrder(one, other) || (one.engineerId < other.engineerId ? -1 : 1);
