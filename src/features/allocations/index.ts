import type { Viewer } from '../../kernel/people.js';
import type { Job } from '../../platform/jobs.js';
import type { Route } from '../../web/route.js';
import type { UnitCard } from '../units/index.js';
import type { Allocation } from './allocation.js';

export type { Allocation, AllocationState, Consent } from './allocation.js';

export interface Signing {
  /** The hash of the agreement that was shown. */
  readonly agreementHash: string;
}

/** What later features may call. */
export interface Allocations {
  readonly service: {
    /** A seat for the applicant. Conflict when the person has one or no seat is left. */
    offer(applicationRef: string, admin: Viewer): Promise<Allocation>;
    /** Binds a unit; the same answer however often it is sent. */
    sign(applicationRef: string, viewer: Viewer, signing: Signing): Promise<UnitCard>;
    decline(applicationRef: string, viewer: Viewer): Promise<void>;
    withdraw(applicationRef: string): Promise<void>;
    /** Lapses what is over and mends what a crash left half done. */
    sweep(): Promise<void>;
    /** The person's open allocations. */
    openOf(personId: string): Promise<readonly Allocation[]>;
    /** Open allocations of a round: seats taken. */
    seatsTaken(roundId: string): Promise<number>;
  };
  readonly routes: readonly Route[];
  readonly jobs: readonly Job[];
}
