import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Counters } from '../../platform/counters.js';
import type { Translations } from '../../platform/i18n.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { Accounts } from '../accounts/index.js';
import type { Reports } from '../reports/index.js';
import type { Units } from '../units/index.js';
import { createCopyJobs } from './copy-jobs.js';
import { createCopyService } from './copy-service.js';
import { createCopyStore } from './copy-store.js';
import { createCrashJobs } from './crash-jobs.js';
import { createCrashQueries } from './crash-queries.js';
import { crashRoutes } from './crash-routes.js';
import { createCrashService, type OwnUnit } from './crash-service.js';
import { createCrashStore } from './crash-store.js';
import { createCopyPool } from './exam-copy-pool.js';
import { createGroupParts } from './group-parts-service.js';
import { createGroupQueries } from './group-queries.js';
import { createGroupStepService } from './group-step-service.js';
import { createGroupStepStore } from './group-step-store.js';
import { createGroupingStore } from './grouping-store.js';
import { createExamPool, type ExamPool } from './exam-pool.js';
import { createExamDesk } from './examining-service.js';
import { findingRoutes } from './finding-routes.js';
import { createFindings } from './finding-service.js';
import { createKeptExamStore } from './kept-exam-store.js';
import { createHistoryQueries } from './history-queries.js';
import { createKnownQueries } from './known-queries.js';
import { createKnownService } from './known-service.js';
import { logViewRoutes } from './log-view-routes.js';
import { createLogViewService } from './log-view-service.js';
import { createNamingService, type NamingServiceDeps } from './naming-service.js';
import { createNamingStore } from './naming-store.js';
import { createPhoneService, type PhoneServiceDeps } from './phone-service.js';
import { createRegressions, type RegressionDeps } from './regression-service.js';

export type { CrashKind } from './crash.js';
export { readKeyParts } from './crash-group.js';
export type { Crash, CrashGroup } from './crash-group.js';
export type { Comeback, UnitCrash } from './history-queries.js';
export type { OwnUnit, Sighting } from './crash-service.js';
export { COPY_JOB } from './copy-jobs.js';
export { EXAM_JOB, NAMING_JOB, REGRESSION_JOB } from './crash-jobs.js';

export interface CrashesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly reports: Pick<
    Reports,
    'claimExam' | 'recordExam' | 'cards' | 'visibleFile' | 'stagedFile' | 'unitsNaming'
  >;
  readonly own?: OwnUnit;
  readonly people: Accounts['cards'];
  readonly units: Pick<Units['service'], 'cards' | 'unitsHeldBy'>;
  readonly modelNames: PhoneServiceDeps['modelNames'];
  readonly translations: Translations;
  readonly buildsOf: RegressionDeps['buildsOf'];
  readonly concerned: RegressionDeps['concerned'];
  readonly contradict?: RegressionDeps['contradict'];
  readonly notify: Notify;
  /** Of files as they came, and of their protected copies. */
  readonly vault: Pick<FileVault, 'pathOf' | 'has'>;
  readonly copyVault: FileVault;
  readonly secret: string;
  readonly symbols: NamingServiceDeps['symbols'];
  /** One reader thread unless a test brings another. */
  readonly pool?: ExamPool;
}

export type Crashes = ReturnType<typeof createCrashes>;

/** Reads the attachments of reports, finds the crashes in them and groups those of one cause. */
export function createCrashes({ connection, clock, counters, reports, own, ...rest }: CrashesDeps) {
  const pool = rest.pool ?? createExamPool();
  const history = createHistoryQueries(connection);
  const queries = createCrashQueries(connection);
  const crashes = createCrashStore(connection);
  const naming = createNamingService({
    naming: createNamingStore(connection),
    symbols: rest.symbols,
    pool,
  });
  const { nameAll } = naming;
  const copyPool = createCopyPool();
  const copies = createCopyService({
    ...{ clock, own, pool: copyPool, copies: createCopyStore(connection) },
    ...{ vault: rest.vault, copyVault: rest.copyVault, secret: rest.secret },
  });
  const copying = createCopyJobs({ service: copies, pool: copyPool });
  const grouping = createGroupingStore(connection);
  const steps = createGroupStepStore(connection);
  const desk = createExamDesk({ kept: createKeptExamStore(connection), pool, clock, own, copies });
  const { units, modelNames, buildsOf } = rest;
  const phones = createPhoneService({ units, reports, modelNames });
  const service = createCrashService({
    ...{ crashes, grouping, steps, counters, clock, desk, phones, nameAll, own, copies },
  });
  const knownQueries = createKnownQueries(connection);
  const known = createKnownService({ grouping, reports, buildsOf, queries: knownQueries });
  const findings = createFindings({ desk, service, nameAll, known, phones, clock });
  const groupQueries = createGroupQueries(connection);
  const parts = createGroupParts({
    ...{ grouping, rank: service.rank, people: rest.people, units: rest.units },
    queries: groupQueries,
  });
  const regressions = createRegressions({
    ...{ crashes, grouping, reports, clock, notify: rest.notify, queries: groupQueries },
    known: knownQueries,
    ...{ buildsOf: rest.buildsOf, concerned: rest.concerned },
    ...(rest.contradict && { contradict: rest.contradict }),
  });
  const groupSteps = createGroupStepService({
    ...{ steps, grouping, crashes, service, counters, clock },
  });
  const { jobs, close } = createCrashJobs({
    ...{ service, naming, regressions, desk, reports, pool, clock },
  });
  return {
    changes: queries.changes,
    groupsByIds: queries.groupsByIds,
    ...history,
    /** Ids of the reports that have crashes of the group or of its kin, a page at a time. */
    async reportsOfGroup(ref: string, after: string | undefined) {
      const group = await queries.groupByRef(ref);
      if (!group) return { isKnown: false, ids: [], next: undefined };
      const root = await grouping.rootOf(group.id);
      const members = await grouping.membersOf(root?.id ?? group.id);
      const { rows: ids, next } = await history.reportIds(members, after);
      return { isKnown: true, ids, next };
    },
    routes: [
      ...crashRoutes({ queries, grouping, parts, steps: groupSteps, reports }),
      ...findingRoutes({ findings, reports, units, translations: rest.translations }),
      ...logViewRoutes(createLogViewService({ reports, copies, clock })),
    ],
    /** What is known of the crashes of a report, for its page. */
    knownOf: known.ofReport,
    /** What everybody but the owner and named QA sees of a file; who may is for the caller to ask. */
    protectedCopy: { open: copies.open },
    jobs: [...jobs, ...copying.jobs],
    /** Ends the exam under way; to be called before the jobs are stopped. */
    async close(): Promise<void> {
      await copying.close();
      await close();
    },
  };
}
