import type { StandingState } from '../standing/index.js';

export const HELP_KINDS = ['duplicate', 'steps'] as const;
export type HelpKind = (typeof HELP_KINDS)[number];

export const HELP_STATES = ['open', 'accepted', 'refused'] as const;
export type HelpState = (typeof HELP_STATES)[number];

/** What a tester suggests about a defect; it counts once QA accepted it. */
export interface Help {
  readonly id: string;
  readonly defectId: string;
  readonly personId: string;
  readonly kind: HelpKind;
  /** Of a duplicate: the other one's reference. */
  readonly otherRef: string | null;
  /** The steps; of accepted ones in the words of QA, which are public. */
  readonly text: string;
  readonly state: HelpState;
  readonly at: Date;
  readonly decidedById: string | null;
  readonly decidedAt: Date | null;
  /** Why it was refused. */
  readonly reason: string;
}

/** Accepted help, for the books of credit. */
export interface TriageFact {
  readonly id: string;
  readonly kind: HelpKind;
  readonly personId: string;
  readonly defectId: string;
  readonly at: Date;
}

/** Open suggestions of one person about one defect. */
export const HELP_MAX = 3;

/** Only who stands well may help. */
export const mayHelp = (standing: StandingState | undefined): boolean => standing === 'good';
