import { SEARCH_NOUNS, type SearchNoun } from './search-entry.js';
import { clipTerm, fold, stretchesOf, wantedOf, type Wanted } from './search-terms.js';

export const FILTERS = [
  'in',
  'is',
  'status',
  'kind',
  'severity',
  'build',
  'model',
  'unit',
] as const;
export type Filter = (typeof FILTERS)[number];

export const QUERY_MAX = 200;
/** More words than this say nothing new; the rest is left out. */
const MAX_WANTED = 16;
const PHRASE_MAX = 64;
const SHORTEST_PREFIX = 2;

/** The words for filters and for their values in both languages, folded. */
export interface Vocabulary {
  readonly filters: ReadonlyMap<string, Filter>;
  /** Of a filter with named values: what may be typed, and the value that it means. */
  readonly values: ReadonlyMap<Filter, readonly (readonly [typed: string, value: string])[]>;
}

/** What a person asked for; an entry has to meet all of it. */
export interface SearchQuery {
  readonly terms: readonly string[];
  /** Each begins a term: the last word, which may be half typed, or one Chinese character. */
  readonly prefixes: readonly string[];
  /** Folded; stand in the title as they are. */
  readonly phrases: readonly string[];
  /** Of the phrases, to look them up by. */
  readonly titleTerms: readonly string[];
  /** Each a list of facet terms, one of which the entry has. */
  readonly facets: readonly (readonly string[])[];
  /** Only these; all of them when it is empty. */
  readonly nouns: readonly SearchNoun[];
}

/** `status:in_progress`, `build:3.0.11`: how a facet stands among the terms of an entry. */
export const facetTerm = (filter: Filter | 'assignee', value: string): string =>
  `${filter}:${clipTerm(fold(value))}`;

export const isEmptyQuery = (query: SearchQuery): boolean =>
  [query.terms, query.prefixes, query.phrases, query.facets, query.nouns].every(
    ({ length }) => length === 0,
  );

/** Without words outside of phrases every hit is as good as the next. */
export const hasWords = ({ terms, prefixes }: SearchQuery): boolean =>
  terms.length + prefixes.length > 0;

/** Reads what was typed; nothing is an error, what is no filter is words. */
export function parseQuery(typed: string, vocabulary: Vocabulary): SearchQuery {
  const said = readSaid(typed.normalize('NFKC').replace(/[“”„「」『』«»]/g, '"'), vocabulary);
  const wanted = wantedIn(said.words);
  const prefixes = new Set(wanted.flatMap(({ prefix }) => prefix ?? []));
  const terms = termsIn(wanted);
  const nouns = valuesOf('in', said.filters.get('in') ?? [], vocabulary);
  const last = lastWord(said.words);
  if (last && terms.includes(last)) prefixes.add(last);
  return {
    terms: terms.filter((term) => term !== last),
    prefixes: [...prefixes].slice(0, MAX_WANTED),
    titleTerms: termsIn(wantedIn(said.phrases)),
    phrases: said.phrases.map((phrase) => fold(phrase).slice(0, PHRASE_MAX)).filter(Boolean),
    facets: facetsOf(said.filters, vocabulary),
    nouns: SEARCH_NOUNS.filter((noun) => nouns.includes(noun)),
  };
}

const wantedIn = (texts: readonly string[]) =>
  texts.flatMap((text) => [...stretchesOf(text)].map(wantedOf));

const termsIn = (wanted: readonly Wanted[]): string[] =>
  [...new Set(wanted.flatMap(({ terms }) => terms))].slice(0, MAX_WANTED);

/** `R-1` asks for that report and for none of ten others. */
const REF = /^\p{L}-\p{N}+$/u;

/** The last word that is not Chinese: it may be half typed. */
function lastWord(words: readonly string[]): string | undefined {
  const stretches = words.flatMap((word) => [...stretchesOf(word)]);
  const last = stretches.findLast(({ isHan }) => !isHan);
  const term = last && wantedOf(last).terms.at(-1);
  return term && term.length >= SHORTEST_PREFIX && !REF.test(term) ? term : undefined;
}

interface Said {
  readonly words: string[];
  readonly phrases: string[];
  readonly filters: Map<Filter, string[]>;
}

/** Cuts at spaces and quotes: words, "phrases", filter:value and filter:"a value". */
function readSaid(typed: string, { filters: names }: Vocabulary): Said {
  const said: Said = { words: [], phrases: [], filters: new Map() };
  // Every second piece stood between quotes; an unclosed quote is a phrase to the end.
  let pending: Filter | undefined;
  for (const [place, piece] of typed.split('"').entries()) {
    if (place % 2 === 1) {
      if (pending) addTo(said.filters, pending, piece);
      else said.phrases.push(piece);
      pending = undefined;
      continue;
    }
    for (const word of piece.split(/\s+/).filter(Boolean)) {
      const colon = word.indexOf(':');
      const filter = names.get(fold(word.slice(0, Math.max(colon, 0))));
      const value = word.slice(colon + 1);
      pending = undefined;
      if (!filter) said.words.push(word);
      else if (value !== '') addTo(said.filters, filter, value);
      else pending = filter;
    }
    if (/\s$/.test(piece)) pending = undefined;
  }
  return said;
}

function addTo(filters: Map<Filter, string[]>, filter: Filter, value: string): void {
  filters.set(filter, [...(filters.get(filter) ?? []), value]);
}

const facetsOf = (filters: ReadonlyMap<Filter, readonly string[]>, vocabulary: Vocabulary) =>
  [...filters]
    .filter(([filter]) => filter !== 'in')
    .map(([filter, typed]) =>
      valuesOf(filter, typed, vocabulary).map((value) => facetTerm(filter, value)),
    );

/** All that a typed value may mean: it may be the beginning of a word. Unknown ones stay as typed. */
function valuesOf(
  filter: Filter,
  typed: readonly string[],
  { values }: Vocabulary,
): readonly string[] {
  const known = values.get(filter);
  if (!known) return typed;
  return [...new Set(typed.flatMap((value) => meaningsOf(squeeze(value), known)))];
}

function meaningsOf(
  typed: string,
  known: readonly (readonly [typed: string, value: string])[],
): string[] {
  const exact = known.filter(([word]) => word === typed);
  const meant = exact.length > 0 ? exact : known.filter(([word]) => word.startsWith(typed));
  return meant.length > 0 ? meant.map(([, value]) => value) : [typed];
}

/** "In progress", in_progress and in-progress are one value. */
export const squeeze = (text: string): string => fold(text).replace(/[\s_-]/g, '');
