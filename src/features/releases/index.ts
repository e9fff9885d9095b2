import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Accounts } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { createDrafting } from './drafting-service.js';
import { createFeed } from './feed-service.js';
import { createPublishing } from './publishing-service.js';
import { releaseJobs } from './release-jobs.js';
import { createReleaseQueries } from './release-queries.js';
import { releaseRoutes } from './release-routes.js';
import { createReleaseService, createTakeStep } from './release-service.js';
import { createReleaseStore } from './release-store.js';
import { versionOf } from './release.js';

export type { Release } from './release.js';

export interface ReleasesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly translations: Translations;
  /** Fridays are in it. */
  readonly programmeZone: string;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly defects: Pick<Defects, 'fixedIn' | 'openOf' | 'byIds' | 'fates'>;
  readonly reports: Pick<Reports, 'reportersOf' | 'linkedTo'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'modelByCode' | 'modelsWithBuilds'>;
  readonly units: Pick<Units['service'], 'unitsHeldBy'>;
}

export type Releases = ReturnType<typeof createReleases>;

/** What each build brings, written from fixed defects and published on Friday. */
export function createReleases(deps: ReleasesDeps) {
  const { connection, clock } = deps;
  const releases = createReleaseStore(connection);
  const queries = createReleaseQueries(connection);
  const drafting = createDrafting({ ...deps, queries });
  const service = createReleaseService({ ...deps, releases, drafting });
  const take = createTakeStep(releases, clock);
  const publishing = createPublishing({ ...deps, releases, queries, take });
  const feedFor = createFeed({ ...deps, queries });
  return {
    service,
    publishing,
    /** The published release that brought the fix. */
    async withFix(defectId: string, fixBuild: string) {
      const found = await queries.withFix(defectId, fixBuild);
      return found && { version: versionOf(found), build: found.build };
    },
    routes: releaseRoutes({ ...deps, service, publishing, queries, feedFor }),
    jobs: releaseJobs(publishing),
  };
}
