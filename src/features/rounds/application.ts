import type { Answers } from './screening.js';

export type ApplicationState = 'submitted' | 'withdrawn';

/** A request for a unit: one per person and round, changed until the round closes. */
export interface Application {
  readonly id: string;
  /** Such as A-7. */
  readonly ref: string;
  readonly roundId: string;
  readonly personId: string;
  readonly answers: Answers;
  readonly city: string;
  readonly state: ApplicationState;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
