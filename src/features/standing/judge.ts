import { DAY, HOUR, later } from '../../kernel/clock.js';
import { endOf, startOf, type Period } from './period.js';
import { ruleFor, ruleOfVersion, type StandingRule } from './rule.js';
import type { StandingEntry } from './entry.js';
import { isBack, isProposable, isWarned, type Standing } from './standing.js';

/** An entry before it is written down; what is missing has an obvious value. */
export type Draft = Pick<StandingEntry, 'kind' | 'key' | 'period' | 'ruleId'> &
  Partial<Omit<StandingEntry, 'id'>>;

/** What a person has in hand to test, and since when. */
export interface Holding {
  readonly personId: string;
  readonly roundId: string;
  /** Of the unit that was taken over first. */
  readonly since: Date;
}

/** A report, a log or an answer of a tester. */
export interface SignOfLife {
  readonly personId: string;
  readonly at: Date;
  readonly link: string;
}

/** The holder of a unit was asked to show it, and the time to answer is over. */
export interface Unanswered {
  readonly challengeId: string;
  readonly personId: string;
  readonly unitRef: string;
  readonly at: Date;
}

export type Expectation = 'expected' | 'no_unit' | 'grace' | 'paused';

/** Whether the week asks anything of the person. */
export function expectationOf(
  { pauses }: Pick<Standing, 'pauses'>,
  since: Date | undefined,
  { graceWeeks }: Pick<StandingRule, 'graceWeeks'>,
  period: Period,
  zone: string,
): Expectation {
  const start = startOf(period, zone);
  if (!since) return 'no_unit';
  if (later(since, graceWeeks * 7 * DAY) > start) return 'grace';
  return pauses.some((pause) => pause.period === period) ? 'paused' : 'expected';
}

/** A week that was over before the hold after a cure was. */
const isHeld = ({ holdUntil }: Standing, period: Period, zone: string): boolean =>
  holdUntil !== null && endOf(period, zone) <= holdUntil;

/**
 * What an ended week adds to the ledger of somebody who held a unit: nothing, a missed week, or a
 * missed week and a warning. Nobody is warned who has been back since, and nobody a second time
 * before the first warning arrived and the time to answer it had passed within that week.
 */
export function weekDrafts(
  standing: Standing,
  { since, roundId }: Holding,
  rules: readonly StandingRule[],
  period: Period,
  zone: string,
): readonly Draft[] {
  const rule = ruleFor(rules, period);
  if (standing.state === 'removed') return readmission(standing, since, period);
  if (expectationOf(standing, since, rule, period, zone) !== 'expected') return [];
  if (standing.signs.includes(period)) return [];
  const about = { period, roundId, ruleVersion: rule.version };
  const isExcused = standing.state === 'good' && isHeld(standing, period, zone);
  const missed: Draft = {
    ...about,
    kind: 'missed',
    key: `missed:${period}`,
    ruleId: isExcused ? 'hold' : 'weekly_sign',
  };
  const hasReturned = standing.signs.some((sign) => sign > period);
  if (isExcused || hasReturned || !isNextWarningDue(standing, endOf(period, zone))) return [missed];
  const ruleId = standing.state === 'good' ? 'first_warning' : 'second_warning';
  return [missed, { ...about, kind: 'warning', key: `warning:${period}`, ruleId }];
}

/** Somebody who got a unit again after a removal starts anew. */
const readmission = ({ removal }: Standing, since: Date, period: Period): readonly Draft[] =>
  removal && since > removal.at
    ? [{ kind: 'readmitted', key: `readmitted:${removal.id}`, period, ruleId: 'readmission' }]
    : [];

function isNextWarningDue({ state, warnings }: Standing, weekEnd: Date): boolean {
  if (state === 'good') return true;
  const cureUntil = warnings[0]?.cureUntil;
  return state === 'at_risk' && cureUntil != null && cureUntil <= weekEnd;
}

/** One for the first sign of each week; more of the same week say nothing new. */
export const activityDrafts = (
  signs: readonly (SignOfLife & { readonly period: Period })[],
): readonly Draft[] =>
  signs.map(({ period, at, link, personId }) => ({
    kind: 'activity',
    key: `activity:${period}`,
    period,
    ruleId: 'weekly_sign',
    evidence: link,
    byId: personId,
    at,
  }));

/** Starts the cure windows of warnings that have arrived. */
export const deliveryDrafts = (
  { warnings }: Standing,
  deliveries: ReadonlyMap<string, Date>,
  rules: readonly StandingRule[],
): readonly Draft[] =>
  warnings.flatMap(({ id, period, ruleVersion, deliveredAt }): Draft[] => {
    const at = deliveries.get(id);
    if (!at || deliveredAt) return [];
    const until = later(at, ruleOfVersion(rules, ruleVersion).cureHours * HOUR);
    const ruleId = warnings[0]?.id === id ? 'first_warning' : 'second_warning';
    const key = `delivered:${id}`;
    return [{ kind: 'delivered', key, period, ruleId, ruleVersion, about: id, at, until }];
  });

/** One sign of life ends a warning, and so does having no unit any more. */
export function cureDraft(
  standing: Standing,
  rules: readonly StandingRule[],
  period: Period,
  at: Date,
  hasUnit = true,
): Draft | undefined {
  const warning = standing.warnings.at(-1);
  if (!warning || !isWarned(standing.state) || (hasUnit && !isBack(standing))) return undefined;
  const { holdDays } = ruleOfVersion(rules, warning.ruleVersion);
  return {
    kind: 'cured',
    key: `cured:${warning.id}`,
    period,
    ruleId: hasUnit ? 'cure' : 'no_unit',
    ruleVersion: warning.ruleVersion,
    about: warning.id,
    until: later(at, holdDays * DAY),
  };
}

/** Hands the person over to a human, once everything the rules ask for has happened. */
export function proposalDraft(standing: Standing, period: Period, at: Date): Draft | undefined {
  const second = standing.warnings.at(-1);
  if (!second || !isProposable(standing, at)) return undefined;
  return {
    kind: 'proposal',
    key: `proposal:${second.id}`,
    period,
    ruleId: 'human_review',
    ruleVersion: second.ruleVersion,
    about: second.id,
  };
}
