import type { Connection } from 'mongoose';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { createAllocationQueries } from './allocation-queries.js';
import { allocationRoutes } from './allocation-routes.js';
import { createAllocationService } from './allocation-service.js';
import { createAllocationStore } from './allocation-store.js';
import { createSweeper } from './allocation-jobs.js';

export type { Allocation, AllocationState, Consent } from './allocation.js';
export type { Signing } from './allocation-service.js';

export interface AllocationsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly translations: Translations;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  readonly units: Units;
}

export type Allocations = ReturnType<typeof createAllocations>;

/** Seats of a round: offered, signed, held, ended. */
export function createAllocations(deps: AllocationsDeps) {
  const { connection, units } = deps;
  const allocations = createAllocationStore(connection);
  const queries = createAllocationQueries(connection);
  const service = createAllocationService({ ...deps, allocations, queries });
  const sweep = createSweeper({ ...deps, allocations, queries, service });

  // What is missed here the sweeper derives from the unit.
  units.accepted.subscribe(async ({ allocationId }) => {
    await allocations.move(allocationId, 'hold');
  });
  units.departed.subscribe(async ({ allocationId }) => {
    await allocations.move(allocationId, 'end');
  });
  const job: Job = { name: 'allocations.sweep', everyMs: MINUTE, run: sweep };
  return { service, sweep, routes: allocationRoutes({ ...deps, service }), jobs: [job] };
}
