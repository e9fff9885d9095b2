import { DAY, later } from '../../kernel/clock.js';
import type { DefectKind, Severity } from './defect.js';

/** How far something reaches: whatever is counted here counts once. */
export interface Reach {
  readonly kind: DefectKind;
  readonly severity: Severity;
  /** Units that reported or confirmed it. */
  readonly units: number;
  readonly cities: number;
  readonly builds: number;
  readonly votes: number;
}

export const IMPACT_PARTS = ['units', 'cities', 'builds', 'votes'] as const;
export type ImpactPart = (typeof IMPACT_PARTS)[number];

/** Points for each one: another phone says most, another build only that it is still there. */
const POINTS: Readonly<Record<ImpactPart, number>> = { units: 4, cities: 2, builds: 1, votes: 4 };

const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 9, major: 3, minor: 1 };

export interface ImpactRow {
  readonly part: ImpactPart;
  readonly count: number;
  readonly worth: number;
  readonly points: number;
}

export interface Impact {
  /** What `score` is made of, in the order of the table that shows it. */
  readonly rows: readonly ImpactRow[];
  /** Of the points of the rows. */
  readonly sum: number;
  readonly weight: number;
  readonly score: number;
}

/** The weight of the severity times the points; an idea has no severity, and a problem no votes. */
export function impactOf(reach: Reach): Impact {
  const isIdea = reach.kind === 'suggestion';
  const rows = IMPACT_PARTS.filter((part) => isIdea || part !== 'votes').map((part) => {
    const [count, worth] = [reach[part], POINTS[part]];
    return { part, count, worth, points: count * worth };
  });
  const weight = isIdea ? 1 : WEIGHTS[reach.severity];
  const sum = rows.reduce((total, { points }) => total + points, 0);
  return { rows, sum, weight, score: weight * sum };
}

export const ALARM_DAYS = 21;
const ALARM_DUPLICATES = 3;
const ALARM_CONFIRMATIONS = 10;

/** The severity looks too low, and nobody has looked at it since. */
export interface SeverityAlarm {
  readonly at: Date;
  readonly duplicates: number;
  readonly confirmations: number;
}

export interface AlarmFacts {
  readonly kind: DefectKind;
  readonly severity: Severity;
  /** When somebody decided on the severity last. */
  readonly severityAt: Date;
  /** The alarm that rings already. */
  readonly alarm: SeverityAlarm | null;
  readonly mergedAt: readonly Date[];
  /** Of each unit that confirmed it. */
  readonly confirmedAt: readonly Date[];
  readonly now: Date;
}

/**
 * The alarm that has to ring: at three duplicates or ten confirmations within three weeks, none of
 * them known to who decided last. One that rings goes on until somebody looks, or until what it
 * was about is taken back.
 */
export function severityAlarm(facts: AlarmFacts): SeverityAlarm | null {
  const { kind, severity, severityAt, alarm, now } = facts;
  if (kind === 'suggestion' || severity === 'critical') return null;
  const at = alarm?.at ?? now;
  const from = later(at, -ALARM_DAYS * DAY);
  const isNews = (moment: Date) => moment > severityAt && moment >= from;
  const duplicates = facts.mergedAt.filter(isNews).length;
  const confirmations = facts.confirmedAt.filter(isNews).length;
  const isLow = duplicates >= ALARM_DUPLICATES || confirmations >= ALARM_CONFIRMATIONS;
  return isLow ? { at, duplicates, confirmations } : null;
}
