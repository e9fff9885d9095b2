import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Counters } from '../../platform/counters.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { Crashes } from '../crashes/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { StandingFeature } from '../standing/index.js';
import type { Units } from '../units/index.js';
import { defectJobs } from './defect-jobs.js';
import { choicesOf } from './defect-page.js';
import { createDefectQueries } from './defect-queries.js';
import { defectRoutes } from './defect-routes.js';
import { createTakeDeed } from './deed-service.js';
import { createDefectReading, type ReadingDeps } from './reading-service.js';
import { createDefectService, type DefectReports } from './defect-service.js';
import { createDefectStore } from './defect-store.js';
import { createDisputes } from './dispute-service.js';
import { createDisputeStore } from './dispute-store.js';
import { createEmbargoes } from './embargo-service.js';
import { createFamilyQueries } from './family-queries.js';
import { createFixQueries } from './fix-queries.js';
import { createMerges } from './merge-service.js';
import { idsOf, rootOf } from './merge.js';
import { createSpread, type DefectChanged } from './spread-service.js';
import { createSupport } from './support-service.js';
import { createSupportStore } from './support-store.js';
import { createTies } from './tie-service.js';
import { createTriage } from './triage-service.js';
import { createTriageStore } from './triage-store.js';

export type { Sighting } from './contradiction.js';
export type { Defect, DefectStatus, Evidence, Resolution } from './defect.js';
export type { DefectFate, DefectRow } from './defect-queries.js';
export type { Overturned } from './dispute.js';
export { publicWords } from './embargo.js';
export type { DefectChanged } from './spread-service.js';
export type { Confirmation } from './support.js';

export interface DefectsDeps extends Pick<ReadingDeps, 'broughtBy'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly programmeZone: string;
  readonly accounts: Pick<Accounts, 'cards' | 'withRole'>;
  readonly standing: Pick<StandingFeature, 'statesOf'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'modelByCode' | 'allModels'>;
  readonly cities: Rounds['cities']['ofPeople'];
  readonly units: Pick<Units['service'], 'unitsHeldBy'>;
  readonly reports: DefectReports &
    Pick<
      Reports,
      | 'visible'
      | 'updateDefect'
      | 'extentOf'
      | 'nextDueOf'
      | 'unitsIn'
      | 'privateCountOf'
      | 'ofDefects'
      | 'reportersOf'
      | 'cards'
      | 'reopen'
    >;
  readonly notify: Notify;
  readonly log: Logger;
  readonly crashes: Pick<Crashes, 'comebacksOf' | 'reportsOfGroup'>;
}

export type Defects = ReturnType<typeof createDefects>;

/** The known things behind reports, with their live status for everybody. */
export function createDefects(deps: DefectsDeps) {
  const { connection, log } = deps;
  const queries = createDefectQueries(connection);
  const defects = createDefectStore(connection);
  const family = createFamilyQueries(connection);
  const changed = createNews<DefectChanged>((error, { defectId }) => {
    log.error({ err: error, defectId }, 'nobody heard of the changed defect');
  });
  const stores = {
    ...{ defects, family, support: createSupportStore(connection) },
    ...{ triage: createTriageStore(connection), disputes: createDisputeStore(connection) },
  };
  const spreading = createSpread({ ...deps, ...stores, changed });
  const service = createDefectService({ ...deps, ...stores, spreading });
  const take = createTakeDeed({ ...deps, ...stores, spreading });
  const merges = createMerges({ ...stores, take });
  const support = createSupport({ ...deps, ...stores, spreading });
  const triage = createTriage({ ...deps, ...stores, merges, spreading });
  const services = {
    ...{ service, merges, support, triage },
    embargoes: createEmbargoes({ ...deps, ...stores, take }),
    disputes: createDisputes({ ...deps, ...stores, service }),
    ties: createTies({ ...deps, ...stores, spreading }),
  };
  const read = createDefectReading({ ...deps, ...stores, ...services });
  return {
    ...services,
    /** Published after every step, link, merge, confirmation and vote. */
    changed,
    /** The defect that stands for it now: itself when it is not merged. */
    async rootOf(defectId: string): Promise<string> {
      const around = await family.of(defectId);
      return around ? rootOf(around).id : defectId;
    },
    /** The defect and all that were merged into it. */
    async familyOf(rootId: string): Promise<readonly string[]> {
      const around = await family.of(rootId);
      return around ? idsOf(around) : [];
    },
    confirmationsOf: support.confirmationsOf,
    followersOf: support.followersOf,
    /** Who is named as a reporter of each or of what was merged into it: once, the first first. */
    async reportersOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
      const families = await family.ofAll(ids);
      const members = [...families.values()].flatMap(idsOf);
      const own = await deps.reports.reportersOf(members);
      return new Map(
        [...families].map(([id, around]) => [
          id,
          [...new Set(idsOf(around).flatMap((one) => own.get(one) ?? []))],
        ]),
      );
    },
    publicPage: queries.publicPage,
    countResolved: queries.countResolved,
    changes: queries.changes,
    byIds: queries.byIds,
    fates: queries.fates,
    fixedIn: queries.fixedIn,
    openOf: queries.openOf,
    /** What people gave to the defect that stands for it and to all that were merged there. */
    async givenTo(defectId: string) {
      const around = await family.whole(defectId);
      const ids = around ? idsOf(around) : [];
      const [confirmations, help] = await Promise.all([
        stores.support.confirmationsOf(ids),
        stores.triage.acceptedOf(ids),
      ]);
      return { family: ids, confirmations, help };
    },
    /** How fixes that were judged in the time turned out, by who had made them. */
    fixOutcomes: createFixQueries(connection).fixOutcomes,
    /** How often the declines of each engineer were disputed and overturned. */
    overturned: services.disputes.overturned,
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
    routes: defectRoutes({ ...deps, ...services, queries, read }),
    jobs: defectJobs(services),
  };
}
