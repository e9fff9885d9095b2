import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Counters } from '../../platform/counters.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import { createUnitIntake } from './unit-intake-service.js';
import { createUnitQueries, type Acceptance } from './unit-queries.js';
import { unitRoutes } from './unit-routes.js';
import { createUnitService, type Departure } from './unit-service.js';
import { createUnitStore } from './unit-store.js';

export { verifyCustody, type CustodyEvent } from './custody.js';
export type { Acceptance, UnitCard } from './unit-queries.js';
export type { Binding, Departure } from './unit-service.js';
export {
  ADMIN_ACTIONS,
  wasAccepted,
  type AdminAction,
  type Unit,
  type UnitAction,
  type UnitState,
} from './unit.js';
export type { NewUnit } from './unit-csv.js';

export interface UnitsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly counters: Counters;
  readonly translations: Translations;
  readonly log: Logger;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds, 'service'>;
}

export type Units = ReturnType<typeof createUnits>;

/** Engineering phones: stock, custody, acceptance. */
export function createUnits(deps: UnitsDeps) {
  const { connection, log } = deps;
  const accepted = createNews<Acceptance>((err, { unit }) => {
    log.error({ err, unit: unit.ref }, 'an acceptance was not heard');
  });
  const departed = createNews<Departure>((err, { unit }) => {
    log.error({ err, unit: unit.ref }, 'a departure was not heard');
  });
  const units = createUnitStore(connection);
  const queries = createUnitQueries(connection);
  const service = createUnitService({ ...deps, units, queries, accepted, departed });
  const intake = createUnitIntake({ ...deps, units, queries });
  const jobs: readonly Job[] = [];
  return {
    service,
    intake,
    accepted,
    departed,
    routes: unitRoutes({ ...deps, service, intake, queries }),
    jobs,
  };
}
