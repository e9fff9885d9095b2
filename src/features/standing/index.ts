import type { Connection } from 'mongoose';
import { DAY, later, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import { REMOVAL_PAUSE_DAYS, type Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { standingAdminRoutes } from './admin-routes.js';
import { createConsequenceService } from './consequence-service.js';
import { createHoldingService } from './holding-service.js';
import { createLedgerService } from './ledger-service.js';
import { periodOf } from './period.js';
import { createRuleService } from './rule-service.js';
import { standingJobs } from './standing-jobs.js';
import { thisWeek } from './standing-page.js';
import { createStandingQueries } from './standing-queries.js';
import { standingRoutes } from './standing-routes.js';
import { createStandingService } from './standing-service.js';
import { createStandingStore } from './standing-store.js';
import { foldStanding } from './standing.js';
import { createWeekService, type WeekSources } from './week-service.js';

export { periodOf, shiftPeriod, startOf, type Period } from './period.js';
export type { SignOfLife } from './judge.js';
export type { StandingCard } from './standing-queries.js';
export type { StandingEntry } from './entry.js';
export type { Standing, StandingState } from './standing.js';

export interface StandingDeps extends Pick<WeekSources, 'signsBetween' | 'deliveryOf'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly translations: Translations;
  readonly notify: Notify;
  readonly accounts: Pick<Accounts, 'cards' | 'personByHandle'>;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly units: Pick<Units, 'service'>;
  readonly programmeZone: string;
}

/** What is expected of those who hold a unit, and the only road that ends it: no silent removal. */
export function createStanding(deps: StandingDeps) {
  const { connection, units, rounds } = deps;
  const store = createStandingStore(connection);
  const queries = createStandingQueries(connection);
  const ledgers = createLedgerService({ ...deps, store });
  const holdings = createHoldingService({ ...deps, units: units.service });
  const consequences = createConsequenceService({ ...deps, store, callBack: holdings.callBack });
  const service = createStandingService({
    ...deps,
    ledgers,
    consequences,
    units: units.service,
    buildsOf: rounds.service.buildsOf,
  });
  const ruleService = createRuleService({ ...deps, store, ledgers, holdings: holdings.holdings });
  const weeks = createWeekService({
    ...deps,
    ...{ store, queries, ledgers, consequences },
    holdings: holdings.holdings,
    holdersAmong: holdings.holdersAmong,
  });
  const pages = { ...deps, service, ledgers, holdings, ruleService, queries };
  return {
    service,
    statesOf: queries.statesOf,
    /** Who of these was removed so short a time ago that they may not have a seat yet. */
    async removedLately(personIds: readonly string[]): Promise<ReadonlySet<string>> {
      const since = later(deps.clock.now(), -REMOVAL_PAUSE_DAYS * DAY);
      const states = await queries.statesOf(personIds);
      const isLate = (at: Date | null) => at !== null && at > since;
      return new Set([...states].filter(([, one]) => isLate(one.removedAt)).map(([id]) => id));
    },
    figures: queries.figures,
    /** This week of somebody who has a unit to test; undefined without one. Three reads. */
    async weekOf(personId: string) {
      const [since, { entries }, rules] = await Promise.all([
        holdings.sinceOf(personId),
        ledgers.ledgerOf(personId),
        ledgers.rules(),
      ]);
      if (!since) return undefined;
      const [now, zone] = [deps.clock.now(), deps.programmeZone];
      const standing = foldStanding(personId, entries);
      const scene = { now, zone, rules, period: periodOf(now, zone) };
      return thisWeek({ standing, entries, since }, scene);
    },
    routes: [...standingRoutes(pages), ...standingAdminRoutes(pages)],
    jobs: standingJobs(weeks, ruleService),
  };
}

export type StandingFeature = ReturnType<typeof createStanding>;
export type StandingWeek = Awaited<ReturnType<StandingFeature['weekOf']>>;
