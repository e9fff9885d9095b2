import type { Connection } from 'mongoose';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { Application, Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { createAdmission } from './admission.js';
import { createSweeper } from './allocation-jobs.js';
import { createAllocationNotices } from './notice-service.js';
import { createAllocationQueries } from './allocation-queries.js';
import { allocationRoutes } from './allocation-routes.js';
import { createAllocationService, type SeatFreed } from './allocation-service.js';
import { createAllocationStore } from './allocation-store.js';
import { createConsentService } from './consent-service.js';
import { createFiller, type Sources } from './fill-service.js';
import { followUnits } from './follow-service.js';
import { createReviewService } from './review-service.js';
import { reviewRoutes } from './review-routes.js';
import type { Why } from './why.js';

export type { Allocation, AllocationState, Consent } from './allocation.js';
export type { HeldAllocation } from './allocation-queries.js';
export type { SeatFreed, Signing } from './allocation-service.js';
export type { Sources } from './fill-service.js';
export { whyOfPlace, type Why } from './why.js';

export interface AllocationsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly translations: Translations;
  readonly notify: Notify;
  readonly programmeZone: string;
  readonly accounts: Pick<Accounts, 'cards' | 'recipients'>;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  readonly units: Units;
  readonly sources: Sources;
  /** What the feature that chose says about the application; undefined before the decision. */
  readonly whyOf: (application: Application) => Promise<Why | undefined>;
  /** Who of these was removed from the programme; standing, a later feature, knows. */
  readonly removedAmong: (personIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

export type Allocations = ReturnType<typeof createAllocations>;

/** Kicked whenever a seat becomes free or a round is decided. */
export const FILL_JOB = 'allocations.fill';

/** Seats of a round: offered, signed, held, ended. */
export function createAllocations(deps: AllocationsDeps) {
  const { connection, log } = deps;
  const freed = createNews<SeatFreed>((err, { roundId }) => {
    log.error({ err, roundId }, 'nobody heard of the free seat');
  });
  const allocations = createAllocationStore(connection);
  const queries = createAllocationQueries(connection);
  const notices = createAllocationNotices({ ...deps, allocations });
  const admission = createAdmission(deps);
  const parts = { ...deps, allocations, queries, notices, admission, freed };
  const service = createAllocationService(parts);
  const consents = createConsentService(parts);
  const review = createReviewService({ ...parts, service });
  const { fillSeats, fillAll } = createFiller(parts);
  const sweep = createSweeper({ ...parts, service });
  followUnits({ ...parts, service });

  const jobs: readonly Job[] = [
    { name: 'allocations.sweep', everyMs: MINUTE, run: sweep },
    { name: FILL_JOB, everyMs: MINUTE, run: fillAll },
  ];
  return {
    service: {
      ...service,
      mayShip: consents.mayShip,
      unsignedRefOf: consents.unsignedRefOf,
      openOfferFor: consents.openOfferFor,
      openOf: queries.openOf,
      latestOf: queries.latestOf,
      seatsTaken: queries.seatsTaken,
      heldAllocationsPage: queries.heldAllocationsPage,
      finishedCounts: queries.finishedCounts,
      /** What the person has signed for or holds, newest first. */
      activeOf: async (personId: string) =>
        (await queries.openOf(personId)).filter(({ state }) => state !== 'offered'),
    },
    freed,
    fillSeats,
    sweep,
    routes: [
      ...allocationRoutes({ ...parts, service, consents }),
      ...reviewRoutes({ ...parts, review }),
    ],
    jobs,
  };
}
