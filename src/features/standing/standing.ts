import { HOUR, later } from '../../kernel/clock.js';
import type { EntryKind, Outcome, StandingEntry } from './entry.js';
import type { Period } from './period.js';
import { CURE_HOURS_MIN, WARNINGS_NEEDED } from './rule.js';

export const STANDING_STATES = [
  'good',
  'at_risk',
  'probation',
  'removal_proposed',
  'removed',
] as const;
export type StandingState = (typeof STANDING_STATES)[number];

export interface Warning {
  readonly id: string;
  readonly period: Period;
  readonly ruleVersion: number;
  /** Null until it was shown to the person or taken by the mail server. */
  readonly deliveredAt: Date | null;
  readonly cureUntil: Date | null;
}

export interface Appeal {
  readonly at: Date;
  readonly text: string;
  readonly answer: Verdict | null;
}

/** What a human decided, and why. */
export interface Verdict {
  readonly id: string;
  readonly at: Date;
  readonly byId: string;
  readonly outcome: Outcome;
  readonly text: string;
}

export interface Removal extends Verdict {
  readonly appealUntil: Date;
  readonly appeal: Appeal | null;
}

/** Where a person stands: nothing but what the ledger adds up to. */
export interface Standing {
  readonly personId: string;
  readonly state: StandingState;
  /** Null while nothing has ever happened. */
  readonly since: Date | null;
  readonly warnings: readonly Warning[];
  /** Weeks that end before it warn nobody. */
  readonly holdUntil: Date | null;
  /** Weeks with a sign of life, in no order. */
  readonly signs: readonly Period[];
  readonly missed: readonly Period[];
  readonly pauses: readonly { readonly period: Period; readonly roundId: string | null }[];
  readonly removal: Removal | null;
}

export const newStanding = (personId: string): Standing => ({
  personId,
  state: 'good',
  since: null,
  warnings: [],
  holdUntil: null,
  signs: [],
  missed: [],
  pauses: [],
  removal: null,
});

/** A sign in a later week than the one that was last warned about. */
export function isBack({ signs, warnings }: Pick<Standing, 'signs' | 'warnings'>): boolean {
  const warned = warnings.at(-1)?.period;
  return warned !== undefined && signs.some((period) => period > warned);
}

export const isWarned = (state: StandingState): boolean =>
  state === 'at_risk' || state === 'probation';

/** Both warnings have arrived and the time to answer the second one is over without an answer. */
export const isProposable = (standing: Standing, at: Date): boolean =>
  standing.state === 'probation' &&
  standing.warnings.length >= WARNINGS_NEEDED &&
  standing.warnings.every(({ cureUntil }) => cureUntil !== null && cureUntil <= at) &&
  !isBack(standing);

type Step = (standing: Standing, entry: StandingEntry) => Standing | undefined;

const sign: Step = (standing, { period }) => ({
  ...standing,
  signs: [...standing.signs, period],
});

/** The first makes `at_risk`; the second needs a first that arrived and could be answered. */
const warn: Step = (standing, { id, period, ruleVersion, at }) => {
  const [first, second] = standing.warnings;
  const isFirst = standing.state === 'good' && !first;
  const isSecond =
    standing.state === 'at_risk' && !second && first?.cureUntil != null && first.cureUntil <= at;
  if (!isFirst && !isSecond) return undefined;
  const fresh = { id, period, ruleVersion, deliveredAt: null, cureUntil: null };
  return {
    ...standing,
    state: isFirst ? 'at_risk' : 'probation',
    since: at,
    warnings: [...standing.warnings, fresh],
  };
};

const deliver: Step = (standing, { about, at, until }) => {
  const isOpen = standing.warnings.some(({ id, deliveredAt }) => id === about && !deliveredAt);
  if (!isOpen || until === null || until < later(at, CURE_HOURS_MIN * HOUR)) return undefined;
  const warnings = standing.warnings.map((warning) =>
    warning.id === about ? { ...warning, deliveredAt: at, cureUntil: until } : warning,
  );
  return { ...standing, warnings };
};

