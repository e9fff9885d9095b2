import { MINUTE, later } from '../../kernel/clock.js';
import type { Facts } from '../../kernel/errors.js';
import { expectationOf } from './judge.js';
import { endOf, shiftPeriod, startOf, type Period } from './period.js';
import { ruleFor, type StandingRule } from './rule.js';
import type { StandingEntry } from './entry.js';
import { isWarned, type Standing, type StandingState } from './standing.js';

type Say = (key: string, facts?: Facts) => string;
export type Names = ReadonlyMap<string, { readonly name: string; readonly handle: string }>;

/** Where and when a page of standing is drawn. */
export interface Scene {
  readonly say: Say;
  readonly now: Date;
  /** The current week. */
  readonly period: Period;
  /** The programme's, by which weeks begin and end. */
  readonly zone: string;
  readonly rules: readonly StandingRule[];
  readonly names: Names;
}

export const TONES: Readonly<Record<StandingState, 'ok' | 'warn' | 'err'>> = {
  good: 'ok',
  at_risk: 'warn',
  probation: 'err',
  removal_proposed: 'err',
  removed: 'err',
};

const HISTORY_SHOWN = 60;
const PAUSE_CHOICES = 8;

const weekOf = (period: Period, zone: string) => ({
  period,
  startsAt: startOf(period, zone),
  /** Sunday, as people say it. */
  lastAt: later(endOf(period, zone), -MINUTE),
});

const statusOf = (standing: Standing, say: Say) => ({
  state: standing.state,
  status: say(`standing.states.${standing.state}`),
  tone: TONES[standing.state],
  since: standing.since ?? undefined,
});

/** The ledger, the newest first: what, when, by which rule, on what evidence. */
const historyOf = (entries: readonly StandingEntry[], { say, names, zone }: Scene) =>
  entries
    .slice(-HISTORY_SHOWN)
    .reverse()
    .map((entry) => ({
      title: say(`standing.kinds.${entry.outcome ?? entry.kind}`, { about: nameOf(entry) ?? '' }),
      sign: signOf(entry),
      at: entry.at,
      by: entry.byId ? names.get(entry.byId)?.name : undefined,
      week: weekOf(entry.period, zone),
      rule: say('standing.rule_line', {
        rule: say(`standing.rules.${entry.ruleId}`),
        version: entry.ruleVersion,
      }),
      evidence: entry.evidence,
      evidenceName: nameOf(entry),
      until: entry.until ?? undefined,
      text: entry.text,
    }));

const nameOf = ({ evidence }: StandingEntry) => evidence.split('/').at(-1);

const SIGNS: Partial<Record<StandingEntry['kind'], string>> = {
  missed: 'clock',
  warning: 'triangle-alert',
  pause: 'calendar',
  resume: 'calendar',
  proposal: 'flag',
  delivered: 'info',
  note: 'info',
  appeal: 'message-square',
};
const signOf = ({ kind }: StandingEntry): string => SIGNS[kind] ?? 'check';

const warningsOf = ({ warnings }: Standing, { zone, now }: Scene) =>
  warnings.map(({ period, deliveredAt, cureUntil }, index) => ({
    isFirst: index === 0,
    week: weekOf(period, zone),
    deliveredAt: deliveredAt ?? undefined,
    cureUntil: cureUntil ?? undefined,
    isRunning: cureUntil !== null && now < cureUntil,
  }));

function removalOf({ removal }: Standing, { names }: Scene) {
  if (!removal) return undefined;
  const { appeal } = removal;
  return {
    at: removal.at,
    by: names.get(removal.byId)?.name,
    text: removal.text,
    appealUntil: removal.appealUntil,
    appeal: appeal && {
      at: appeal.at,
      text: appeal.text,
      answer: appeal.answer && {
        at: appeal.answer.at,
        by: names.get(appeal.answer.byId)?.name,
        text: appeal.answer.text,
      },
    },
  };
}

/** People whose names the page needs. */
export const namedIn = (entries: readonly StandingEntry[]): string[] => [
  ...new Set(entries.flatMap(({ byId }) => byId ?? [])),
];

export interface MineView {
  readonly standing: Standing;
  readonly entries: readonly StandingEntry[];
  /** Since when the person has a unit to test; undefined without one. */
  readonly since: Date | undefined;
  readonly roundId: string | undefined;
  /** Empty where the person has no unit, or more than one. */
  readonly builds: readonly { readonly version: string }[];
}

