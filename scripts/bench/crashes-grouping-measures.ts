/** Precision, recall and their harmonic mean, from 0 to 1. */
export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

const toScore = (precision: number, recall: number): Score => ({
  precision,
  recall,
  f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
});

const countBy = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

const pairs = (count: number): number => (count * (count - 1)) / 2;
const pairsIn = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + pairs(count), 0);
const meet = (truth: readonly string[], found: readonly string[]): readonly string[] =>
  truth.map((name, at) => `${name}\n${found[at] ?? ''}`);

/** Of each element, the share of its found group that is truly its own, and of its own found. */
export function bcubed(truth: readonly string[], found: readonly string[]): Score {
  const both = meet(truth, found);
  const [inTruth, inFound, inBoth] = [countBy(truth), countBy(found), countBy(both)];
  let precision = 0;
  let recall = 0;
  for (const [at, name] of both.entries()) {
    precision += inBoth.get(name)! / inFound.get(found[at]!)!;
    recall += inBoth.get(name)! / inTruth.get(truth[at]!)!;
  }
  return toScore(precision / both.length, recall / both.length);
}

/** Of the pairs put together, the share that belongs together, and the other way round. */
export function pairwise(truth: readonly string[], found: readonly string[]): Score {
  const right = pairsIn(countBy(meet(truth, found)));
  const put = pairsIn(countBy(found));
  const true_ = pairsIn(countBy(truth));
  return toScore(put === 0 ? 1 : right / put, true_ === 0 ? 1 : right / true_);
}

/** How alike two groupings are, chance deducted: 1 for equal ones. */
export function adjustedRand(one: readonly string[], other: readonly string[]): number {
  const right = pairsIn(countBy(meet(one, other)));
  const [first, second] = [pairsIn(countBy(one)), pairsIn(countBy(other))];
  const expected = (first * second) / pairs(one.length);
  const most = (first + second) / 2;
  return most === expected ? 1 : (right - expected) / (most - expected);
}
