import type { Viewer } from '../../kernel/people.js';
import type { SavedView } from './saved-view.js';
import type { SearchNoun } from './search-entry.js';
import { highlight } from './search-highlight.js';
import { isEmptyQuery, type SearchQuery } from './search-query.js';
import { COUNT_MAX, type NounHits, type SearchHit, type SearchResult } from './search-queries.js';

export interface SearchFacts {
  readonly typed: string;
  readonly result: SearchResult;
  readonly views: readonly SavedView[];
  readonly viewer: Viewer | undefined;
  readonly after: string | undefined;
}

export function searchModel({ typed, result, views, viewer, after }: SearchFacts) {
  const { query } = result;
  const groups = result.nouns.filter(({ page }) => page.rows.length > 0);
  const isOne = query.nouns.length === 1;
  return {
    q: typed,
    isAsked: !isEmptyQuery(query),
    groups: groups.map((found) => groupModel(found, query, typed)),
    next: isOne ? groups[0]?.page.next : undefined,
    after: isOne ? after : undefined,
    views: views.map((view) => ({
      ...view,
      href: addressOf(view.query),
      isCurrent: view.query === typed,
    })),
    canSave:
      viewer !== undefined && !isEmptyQuery(query) && !views.some(({ query: q }) => q === typed),
    hints: HINTS,
  };
}

/** A query to try for each thing that can be asked; completes `search.hints.<key>`. */
const HINTS = [
  { key: 'words', example: 'MediaPlayer 闪退' },
  { key: 'phrase', example: '"night mode"' },
  { key: 'ref', example: 'R-1024' },
  { key: 'filter', example: 'status:resolved build:3.0.11' },
  { key: 'open', example: 'is:open in:defects' },
].map((hint) => ({ ...hint, href: addressOf(hint.example) }));

function groupModel({ noun, count, page }: NounHits, query: SearchQuery, typed: string) {
  return {
    noun,
    count: Math.min(count, COUNT_MAX),
    isMore: count > COUNT_MAX,
    hits: page.rows.map((hit) => hitModel(hit, query)),
    allHref:
      query.nouns.length === 0 && page.next !== undefined
        ? addressOf(`${typed} in:${NAMES[noun]}`)
        : undefined,
  };
}

/** As `in:` takes them; the same words in every language's address. */
const NAMES: Readonly<Record<SearchNoun, string>> = {
  report: 'reports',
  crashGroup: 'crashes',
  defect: 'defects',
};

const PAGES: Readonly<Record<SearchNoun, string>> = {
  report: '/reports',
  crashGroup: '/crash-groups',
  defect: '/defects',
};

const hitModel = (hit: SearchHit, query: SearchQuery) => ({
  ref: hit.ref,
  href: `${PAGES[hit.noun]}/${hit.ref}`,
  title: hit.title,
  pieces: highlight(hit.title, query),
  isElsewhere: !hit.isInTitle,
  at: hit.at,
  ...keysOf(hit),
  build: hit.facets.builds.at(-1),
  unitRef: hit.facets.unitRef,
  model: hit.noun === 'defect' ? hit.facets.model : null,
});

/** Where the words of the facets stand. */
function keysOf({ noun, facets: { status, kind, severity } }: SearchHit) {
  const home = noun === 'report' ? 'reports' : noun === 'defect' ? 'defects' : 'crashes';
  return {
    statusKey: status === null ? undefined : `${home}.statuses.${status}`,
    kindKey: kind === null ? undefined : `${home}.kinds.${kind}`,
    severityKey: severity === null ? undefined : `${home}.severities.${severity}`,
  };
}

export function addressOf(query: string): string {
  return `/search?q=${encodeURIComponent(query)}`;
}
