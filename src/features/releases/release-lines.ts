import { versionOf, type ChangelogEntry, type Release, type Section } from './release.js';

/** Whoever reads before an update wants to know first what does not work. */
const ORDER: readonly Section[] = ['known_issue', 'fixed', 'improved'];
export const LINES_PER_PAGE = 50;

/** Where a section of the release begins. */
export interface Jump {
  readonly section: Section;
  readonly count: number;
  readonly href: string;
}

interface Part {
  readonly section: Section;
  readonly entries: readonly ChangelogEntry[];
}

/** What one page shows of the lines of a release. */
export interface LinesPage {
  readonly entries: readonly ChangelogEntry[];
  /** The same, by their sections. */
  readonly sections: readonly Part[];
  /** Ways to the sections, where there is more than one page. */
  readonly jumps: readonly Jump[];
  /** The position of the next page's first line, absent on the last one. */
  readonly next: number | undefined;
}

/**
 * The page that holds the line at a position, in the order of the sections. What is left out is
 * shown to those who can put it back.
 */
export function cutLines(release: Release, position: number, withLeftOut: boolean): LinesPage {
  const order = withLeftOut ? [...ORDER, 'left_out' as const] : ORDER;
  const parts = inSections(release.entries, order);
  const all = parts.flatMap(({ entries }) => entries);
  const first = pageStart(position);
  const next = first + LINES_PER_PAGE;
  const entries = all.slice(first, next);
  let begins = 0;
  const jumps = parts.map(({ section, entries: { length: count } }) => {
    const href = `/releases/${versionOf(release)}${queryOf(pageStart(begins))}#${section}`;
    begins += count;
    return { section, count, href };
  });
  return {
    entries,
    sections: inSections(entries, order),
    jumps: all.length > LINES_PER_PAGE ? jumps : [],
    next: next < all.length ? next : undefined,
  };
}

const inSections = (entries: readonly ChangelogEntry[], order: readonly Section[]): Part[] =>
  order
    .map((section) => ({ section, entries: entries.filter((one) => one.section === section) }))
    .filter((part) => part.entries.length > 0);

const pageStart = (position: number): number => position - (position % LINES_PER_PAGE);
const queryOf = (start: number): string => (start > 0 ? `?after=${start}` : '');
