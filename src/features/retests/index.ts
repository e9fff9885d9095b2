import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Releases } from '../releases/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { createPlanning } from './planning-service.js';
import { retestJobs } from './retest-jobs.js';
import { factsOf, rowModel, type RetestFacts } from './retest-page.js';
import type { RetestDefects } from './retest-defects.js';
import { createRetestQueries } from './retest-queries.js';
import { retestRoutes } from './retest-routes.js';
import { createRetestService } from './retest-service.js';
import { createRetestStore } from './retest-store.js';
import { createVerdicts } from './verdict-service.js';

export type { RetestFacts, RetestRow } from './retest-page.js';
export type { Answer, Result, Retest } from './retest.js';

export interface RetestsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly translations: Translations;
  readonly rounds: Rounds;
  readonly units: Pick<Units, 'service'>;
  readonly reports: Pick<Reports, 'ofDefects' | 'ofUnit' | 'unitsBehind'>;
  readonly defects: RetestDefects;
  readonly releases: Pick<Releases, 'publishedSince' | 'byId' | 'published'>;
}

export type Retests = ReturnType<typeof createRetests>;

/** Asks units to try again what a release fixes, and judges the fix by their answers. */
export function createRetests(deps: RetestsDeps) {
  const { connection, defects, releases } = deps;
  const retests = createRetestStore(connection);
  const queries = createRetestQueries(connection);
  const units = deps.units.service;
  const shared = { ...deps, retests, queries, units };
  const planning = createPlanning({ ...shared, cities: deps.rounds.cities.ofPeople });
  const verdicts = createVerdicts(shared);
  const rounds = deps.rounds.service;
  const service = createRetestService({ ...shared, rounds, settle: verdicts.settle });
  releases.published.subscribe(({ releaseId }) => planning.planRelease(releaseId));
  defects.changed.subscribe(({ defectId }) => verdicts.defectChanged(defectId));
  return {
    /**
     * Opens a defect again whose fix a later crash contradicts, and tells everybody who works on it
     * or follows it; whether this call did.
     */
    contradictByLog: (defectId: string, seen: { readonly build: string; readonly at: Date }) =>
      verdicts.contradict(defectId, seen, 'log'),
    /** What the person is asked to try on the units in hand, up to ten. */
    openOf: async (unitIds: readonly string[]) => (await queries.openOf(unitIds)).map(rowModel),
    /** All that was answered about the defects, oldest card first of each. */
    answered: queries.answered,
    /** By `defectId@fixBuild`; a fix nobody said anything about is not in the map. */
    async factsOf(fixes: readonly string[]): Promise<ReadonlyMap<string, RetestFacts>> {
      const trials = await queries.trialsOf(fixes);
      const facts = fixes.map((fix) => [fix, factsOf(trials.get(fix))] as const);
      return new Map(facts.flatMap(([fix, one]) => (one ? [[fix, one] as const] : [])));
    },
    routes: retestRoutes({ ...deps, service, queries, units }),
    jobs: retestJobs(planning, verdicts),
  };
}
