import type { Defect } from './defect.js';

/** "It happens to me too": one unit's evidence for a problem. */
export interface Confirmation {
  readonly id: string;
  readonly defectId: string;
  readonly personId: string;
  readonly unitId: string;
  readonly unitRef: string;
  readonly build: string;
  /** How it differs; for staff only. */
  readonly note: string;
  readonly at: Date;
}

/** Interest in an idea. */
export interface Vote {
  readonly defectId: string;
  readonly at: Date;
}

/** A vote, and where its idea stands. */
export interface MyVote extends Vote {
  readonly defect: Defect;
  readonly isOpen: boolean;
}

/** Votes of one person on ideas that are still open. */
export const VOTE_BUDGET = 10;
