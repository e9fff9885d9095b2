import { termsOf } from './search-terms.js';

/** Something that may be the same thing as what is looked for. */
export interface Candidate {
  readonly ref: string;
  readonly title: string;
  readonly titleTerms: readonly string[];
}

/** The terms of a title that are looked up: the longest, because common words are short. */
const TERMS_ASKED = 12;
const SHORTEST = 2;
/** Of the weight of what is looked for, this much has to be in the candidate's title. */
const LEAST_SHARE = 0.34;

/** What alike titles are looked up by: no references, no numbers, nothing of one letter. */
export const askedTerms = (texts: readonly string[]): readonly string[] =>
  termsOf(texts, 60)
    .filter((term) => term.length >= SHORTEST && !/^[\d-]+$/.test(term))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .slice(0, TERMS_ASKED);

/**
 * The candidates that share most with the terms, the likest first. A term counts by how rare it is
 * among the candidates; one shared word is never enough.
 */
export function likest(
  terms: readonly string[],
  candidates: readonly Candidate[],
  most: number,
): readonly Candidate[] {
  const weights = new Map(
    terms.map((term) => {
      const having = candidates.filter(({ titleTerms }) => titleTerms.includes(term)).length;
      return [term, Math.log(1 + (candidates.length + 1) / (having + 1))];
    }),
  );
  const weigh = (shared: readonly string[]): number =>
    shared.reduce((sum, term) => sum + (weights.get(term) ?? 0), 0);
  const all = weigh(terms);
  return candidates
    .map((candidate) => {
      const shared = terms.filter((term) => candidate.titleTerms.includes(term));
      return { candidate, count: shared.length, share: all === 0 ? 0 : weigh(shared) / all };
    })
    .filter(({ count, share }) => count >= Math.min(2, terms.length) && share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}
