import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Translations } from '../../platform/i18n.js';
import type { Crashes } from '../crashes/index.js';
import type { Defects } from '../defects/index.js';
import type { Reports } from '../reports/index.js';
import { createIndexService, type SearchSource } from './index-service.js';
import { createSavedViewStore } from './saved-view-store.js';
import { defectEntry, groupEntry, reportEntry } from './search-document.js';
import { searchJobs } from './search-jobs.js';
import { createSearchQueries } from './search-queries.js';
import { searchRoutes } from './search-routes.js';
import { createSearchService } from './search-service.js';
import { createSearchStore } from './search-store.js';
import { vocabularyOf } from './search-vocabulary.js';

export { MAX_SAVED_VIEWS, VIEW_NAME_MAX, type SavedView } from './saved-view.js';
export { createSavedViewStore, type SavedViewStore } from './saved-view-store.js';

export interface SearchDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly translations: Translations;
  readonly reports: Pick<Reports, 'changes' | 'byIds'>;
  readonly crashes: Pick<Crashes, 'changes' | 'groupsByIds'>;
  readonly defects: Pick<Defects, 'changes' | 'byIds'>;
}

export type Search = ReturnType<typeof createSearch>;

/** Finds reports, crash groups and defects by words of both languages and by what they are. */
export function createSearch(deps: SearchDeps) {
  const { connection, clock, reports, crashes, defects } = deps;
  const sources: readonly SearchSource[] = [
    {
      changes: reports.changes,
      entriesOf: async (ids) => (await reports.byIds(ids)).map(reportEntry),
    },
    {
      changes: crashes.changes,
      entriesOf: async (ids) => (await crashes.groupsByIds(ids)).map(groupEntry),
    },
    {
      changes: defects.changes,
      entriesOf: async (ids) => (await defects.byIds(ids)).map(defectEntry),
    },
  ];
  const indexing = createIndexService({ sources, entries: createSearchStore(connection), clock });
  const service = createSearchService({
    queries: createSearchQueries(connection),
    views: createSavedViewStore(connection),
    vocabulary: vocabularyOf(deps.translations),
  });
  return { service, routes: searchRoutes({ service }), jobs: searchJobs(indexing) };
}
