import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import type { Reports } from '../reports/index.js';
import type { Rota } from '../rota/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { createDrafting } from './drafting-service.js';
import { createFeed } from './feed-service.js';
import { createPublishing, type Publication } from './publishing-service.js';
import { nextFriday } from './friday.js';
import { releaseJobs } from './release-jobs.js';
import { namedIn, unnamedIn } from './release-lines.js';
import { frontModel } from './release-page.js';
import { createReleaseQueries } from './release-queries.js';
import type { ListIntakeDeps } from './release-form-routes.js';
import { createReadPage, createReadRelease } from './reading-service.js';
import { releaseRoutes } from './release-routes.js';
import { createReleaseService, createTakeStep } from './release-service.js';
import { createReleaseStore } from './release-store.js';
import { createRewording } from './rewording-service.js';
import { createTell } from './telling-service.js';
import { createWatch } from './watching-service.js';
import { parseVersion, versionOf, type Release } from './release.js';
import type { TriedOf, Voices } from './voices.js';

export type { Publication } from './publishing-service.js';
export type { CreditedRelease, PublishedRelease } from './release-queries.js';
export { distanceTo, fixKey, isPublic, itemsOf, versionOf } from './release.js';
export type { ChangelogEntry, Item, Release, ReleaseState } from './release.js';
export type { Tried, Voices } from './voices.js';

export interface ReleasesDeps extends ListIntakeDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly notify: Notify;
  readonly translations: Translations;
  /** Fridays are in it. */
  readonly programmeZone: string;
  readonly accounts: Pick<Accounts, 'cards' | 'withRole'>;
  readonly defects: Pick<
    Defects,
    'fixedIn' | 'openOf' | 'byIds' | 'fates' | 'reportersOf' | 'changed'
  >;
  readonly reports: Pick<Reports, 'linkedTo' | 'unnamedAmong'>;
  readonly rota: Pick<Rota, 'onDutyAt'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'modelByCode' | 'modelsWithBuilds'>;
  readonly units: Pick<Units['service'], 'unitsHeldBy' | 'heldPage'>;
  /** Given by a later feature. */
  readonly voicesOf: (release: Release) => Promise<Voices>;
  /** What those who tried the fixes again said, by `fixKey`; given by a later feature. */
  readonly triedOf: TriedOf;
}

/** Lines of the newest release on the landing page. */
const FRONT_LINES = 5;

export type Releases = ReturnType<typeof createReleases>;

/** What each build brings, written from fixed defects and published on Friday. */
export function createReleases(deps: ReleasesDeps) {
  const { connection, clock, log } = deps;
  const releases = createReleaseStore(connection);
  const queries = createReleaseQueries(connection);
  const drafting = createDrafting({ ...deps, queries });
  const service = createReleaseService({ ...deps, releases, drafting });
  const take = createTakeStep(releases, clock);
  const published = createNews<Publication>((error, { releaseId }) => {
    log.error({ err: error, releaseId }, 'not everybody heard of a published release');
  });
  const tell = createTell({ ...deps, releases });
  const watch = createWatch({ ...deps, queries, drafting });
  const publishing = createPublishing({ ...deps, queries, drafting, watch, take, tell, published });
  const readRelease = createReadRelease(releases);
  const readPage = createReadPage({ ...deps, readRelease, drafting });
  const rewording = createRewording({ ...deps, releases, queries });
  deps.defects.changed.subscribe(({ defectId }) => rewording.defectChanged(defectId));
  const feedFor = createFeed({ ...deps, queries });
  return {
    service,
    publishing,
    /** Heard once, right after the publication; `publishedSince` finds what was missed. */
    published,
    publishedSince: queries.publishedSince,
    /** Whatever its state; undefined for one that is not there. */
    byId: releases.byId,
    /** The same by its name in URLs, such as `orion-2_3.0.12`. */
    async byVersion(version: string): Promise<Release | undefined> {
      const name = parseVersion(version);
      return name && readRelease(name);
    },
    /** Published ones that stop asking their users by that time, the first of them first. */
    closingBy: queries.closingBy,
    creditedTo: queries.creditedTo,
    /** The step that the clock takes once `closesAt` has come. @throws Conflict when it can't now. */
    close: (release: Release): Promise<Release> => take(release, 'close', null, {}),
    /** The newest one for the landing page, and when the next is due. */
    async front() {
      const latest = await queries.latest(FRONT_LINES);
      const entries = latest?.entries ?? [];
      const [people, unnamed] = await Promise.all([
        deps.accounts.cards(namedIn(entries)),
        unnamedIn(entries, deps.reports),
      ]);
      return frontModel(latest, people, unnamed, nextFriday(clock.now(), deps.programmeZone));
    },
    /** The published release that brought the fix. */
    async withFix(defectId: string, fixBuild: string) {
      const found = await queries.withFix(defectId, fixBuild);
      return found && { version: versionOf(found), build: found.build };
    },
    routes: releaseRoutes({
      ...deps,
      readRelease,
      readPage,
      service,
      publishing,
      queries,
      feedFor,
    }),
    jobs: releaseJobs(publishing, watch, rewording),
  };
}
