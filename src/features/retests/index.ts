import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { Releases, Tried } from '../releases/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { createPlanning } from './planning-service.js';
import { createInPublicWords } from './public-words.js';
import { retestJobs } from './retest-jobs.js';
import { rowModel, triedOf } from './retest-page.js';
import type { RetestDefects } from './retest-defects.js';
import { createRetestQueries } from './retest-queries.js';
import { retestRoutes } from './retest-routes.js';
import { createRetestService } from './retest-service.js';
import { createRetestStore } from './retest-store.js';
import { createVerdicts, type FixJudged } from './verdict-service.js';

export type { RetestRow } from './retest-page.js';
export type { Answer, Result, Retest } from './retest.js';

export interface RetestsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly log: Logger;
  readonly translations: Translations;
  readonly accounts: Pick<Accounts, 'cards'>;
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
  const judged = createNews<FixJudged>((error, { defectId }) => {
    deps.log.error({ err: error, defectId }, 'nobody heard of the judged fix');
  });
  const inPublicWords = createInPublicWords(defects);
  const rounds = deps.rounds.service;
  const planning = createPlanning({ ...shared, rounds, cities: deps.rounds.cities.ofPeople });
  const verdicts = createVerdicts({ ...shared, judged });
  const service = createRetestService({ ...shared, rounds, settle: verdicts.settle });
  releases.published.subscribe(({ releaseId }) => planning.planRelease(releaseId));
  defects.changed.subscribe(({ defectId }) => verdicts.defectChanged(defectId));
  return {
    service,
    /** Published whenever answers about a fix were counted. */
    judged,
    /**
     * Opens a defect again whose fix a later crash contradicts, and tells everybody who works on it
     * or follows it; whether this call did.
     */
    contradictByLog: (defectId: string, seen: { readonly build: string; readonly at: Date }) =>
      verdicts.contradict(defectId, seen, 'log'),
    /** What the person is asked to try on the units in hand, up to ten. */
    openOf: async (unitIds: readonly string[]) =>
      (await inPublicWords(await queries.openOf(unitIds))).map(rowModel),
    /** All that was answered about the defects, oldest card first of each. */
    answered: queries.answered,
    /** By `defectId@fixBuild`; a fix nobody said anything about is not in the map. */
    async triedOf(fixes: readonly string[]): Promise<ReadonlyMap<string, Tried>> {
      const trials = await queries.trialsOf(fixes);
      const tried = fixes.map((fix) => [fix, triedOf(trials.get(fix))] as const);
      return new Map(tried.flatMap(([fix, one]) => (one ? [[fix, one] as const] : [])));
    },
    routes: retestRoutes({ ...deps, service, inPublicWords, queries, units }),
    jobs: retestJobs(planning, verdicts),
  };
}
