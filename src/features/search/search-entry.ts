/** What can be found; each noun is a collection of its own elsewhere. */
export const SEARCH_NOUNS = ['report', 'crashGroup', 'defect'] as const;
export type SearchNoun = (typeof SEARCH_NOUNS)[number];

/** Terms an entry holds at most, facets included. */
export const MAX_TERMS = 400;

/** Who may find an entry; staff finds all. `person:<id>` is the author of a report. */
export type Audience = 'public' | 'staff' | `person:${string}`;

/** What can be asked for by a filter; null and empty where the noun has no such thing. */
export interface Facets {
  readonly status: string | null;
  readonly isOpen: boolean | null;
  readonly severity: string | null;
  readonly kind: string | null;
  readonly builds: readonly string[];
  readonly model: string | null;
  readonly unitRef: string | null;
  readonly roundId: string | null;
  readonly assigneeId: string | null;
}

export const NO_FACETS: Facets = {
  status: null,
  isOpen: null,
  severity: null,
  kind: null,
  builds: [],
  model: null,
  unitRef: null,
  roundId: null,
  assigneeId: null,
};

/** A report, crash group or defect as search knows it. It can be made again from what it names. */
export interface SearchEntry {
  /** Of what it names. */
  readonly id: string;
  readonly noun: SearchNoun;
  readonly ref: string;
  readonly title: string;
  /** The title as phrases are looked for in it. */
  readonly folded: string;
  /** Of the reference and the title: whoever is found by these stands first. */
  readonly titleTerms: readonly string[];
  /** Of everything, facets included. */
  readonly terms: readonly string[];
  readonly facets: Facets;
  readonly audience: Audience;
  /** What hits are ordered by, latest first. */
  readonly at: Date;
  /** When what it names was changed last, as far as this entry knows. */
  readonly changedAt: Date;
}
