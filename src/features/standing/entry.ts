import type { Period } from './period.js';

export const ENTRY_KINDS = [
  'heartbeat',
  'activity',
  'missed',
  'pause',
  'resume',
  'warning',
  'delivered',
  'cured',
  'proposal',
  'decision',
  'appeal',
  'appeal_decision',
  'readmitted',
  'note',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The part of the rules that an entry rests on; completes `standing.rules.<id>`. */
export type RuleId =
  | 'weekly_sign'
  | 'pause'
  | 'hold'
  | 'first_warning'
  | 'second_warning'
  | 'cure'
  | 'no_unit'
  | 'human_review'
  | 'appeal'
  | 'readmission'
  | 'show_unit';

export type Outcome = 'remove' | 'keep' | 'upheld' | 'dismissed';

/** One line of a person's ledger. Lines are added and never changed. */
export interface StandingEntry {
  readonly id: string;
  readonly kind: EntryKind;
  /** Says the same thing once in a ledger, such as `missed:2026-W10`. */
  readonly key: string;
  readonly period: Period;
  readonly roundId: string | null;
  readonly ruleId: RuleId;
  readonly ruleVersion: number;
  /** Path of what it rests on, such as `/reports/R-7`; empty where there is none. */
  readonly evidence: string;
  /** What a human wrote: a reason, an appeal. */
  readonly text: string;
  readonly outcome: Outcome | null;
  /** End of the cure window, of the hold or of the time for an appeal. */
  readonly until: Date | null;
  /** The entry that this one undoes, or that was delivered. */
  readonly about: string | null;
  /** Null when a job wrote it. */
  readonly byId: string | null;
  readonly at: Date;
}

/** Entries that the person is told of, or that move a unit. */
export const hasConsequence = ({ kind }: Pick<StandingEntry, 'kind'>): boolean =>
  kind === 'warning' || kind === 'proposal' || kind === 'decision' || kind === 'appeal_decision';
