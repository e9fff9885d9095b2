import type { Connection } from 'mongoose';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Counters } from '../../platform/counters.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Accounts } from '../accounts/index.js';
import type { Allocations } from '../allocations/index.js';
import type { Units } from '../units/index.js';
import { createCaseEffects } from './effect-service.js';
import { createCaseQueries } from './case-queries.js';
import { caseRoutes } from './case-routes.js';
import { createCaseService } from './case-service.js';
import { createCaseStore } from './case-store.js';

export type { CaseKind, CaseState, UnitCase } from './case.js';

export interface CasesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly translations: Translations;
  readonly notify: Notify;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly units: Pick<Units, 'service' | 'photos'>;
  readonly allocations: Pick<Allocations, 'service'>;
  /** Where the day ends on which a unit must be back. */
  readonly programmeZone: string;
}

export type Cases = ReturnType<typeof createCases>;

/** Loss, damage, exchange, write-off: approved by a second person, appealed to a third. */
export function createCases(deps: CasesDeps) {
  const cases = createCaseStore(deps.connection);
  const queries = createCaseQueries(deps.connection);
  const effects = createCaseEffects({ ...deps, cases, queries });
  const service = createCaseService({ ...deps, cases, queries, effects });
  const job: Job = { name: 'cases.follow', everyMs: MINUTE, run: effects.sweep };
  return {
    service,
    sweep: effects.sweep,
    byRef: cases.byRef,
    openOfUnit: queries.openOfUnit,
    routes: caseRoutes({ ...deps, service, queries }),
    jobs: [job],
  };
}