/** This week, what comes next in words, and everything that was ever written down. */
export function mineModel(view: MineView, scene: Scene) {
  const { standing, entries } = view;
  const { say, now } = scene;
  const { removal } = standing;
  return {
    ...statusOf(standing, say),
    next: say(`standing.next.${stageOf(standing, now)}`),
    week: thisWeek(view, scene),
    warnings: warningsOf(standing, scene),
    removal: removalOf(standing, scene),
    canAppeal: removal !== null && !removal.appeal && now <= removal.appealUntil,
    ...pausesOf(view, scene),
    builds: view.builds.map(({ version }) => ({ value: version, label: version })).reverse(),
    history: historyOf(entries, scene),
  };
}

/** What a removed person can still do is a matter of the appeal. */
function stageOf({ state, removal }: Standing, now: Date): string {
  if (!removal) return state;
  if (removal.appeal) return removal.appeal.answer ? 'dismissed' : 'appealed';
  return now > removal.appealUntil ? 'appeal_over' : state;
}

/** The end of the week, or of the time to answer a warning where that is sooner. */
function deadlineOf(
  { warnings }: Standing,
  { period, zone, now }: Pick<Scene, 'period' | 'zone' | 'now'>,
): Date {
  const { lastAt } = weekOf(period, zone);
  const cureUntil = warnings.at(-1)?.cureUntil;
  return cureUntil && cureUntil > now && cureUntil < lastAt ? cureUntil : lastAt;
}

/** Where the person stands in the week, and what it still asks of them. */
export function thisWeek(
  { standing, entries, since }: Pick<MineView, 'standing' | 'entries' | 'since'>,
  scene: Pick<Scene, 'period' | 'zone' | 'rules' | 'now'>,
) {
  const { period, zone, rules } = scene;
  const rule = ruleFor(rules, period);
  const expectation = expectationOf(standing, since, rule, period, zone);
  const warned = isWarned(standing.state);
  const sign = entries.find(
    (one) => one.period === period && (one.kind === 'heartbeat' || one.kind === 'activity'),
  );
  return {
    period,
    kind: sign ? 'done' : expectation === 'expected' && warned ? 'warned' : expectation,
    deadlineAt: expectation === 'expected' ? deadlineOf(standing, scene) : undefined,
    doneAt: sign?.at,
    evidence: sign?.evidence,
    evidenceName: sign && nameOf(sign),
    canBeat: since !== undefined && !sign,
  };
}

function pausesOf({ standing, since, roundId }: MineView, { period, zone, rules, say }: Scene) {
  const planned = standing.pauses.filter((one) => one.period >= period);
  const used = standing.pauses.filter((one) => one.roundId === roundId).length;
  const left = Math.max(0, ruleFor(rules, period).pauseWeeks - used);
  const isPaused = (week: Period) => standing.pauses.some((one) => one.period === week);
  const weeks = Array.from({ length: PAUSE_CHOICES }, (_, n) => shiftPeriod(period, n + 1));
  return {
    pauses: planned.map((one) => ({
      ...weekOf(one.period, zone),
      canResume: one.period > period,
    })),
    pauseLeft: left,
    hasUnit: since !== undefined,
    canPause: since !== undefined && left > 0,
    pauseWeeks: weeks
      .filter((week) => !isPaused(week))
      .map((week) => ({ value: week, label: weekLabel(week, zone, say) })),
    pauseLengths: Array.from({ length: left }, (_, n) => ({
      value: n + 1,
      label: say('standing.pause.length', { count: n + 1 }),
    })),
  };
}

/** Month and day as numbers, which both languages read the same way inside a list. */
function weekLabel(week: Period, zone: string, say: Say): string {
  const { startsAt, lastAt } = weekOf(week, zone);
  const day = (at: Date) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, month: '2-digit', day: '2-digit' }).format(
      at,
    );
  return say('standing.pause.week', { period: week, from: day(startsAt), to: day(lastAt) });
}

/** A person's ledger for admins, and what this admin may decide. */
export function personModel(
  person: { readonly id: string; readonly name: string; readonly handle: string },
  standing: Standing,
  entries: readonly StandingEntry[],
  viewerId: string,
  scene: Scene,
) {
  const { removal } = standing;
  const isAppealOpen = removal?.appeal != null && !removal.appeal.answer;
  return {
    person,
    ...statusOf(standing, scene.say),
    next: scene.say(`standing.next_admin.${standing.state}`),
    warnings: warningsOf(standing, scene),
    removal: removalOf(standing, scene),
    canDecide: standing.state === 'removal_proposed' && viewerId !== person.id,
    canAnswer: isAppealOpen && viewerId !== removal.byId && viewerId !== person.id,
    isOthersTurn: isAppealOpen && viewerId === removal.byId,
    history: historyOf(entries, scene),
  };
}
