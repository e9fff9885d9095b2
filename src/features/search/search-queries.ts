import { MongoServerError, type Collection, type Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import { Refusal } from '../../kernel/errors.js';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { Candidate } from './likeness.js';
import type { Audience, SearchEntry, SearchNoun } from './search-entry.js';
import { facetTerm, hasWords, type SearchQuery } from './search-query.js';
import { entryModel, type EntryRecord } from './search-schema.js';

/** Nobody counts on: more than this is "and more". */
export const COUNT_MAX = 200;
const MAX_MS = 1_500;
const MAX_TIME_EXPIRED = 50;
const HINT_MS = 200;
const CANDIDATES = 200;

export type SearchHit = Pick<SearchEntry, 'id' | 'noun' | 'ref' | 'title' | 'facets' | 'at'> & {
  /** The words stand in the title, else somewhere in the text. */
  readonly isInTitle: boolean;
};

const HIT = { noun: 1, ref: 1, title: 1, facets: 1, at: 1 } as const;
type HitRecord = Omit<SearchHit, 'id' | 'isInTitle'> & { readonly _id: string };

export interface SearchRequest {
  readonly query: SearchQuery;
  readonly noun: SearchNoun;
  /** Whose entries: the question of rights is part of the query. */
  readonly reach: Audience | 'all';
}

export interface NounHits {
  readonly noun: SearchNoun;
  /** Up to `COUNT_MAX` + 1. */
  readonly count: number;
  readonly page: Page<SearchHit>;
}

export interface SearchResult {
  readonly query: SearchQuery;
  /** Without the nouns that the viewer never finds anything of. */
  readonly nouns: readonly NounHits[];
}

type Condition = Filter<EntryRecord>;
type Cursor = readonly [place: 0 | 1, at: Date, id: string];

export type SearchQueries = ReturnType<typeof createSearchQueries>;

export function createSearchQueries(connection: Connection) {
  const entries = entryModel(connection).collection as unknown as Collection<EntryRecord>;

  async function read(
    filter: Condition,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<readonly HitRecord[]> {
    const beyond = cursor && {
      at: { $lte: cursor[1] },
      $or: [{ at: { $lt: cursor[1] } }, { _id: { $lt: cursor[2] } }],
    };
    return inTime(
      entries
        .find({ ...filter, ...beyond }, { projection: HIT, maxTimeMS: MAX_MS })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray(),
    );
  }

  return {
    /** Two reads at most: whoever has the words in the title, then the others; latest first. */
    async page(
      request: SearchRequest,
      after: string | undefined,
      size: number,
    ): Promise<Page<SearchHit>> {
      const cursor = readCursor(after);
      const isPast = cursor?.[0] === 1;
      const titled = isPast ? [] : await read(titleFilter(request), cursor, size + 1);
      const left = size + 1 - titled.length;
      const others =
        left > 0 && hasWords(request.query)
          ? await read(otherFilter(request), isPast ? cursor : undefined, left)
          : [];
      const hits = [
        ...titled.map((record) => ({ ...fromStored(record), isInTitle: true })),
        ...others.map((record) => ({ ...fromStored(record), isInTitle: false })),
      ];
      return toPage<SearchHit>(hits, size, ({ isInTitle, at, id }) =>
        encodeCursor(isInTitle ? 0 : 1, at.getTime(), id),
      );
    },
    /**
     * Open defects of the model with one of the terms in their titles, the latest changed of them.
     * None when that takes long: whoever asks only wants a hint.
     */
    async openDefectsWith(
      modelCode: string,
      terms: readonly string[],
    ): Promise<readonly Candidate[]> {
      const open = [facetTerm('is', 'open'), facetTerm('model', modelCode)];
      try {
        const records = await entries
          .find(
            { titleTerms: { $in: [...terms] }, noun: 'defect', terms: { $all: open } },
            {
              projection: { ref: 1, title: 1, titleTerms: 1 },
              hint: 'by_title',
              maxTimeMS: HINT_MS,
            },
          )
          .sort({ at: -1, _id: -1 })
          .limit(CANDIDATES)
          .toArray();
        return records.map(({ ref, title, titleTerms }) => ({ ref, title, titleTerms }));
      } catch (error) {
        if (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED) return [];
        throw error;
      }
    },
    /** Up to `COUNT_MAX` + 1. */
    count: (request: SearchRequest): Promise<number> =>
      inTime(
        entries.countDocuments(anyFilter(request), { limit: COUNT_MAX + 1, maxTimeMS: MAX_MS }),
      ),
  };
}

const titleFilter = (request: SearchRequest): Condition =>
  filterOf(request, wordsIn('titleTerms', request.query));

const anyFilter = (request: SearchRequest): Condition =>
  filterOf(request, wordsIn('terms', request.query));

const otherFilter = (request: SearchRequest): Condition => ({
  ...anyFilter(request),
  $nor: [{ $and: wordsIn('titleTerms', request.query) }],
});

function filterOf({ query, noun, reach }: SearchRequest, words: Condition[]): Condition {
  const conditions: Condition[] = [
    ...words,
    ...query.titleTerms.map((term) => ({ titleTerms: term })),
    ...query.phrases.map((phrase) => ({ folded: { $regex: escape(phrase) } })),
    ...query.facets.map((terms) => ({ terms: { $in: [...terms] } })),
  ];
  return {
    noun,
    ...(reach === 'all' ? {} : { audience: reach }),
    ...(conditions.length > 0 ? { $and: conditions } : {}),
  };
}

const wordsIn = (path: 'terms' | 'titleTerms', { terms, prefixes }: SearchQuery): Condition[] => [
  ...terms.map((term) => ({ [path]: term })),
  ...prefixes.map((prefix) => ({ [path]: { $regex: `^${escape(prefix)}` } })),
];

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

async function inTime<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED)
      throw new Refusal(503, 'search.too_long');
    throw error;
  }
}

function readCursor(after: string | undefined): Cursor | undefined {
  const [place, ms, id] = decodeCursor(after, 3) ?? [];
  const at = new Date(typeof ms === 'number' ? ms : NaN);
  if (Number.isNaN(at.getTime()) || typeof id !== 'string') return undefined;
  return [place === 1 ? 1 : 0, at, id];
}
