import type { StandingState } from './standing.js';

/** The lists of the people that a human looks after; the first two wait for a decision. */
export const QUEUE_VIEWS = ['proposed', 'appeals', 'probation', 'at_risk', 'removed'] as const;
export type QueueView = (typeof QUEUE_VIEWS)[number];

export interface QueueRow {
  readonly personId: string;
  readonly state: StandingState;
  /** Of the state, or of the appeal in the list of appeals. */
  readonly since: Date;
}
