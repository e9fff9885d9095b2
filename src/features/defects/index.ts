import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Counters } from '../../platform/counters.js';
import type { Accounts } from '../accounts/index.js';
import type { Crashes } from '../crashes/index.js';
import type { Rounds } from '../rounds/index.js';
import { defectJobs } from './defect-jobs.js';
import { choicesOf } from './defect-page.js';
import { createDefectQueries } from './defect-queries.js';
import { defectRoutes, type DefectRoutesDeps } from './defect-routes.js';
import { createDefectService, type DefectReports } from './defect-service.js';
import { createDefectStore } from './defect-store.js';

export type { Defect, DefectStatus, Resolution } from './defect.js';
export type { DefectFate, DefectRow } from './defect-queries.js';

export interface DefectsDeps extends Pick<DefectRoutesDeps, 'broughtBy'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'modelByCode' | 'allModels'>;
  readonly reports: DefectReports;
  readonly crashes: Pick<Crashes, 'comebacksOf'>;
}

export type Defects = ReturnType<typeof createDefects>;

/** The known things behind reports, with their live status for everybody. */
export function createDefects(deps: DefectsDeps) {
  const queries = createDefectQueries(deps.connection);
  const defects = createDefectStore(deps.connection);
  const service = createDefectService({ ...deps, defects });
  return {
    service,
    publicPage: queries.publicPage,
    countResolved: queries.countResolved,
    changes: queries.changes,
    byIds: queries.byIds,
    fates: queries.fates,
    fixedIn: queries.fixedIn,
    openOf: queries.openOf,
    /** Who opened it or took a step. */
    async concerned(defectId: string): Promise<readonly string[]> {
      const found = await queries.byIds([defectId]);
      const people = found.flatMap(({ createdById, history }) => [
        createdById,
        ...history.flatMap(({ byId }) => byId ?? []),
      ]);
      return [...new Set(people)];
    },
    /** What a report about the model may be linked to, for a select of the report page. */
    choices: async (modelCode: string) => choicesOf(await queries.choices(modelCode)),
    routes: defectRoutes({ ...deps, service, queries }),
    jobs: defectJobs(service),
  };
}
