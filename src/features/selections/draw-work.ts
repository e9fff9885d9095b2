import { decide, hashText, type Terms } from './draw.js';
import { decideList, readList, type DrawFacts } from './draw-file.js';

/** What a worker thread does with a list: plain data in and out. */
export interface DecideTask {
  readonly list: string;
  readonly facts: DrawFacts;
}

export interface DryRunTask {
  readonly list: string;
  readonly terms: Terms;
  /** By row of the list: the number of its stratum, from 0. */
  readonly strata: readonly number[];
  readonly runs: number;
  /** Throw-away; each run makes its own of it. */
  readonly seed: string;
}

/** Seats won in all runs together. */
export interface DryRun {
  readonly runs: number;
  readonly byStratum: readonly number[];
  readonly byQuota: Readonly<Record<string, number>>;
}

export function decideTask({ list, facts }: DecideTask) {
  const { result, resultHash } = decideList(list, facts);
  return { result, resultHash };
}

/** The real decision, over and over with other seeds. */
export function dryRunTask({ list, terms, strata, runs, seed }: DryRunTask): DryRun {
  const rows = readList(list);
  const listHash = hashText(list);
  const byStratum: number[] = [];
  const byQuota: Record<string, number> = {};
  for (let run = 1; run <= runs; run += 1) {
    const lot = { rows, terms, listHash, seed: hashText(`${seed}|${run}`), beacon: 'dry run' };
    for (const [index, { quota, seat }] of decide(lot).entries()) {
      if (seat === 0) continue;
      const stratum = strata[index] ?? 0;
      byStratum[stratum] = (byStratum[stratum] ?? 0) + 1;
      byQuota[quota] = (byQuota[quota] ?? 0) + 1;
    }
  }
  return { runs, byStratum, byQuota };
}
