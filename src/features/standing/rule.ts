import type { Bilingual } from '../../kernel/people.js';
import type { Period } from './period.js';

/** Nobody is proposed for removal with fewer delivered warnings; not for sale in any version. */
export const WARNINGS_NEEDED = 2;
/** The shortest time between a delivered second warning and a proposal. */
export const CURE_HOURS_MIN = 72;

/** What an admin may set, each within the bounds of `TERM_BOUNDS`. */
export interface RuleTerms {
  /** Whole weeks after a unit was taken over in which nothing is expected yet. */
  readonly graceWeeks: number;
  /** From the delivery of a warning, for one sign of life. */
  readonly cureHours: number;
  /** After a cure, in which a missed week is noted and warns nobody. */
  readonly holdDays: number;
  /** Weeks that a tester may set aside in one round. */
  readonly pauseWeeks: number;
  readonly appealDays: number;
}

export const TERMS = ['graceWeeks', 'cureHours', 'holdDays', 'pauseWeeks', 'appealDays'] as const;

export const TERM_BOUNDS: Readonly<Record<keyof RuleTerms, readonly [min: number, max: number]>> = {
  graceWeeks: [0, 8],
  cureHours: [CURE_HOURS_MIN, 720],
  holdDays: [0, 90],
  pauseWeeks: [0, 8],
  appealDays: [3, 365],
};

/** One version of the rules. It never changes; the next version takes over at a Monday. */
export interface StandingRule extends RuleTerms {
  /** Its version as text, so that a version is there once. */
  readonly id: string;
  readonly version: number;
  readonly effectiveFrom: Period;
  /** Why it was changed; empty in the first version. */
  readonly reason: Bilingual;
  readonly byId: string | null;
  readonly createdAt: Date;
  /** When every holder had been told. */
  readonly announcedAt: Date | null;
}

export const firstRule = (effectiveFrom: Period, at: Date): StandingRule => ({
  id: '1',
  version: 1,
  effectiveFrom,
  graceWeeks: 1,
  cureHours: CURE_HOURS_MIN,
  holdDays: 14,
  pauseWeeks: 2,
  appealDays: 30,
  reason: { en: '', 'zh-CN': '' },
  byId: null,
  createdAt: at,
  // It is there before anybody holds a unit.
  announcedAt: at,
});

/**
 * The version in force at the start of the week: the newest of those that begin with it or earlier.
 * Weeks before the first version fall under the first. `rules` are in the order of their versions.
 */
export function ruleFor(rules: readonly StandingRule[], period: Period): StandingRule {
  const rule = rules.findLast(({ effectiveFrom }) => effectiveFrom <= period) ?? rules[0];
  if (!rule) throw new Error('there are no rules of standing');
  return rule;
}

export const ruleOfVersion = (rules: readonly StandingRule[], version: number): StandingRule =>
  rules.find((rule) => rule.version === version) ?? ruleFor(rules, '');
