import { byId, listText } from './draw-file.js';
import type { ListRow, Terms } from './draw.js';
import type { DryRun, DryRunTask } from './draw-work.js';

export type StratumRow = ListRow & { readonly city: string; readonly cohort: string };

/** People of one city and cohort. */
export interface Stratum {
  readonly city: string;
  readonly cohort: string;
  readonly people: number;
  /** On average of all runs. */
  readonly expected: number;
}

export interface Strata {
  readonly people: number;
  readonly runs: number;
  /** The largest first. */
  readonly strata: readonly Stratum[];
  readonly quotas: readonly {
    readonly key: string;
    readonly mode: string;
    readonly seats: number;
    /** Whose conditions hold. */
    readonly people: number;
    readonly expected: number;
  }[];
}

/** Sorts people into strata by city and cohort, has the runs made, and averages what came of them. */
export async function tallyStrata(
  rows: readonly StratumRow[],
  terms: Terms,
  run: (task: Pick<DryRunTask, 'list' | 'terms' | 'strata'>) => Promise<DryRun>,
): Promise<Strata> {
  const numbers = new Map<string, number>();
  const found: { city: string; cohort: string; people: number }[] = [];
  const strata = rows.toSorted(byId).map(({ city, cohort }) => {
    const key = JSON.stringify([city, cohort]);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    const stratum = (found[number] ??= { city, cohort, people: 0 });
    stratum.people += 1;
    return number;
  });
  const { runs, byStratum, byQuota } = await run({ list: listText(rows), terms, strata });
  const average = (won = 0): number => won / runs;
  return {
    people: rows.length,
    runs,
    strata: found
      .map((one, number) => ({ ...one, expected: average(byStratum[number]) }))
      .toSorted((a, b) => b.people - a.people),
    quotas: terms.quotas.map((quota) => ({
      ...quota,
      people: rows.filter(({ quotas }) => quotas.includes(quota.key)).length,
      expected: average(byQuota[quota.key]),
    })),
  };
}
