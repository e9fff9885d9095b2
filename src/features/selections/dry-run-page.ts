import type { Round } from '../rounds/index.js';
import { cohortLabel, columns, type Words } from './selection-page.js';
import type { Strata, Stratum } from './strata.js';

const STRATA_MAX = 50;

export function dryRunModel(round: Round, strata: Strata, words: Words) {
  const tenths = (value: number): string => value.toFixed(1);
  return {
    round,
    people: strata.people,
    runs: strata.runs,
    quotaColumns: columns(['quota', 'people', 'seats', 'expected'], words),
    quotaRows: strata.quotas.filter(isSelectedMode).map((quota) => ({
      cells: [
        { text: quota.key, mono: true },
        { text: String(quota.people), num: true },
        { text: String(quota.seats), num: true },
        { text: tenths(quota.expected), num: true },
      ],
    })),
    strataColumns: columns(['stratum', 'people', 'expected', 'chance'], words),
    strataRows: strata.strata.slice(0, STRATA_MAX).map((one) => ({
      cells: [
        { text: stratumName(round, one, words) },
        { text: String(one.people), num: true },
        { text: tenths(one.expected), num: true },
        { text: `${Math.round((100 * one.expected) / one.people)} %`, num: true },
      ],
    })),
    more: Math.max(0, strata.strata.length - STRATA_MAX),
  };
}

const stratumName = (round: Round, { city, cohort }: Stratum, words: Words): string =>
  [city, cohort && cohortLabel(round, cohort, words)].filter(Boolean).join(' · ');

const isSelectedMode = ({ mode }: { readonly mode: string }): boolean =>
  mode === 'merit' || mode === 'draw';
