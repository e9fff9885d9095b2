/** The value that chance exceeds once in a thousand times, by degrees of freedom. */
const ONE_IN_A_THOUSAND: Readonly<Record<number, number>> = {
  1: 10.828,
  3: 16.266,
  5: 20.515,
  7: 24.322,
  19: 43.82,
  23: 49.728,
};

/** Pearson's statistic of what was counted against what was expected. */
export const chiSquare = (counted: readonly number[], expected: readonly number[]): number =>
  expected.reduce((sum, one, index) => sum + ((counted[index] ?? 0) - one) ** 2 / one, 0);

/** Whether p > 0.001 for counts in so many cells whose sum is given. */
export function fits(counted: readonly number[], expected: readonly number[]): boolean {
  const limit = ONE_IN_A_THOUSAND[expected.length - 1];
  if (limit === undefined) throw new Error(`no critical value for ${expected.length} cells`);
  return chiSquare(counted, expected) < limit;
}
