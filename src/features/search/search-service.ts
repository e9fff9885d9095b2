import { InvalidInput } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import type { Report } from '../reports/index.js';
import { askedTerms, likest, type Candidate } from './likeness.js';
import { MAX_SAVED_VIEWS, type SavedView } from './saved-view.js';
import type { SavedViewStore } from './saved-view-store.js';
import { SEARCH_NOUNS, type SearchNoun } from './search-entry.js';
import { facetTerm, isEmptyQuery, parseQuery } from './search-query.js';
import type { SearchQuery, Vocabulary } from './search-query.js';
import { reachOf } from './search-reach.js';
import type { NounHits, SearchQueries, SearchResult } from './search-queries.js';

/** Of each noun when several are shown, and of one noun on a page of its own. */
const FIRST_HITS = 5;
const PAGE_SIZE = 30;
const HINTS = 3;

export interface SearchServiceDeps {
  readonly queries: SearchQueries;
  readonly views: SavedViewStore;
  readonly vocabulary: Vocabulary;
}

export type SearchService = ReturnType<typeof createSearchService>;

export function createSearchService({ queries, views, vocabulary }: SearchServiceDeps) {
  /** Three reads of each noun, whatever there is to find. */
  async function hitsOf(
    noun: SearchNoun,
    query: SearchQuery,
    viewer: Viewer | undefined,
    { after, size }: { readonly after: string | undefined; readonly size: number },
  ): Promise<readonly NounHits[]> {
    const reach = reachOf(noun, viewer);
    if (reach === 'none') return [];
    const request = { query, noun, reach };
    const [page, count] = await Promise.all([
      queries.page(request, after, size),
      queries.count(request),
    ]);
    return [{ noun, count, page }];
  }

  return {
    /** The first hits of each noun; a page of hits when the query is about one noun only. */
    async find(
      typed: string,
      viewer: Viewer | undefined,
      after: string | undefined,
    ): Promise<SearchResult> {
      const query = resolveMine(parseQuery(typed, vocabulary), viewer);
      if (isEmptyQuery(query)) return { query, nouns: [] };
      const nouns = query.nouns.length > 0 ? query.nouns : SEARCH_NOUNS;
      const isOne = nouns.length === 1;
      const part = isOne ? { after, size: PAGE_SIZE } : { after: undefined, size: FIRST_HITS };
      const found = await Promise.all(nouns.map((noun) => hitsOf(noun, query, viewer, part)));
      return { query, nouns: found.flat() };
    },

    /** Up to three open defects that the report may be about; of a private report nothing is asked. */
    async hintsOf(
      report: Pick<Report, 'title' | 'modelCode' | 'isPrivate' | 'attachments'>,
    ): Promise<readonly Pick<Candidate, 'ref' | 'title'>[]> {
      const crashes = report.attachments.flatMap((file) => file.crashes.map(({ title }) => title));
      const terms = askedTerms([report.title, ...crashes.slice(0, 1)]);
      if (report.isPrivate || terms.length === 0) return [];
      return likest(terms, await queries.openDefectsWith(report.modelCode, terms), HINTS);
    },

    viewsOf: (viewer: Viewer | undefined): Promise<readonly SavedView[]> =>
      viewer ? views.viewsOf(viewer.id) : Promise.resolve([]),

    async saveView({ id }: Pick<Viewer, 'id'>, view: SavedView): Promise<void> {
      if (await views.add(id, view)) return;
      const known = await views.viewsOf(id);
      const isTaken = known.some(({ name }) => name === view.name);
      throw new InvalidInput({
        name: isTaken
          ? { code: 'search.view_exists' }
          : { code: 'search.too_many_views', facts: { max: MAX_SAVED_VIEWS } },
      });
    },
    removeView: ({ id }: Pick<Viewer, 'id'>, name: string): Promise<void> => views.remove(id, name),
  };
}

const MINE = facetTerm('is', 'mine');

/** `is:mine` means what the viewer is the engineer of. */
const resolveMine = (query: SearchQuery, viewer: Viewer | undefined): SearchQuery => ({
  ...query,
  facets: query.facets.map((terms) =>
    terms.map((term) => (term === MINE ? facetTerm('assignee', viewer?.id ?? '') : term)),
  ),
});
