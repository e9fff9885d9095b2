import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import type { Allocation } from '../allocations/index.js';
import type { DefectRow } from '../defects/index.js';
import type { Application, RoundCard, RoundRow } from '../rounds/index.js';
import { roundPhase } from '../rounds/index.js';
import type { AwardCard } from '../honours/index.js';
import type { EngineerPanel, Popcorn } from '../popcorn/index.js';
import type { Challenge } from '../possession/index.js';
import type { Releases } from '../releases/index.js';
import { shownStatus, type ReportRow } from '../reports/index.js';
import type { RetestRow } from '../retests/index.js';
import type { StandingWeek } from '../standing/index.js';
import type { UnitCard } from '../units/index.js';
import { nextDuty } from './duty.js';

export interface Figure {
  /** Completes the translation key `home.figures.<key>`. */
  readonly key: string;
  readonly value: number;
}

export interface LandingView {
  /** Until an answer is due, in duty hours. */
  readonly minutes: number;
  readonly viewer: Viewer | undefined;
  readonly now: Date;
  /** Published ones, newest first. */
  readonly rounds: readonly RoundRow[];
  readonly figures: readonly Figure[];
  readonly defects: readonly DefectRow[];
  readonly awards: readonly AwardCard[];
  readonly release: Awaited<ReturnType<Releases['front']>>;
  /** Whom the users of the last release thanked most. */
  readonly popcorn: Award | undefined;
}

type Award = NonNullable<Awaited<ReturnType<Popcorn['latestAward']>>>;

const ROUNDS_SHOWN = 4;

export function landingModel({ viewer, now, rounds, ...view }: LandingView) {
  const current = rounds
    .map((round) => ({ ...round, phase: roundPhase(round, now) }))
    .filter(({ phase }) => phase === 'open' || phase === 'announced')
    .sort((a, b) => a.closesAt.getTime() - b.closesAt.getTime());
  const open = current.find(({ phase }) => phase === 'open');
  return {
    ...view,
    rounds: current
      .slice(0, ROUNDS_SHOWN)
      .map(({ slug, title, summary, modelCode, phase, opensAt, closesAt }) => ({
        ...{ slug, title, summary, modelCode, opensAt, closesAt },
        isOpen: phase === 'open',
      })),
    mainHref: mainHref(viewer, open),
    mainKey: isStaff(viewer) ? 'desk' : hasRole(viewer, 'tester') ? 'report' : 'apply',
  };
}

/** Where the one orange button leads. */
function mainHref(viewer: Viewer | undefined, open: { slug: string } | undefined): string {
  if (isStaff(viewer)) return '/desk';
  if (hasRole(viewer, 'tester')) return '/report';
  return open ? `/rounds/${open.slug}` : '/rounds';
}

export interface MeView {
  readonly viewer: Viewer;
  readonly now: Date;
  readonly applications: readonly Application[];
  readonly rounds: ReadonlyMap<string, RoundCard>;
  readonly allocations: readonly Allocation[];
  readonly units: readonly UnitCard[];
  readonly reports: readonly ReportRow[];
  /** Fixes to try on the units. */
  readonly retests: readonly RetestRow[];
  readonly awards: readonly AwardCard[];
  readonly challenges: readonly Challenge[];
  /** What this week asks of a holder; undefined without a unit to test. */
  readonly week: StandingWeek;
}

/** What the person has to do and has, by role; staff find their way to the desk. */
export function meModel({ viewer, now, ...view }: MeView) {
  const open = view.applications.filter(({ state }) => state === 'submitted');
  return {
    staff: isStaff(viewer),
    duty: hasRole(viewer, 'tester')
      ? nextDuty(
          {
            allocations: view.allocations,
            units: view.units,
            reportsAsking: view.reports.filter(({ status }) => status === 'needs_info'),
            challenges: view.challenges.flatMap(({ state, code, unitRef, expiresAt }) =>
              state === 'open' && code ? [{ code, unitRef, expiresAt }] : [],
            ),
            hasApplied: open.length > 0,
          },
          now,
        )
      : undefined,
    units: view.units,
    week: view.week,
    retests: view.retests,
    reports: view.reports.map((report) => ({ ...report, status: shownStatus(report) })),
    awards: view.awards,
    applications: view.applications.map((application) => ({
      ref: application.ref,
      isWithdrawn: application.state === 'withdrawn',
      isSetAside: application.state === 'set_aside',
      round: view.rounds.get(application.roundId),
      offer: view.allocations.find(
        ({ applicationId, state }) => applicationId === application.id && state === 'offered',
      ),
    })),
  };
}

/** Lines shown of a release; of more it says how many. */
const LINES_SHOWN = 10;

/** A person as everybody sees them; what releases owe them is there for engineers only. */
export function personModel(
  person: { readonly name: string; readonly handle: string; readonly createdAt: Date },
  awards: readonly AwardCard[],
  { releases, wins }: EngineerPanel,
) {
  return {
    person,
    awards,
    wins,
    releases: releases.rows.map(({ lines, ...release }) => ({
      ...release,
      lines: lines.slice(0, LINES_SHOWN),
      moreLines: Math.max(0, lines.length - LINES_SHOWN),
    })),
    next: releases.next,
  };
}
