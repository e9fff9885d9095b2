import { later, SECOND } from '../../kernel/clock.js';
import type { Facts } from '../../kernel/errors.js';
import {
  roundPhase,
  type IneligibilityCode,
  type Quota,
  type Round,
  type RoundPhase,
} from '../rounds/index.js';
import type { Terms } from './draw.js';
import type { ScorePart } from './merit.js';

/**
 * How the seats of a round by lot and by merit find their people. Each step is one conditional
 * update and none is ever taken back:
 * committed → freezing → frozen → sealed (only with a draw) → deciding → decided.
 */
export const SELECTION_STATES = [
  'committed',
  'freezing',
  'frozen',
  'sealed',
  'deciding',
  'decided',
] as const;
export type SelectionState = (typeof SELECTION_STATES)[number];

/** A public value that nobody knew when the list was frozen. */
export interface Beacon {
  /** Whose value it is, such as the name of a lottery and its draw. */
  readonly source: string;
  readonly value: string;
  /** Where anybody can look it up. */
  readonly link: string;
}

/** One per round; its id is the round's. */
export interface Selection {
  readonly id: string;
  readonly state: SelectionState;
  /** 32 bytes in hex, shown once the seats are decided; empty in a round without a draw. */
  readonly seed: string;
  /** SHA-256 of the seed, shown from the start; empty in a round without a draw. */
  readonly commitment: string;
  readonly committedAt: Date;
  /** What is given, as it stood when the list was frozen. */
  readonly terms: Terms | null;
  readonly frozenAt: Date | null;
  /** The admin who asked for it. */
  readonly frozenBy: string | null;
  /** SHA-256 of the published list. */
  readonly listHash: string | null;
  readonly listed: number;
  /** How many applicants were left out, by reason code; one person may have several. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly leftOutPeople: number;
  readonly beacon: Beacon | null;
  readonly beaconAt: Date | null;
  /** When it was asked for, and by which admin. */
  readonly decidingAt: Date | null;
  readonly decidingBy: string | null;
  readonly decidedAt: Date | null;
  readonly resultHash: string | null;
  /** Until then one process freezes, decides or tells. */
  readonly leaseUntil: Date | null;
  /** Rows that the work under way is done with. */
  readonly done: number;
  /** Why the work can't go on: the code of a refusal. */
  readonly problem: string | null;
  /** Everybody up to this row was told of the decision. */
  readonly toldUpTo: string;
  readonly toldAt: Date | null;
}

/**
 * Where an applicant stands: `left_out` with reasons, `listed` until the decision, then `won` or
 * `waiting`, or `out` with a weight of 0. `turned` had their turn, `passed` could not take it.
 */
export type RowState = 'left_out' | 'listed' | 'won' | 'waiting' | 'out' | 'turned' | 'passed';

export interface RowReason {
  readonly code: IneligibilityCode;
  readonly facts: Facts;
}

/** One applicant in the selection of a round. */
export interface SelectionRow {
  /** The pseudonym in the published files. */
  readonly id: string;
  readonly roundId: string;
  readonly applicationId: string;
  readonly applicationRef: string;
  readonly personId: string;
  /** Of the dry run and the statistics; not published. */
  readonly city: string;
  readonly cohort: string;
  readonly quotas: readonly string[];
  readonly weight: number;
  readonly score: number;
  readonly parts: readonly ScorePart[];
  readonly reasons: readonly RowReason[];
  readonly state: RowState;
  /** 0 until the decision, and for who isn't in that order. */
  readonly drawRank: number;
  readonly meritRank: number;
  /** Empty and 0 for who did not win. */
  readonly quota: string;
  readonly seat: number;
  /** Whose turn it was for which allocation. */
  readonly allocationId: string | null;
}

export const isSelected = ({ mode }: Pick<Quota, 'mode'>): boolean =>
  mode === 'draw' || mode === 'merit';

/** Rounds with a quota by lot or by merit have a selection. */
export const needsSelection = ({ quotas }: Pick<Round, 'quotas'>): boolean =>
  quotas.some(isSelected);

export const needsDraw = ({ quotas }: Pick<Round, 'quotas'>): boolean =>
  quotas.some(({ mode }) => mode === 'draw');

export const termsOf = ({ quotas, spillsOver }: Pick<Round, 'quotas' | 'spillsOver'>): Terms => ({
  quotas: quotas.map(({ key, seats, mode }) => ({ key, seats, mode })),
  spillsOver,
});

/** Long enough for an application that came in time to be stored. */
export const FREEZE_GRACE_MS = 30 * SECOND;

/**
 * The one step that comes next: `wait` while applications are still taken, `settle` while the last
 * of them are stored, `freezing` and `deciding` while the work goes on by itself.
 */
export type NextStep =
  'publish' | 'wait' | 'settle' | 'freeze' | 'freezing' | 'beacon' | 'decide' | 'deciding' | 'none';

export const stepOf = (selection: Selection | undefined, round: Round, now: Date): NextStep =>
  nextStep(selection, roundPhase(round, now), later(round.closesAt, FREEZE_GRACE_MS) <= now);

export function nextStep(
  selection: Pick<Selection, 'state' | 'commitment'> | undefined,
  phase: RoundPhase,
  hasSettled: boolean,
): NextStep {
  if (phase === 'draft') return 'publish';
  if (selection?.state === 'decided') return 'none';
  if (phase === 'ended') return 'none';
  if (selection?.state === 'freezing' || selection?.state === 'deciding') return selection.state;
  if (!selection || selection.state === 'committed') {
    if (phase === 'announced' || phase === 'open') return 'wait';
    return hasSettled ? 'freeze' : 'settle';
  }
  return selection.state === 'frozen' && selection.commitment !== '' ? 'beacon' : 'decide';
}

/** Where somebody stood when the list was decided. */
export type Ranks = Pick<SelectionRow, 'drawRank' | 'meritRank'>;
/** What a person without an offer is told from. */
export type ToldRow = Ranks &
  Pick<SelectionRow, 'id' | 'applicationId' | 'applicationRef' | 'personId' | 'reasons' | 'state'>;