const clear = (standing: Standing, { at, until }: StandingEntry): Standing => ({
  ...standing,
  state: 'good',
  since: at,
  warnings: [],
  holdUntil: until,
  removal: null,
});

const cure: Step = (standing, entry) =>
  isWarned(standing.state) && (isBack(standing) || entry.ruleId === 'no_unit')
    ? clear(standing, entry)
    : undefined;

const propose: Step = (standing, { at }) =>
  isProposable(standing, at) ? { ...standing, state: 'removal_proposed', since: at } : undefined;

/** A named human, never the person concerned. */
const decide: Step = (standing, entry) => {
  const { id, byId, at, outcome, text, until } = entry;
  if (standing.state !== 'removal_proposed' || !byId || byId === standing.personId)
    return undefined;
  if (outcome === 'keep') return clear(standing, entry);
  if (outcome !== 'remove' || until === null) return undefined;
  const removal = { id, at, byId, outcome, text, appealUntil: until, appeal: null };
  return { ...standing, state: 'removed', since: at, removal };
};

const appeal: Step = (standing, { byId, at, text }) => {
  const { removal } = standing;
  if (standing.state !== 'removed' || !removal || removal.appeal) return undefined;
  if (byId !== standing.personId || at > removal.appealUntil) return undefined;
  return { ...standing, removal: { ...removal, appeal: { at, text, answer: null } } };
};

/** Whoever decided on the removal does not decide on the appeal against it. */
const answer: Step = (standing, entry) => {
  const { id, byId, at, outcome, text } = entry;
  const open = standing.removal;
  if (!open?.appeal || open.appeal.answer || !byId) return undefined;
  if (byId === open.byId || byId === standing.personId) return undefined;
  if (outcome === 'upheld') return clear(standing, entry);
  if (outcome !== 'dismissed') return undefined;
  const verdict = { id, at, byId, outcome, text };
  return { ...standing, removal: { ...open, appeal: { ...open.appeal, answer: verdict } } };
};

const STEPS: Readonly<Record<EntryKind, Step>> = {
  heartbeat: sign,
  activity: sign,
  missed: (standing, { period }) => ({ ...standing, missed: [...standing.missed, period] }),
  pause: (standing, { period, roundId }) => ({
    ...standing,
    pauses: [...standing.pauses, { period, roundId }],
  }),
  resume: (standing, { period }) => ({
    ...standing,
    pauses: standing.pauses.filter((pause) => pause.period !== period),
  }),
  warning: warn,
  delivered: deliver,
  cured: cure,
  proposal: propose,
  decision: decide,
  appeal,
  appeal_decision: answer,
  readmitted: (standing, entry) =>
    standing.state === 'removed' ? clear(standing, entry) : undefined,
  // For humans to read; it counts for nothing.
  note: (standing) => standing,
};

/** Where the person stands after the entry, or undefined where it may not be made. */
export const nextStanding = (standing: Standing, entry: StandingEntry): Standing | undefined =>
  STEPS[entry.kind](standing, entry);

/** Adds up a ledger in its order; an entry that may not be there counts for nothing. */
export const foldStanding = (personId: string, entries: readonly StandingEntry[]): Standing =>
  entries.reduce<Standing>(
    (standing, entry) => nextStanding(standing, entry) ?? standing,
    newStanding(personId),
  );

export type StandingAction =
  'warn' | 'cure' | 'propose' | 'remove' | 'keep' | 'appeal' | 'uphold' | 'dismiss';

/** What may happen next, for a refusal that says so. */
const ACTIONS: Readonly<Record<StandingState, readonly StandingAction[]>> = {
  good: ['warn'],
  at_risk: ['cure', 'warn'],
  probation: ['cure', 'propose'],
  removal_proposed: ['remove', 'keep'],
  removed: ['appeal', 'uphold', 'dismiss'],
};
export const actionsFrom = (state: StandingState): readonly StandingAction[] => ACTIONS[state];
