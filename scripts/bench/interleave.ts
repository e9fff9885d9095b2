/** A quick run only shows that the bench works. */
export const IS_QUICK = process.env['BENCH_QUICK'] === '1';
export const ROUNDS = IS_QUICK ? 3 : 5;
export const SECONDS = IS_QUICK ? 1 : 3;

export interface Pair<T> {
  readonly limit: readonly T[];
  readonly app: readonly T[];
}

/**
 * Measures the two in turns, the other one first in every second round, so that what else the
 * machine does meets both alike. One round to warm up does not count.
 */
export async function interleave<T>(
  limit: () => Promise<T>,
  app: () => Promise<T>,
): Promise<Pair<T>> {
  const limits: T[] = [];
  const apps: T[] = [];
  const runLimit = async () => limits.push(await limit());
  const runApp = async () => apps.push(await app());
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const run of round % 2 === 0 ? [runLimit, runApp] : [runApp, runLimit]) await run();
  return { limit: limits.slice(1), app: apps.slice(1) };
}
