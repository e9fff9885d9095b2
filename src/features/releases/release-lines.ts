import { sha256 } from '../../kernel/ids.js';
import type { PersonCard } from '../accounts/index.js';
import type { DefectFate } from '../defects/index.js';
import type { Reports } from '../reports/index.js';
import {
  isItem,
  keyOf,
  nextReleaseState,
  versionOf,
  type ChangelogEntry,
  type Release,
  type Section,
} from './release.js';
import type { Tried, Voices } from './voices.js';

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

/** Names a line shows; of more it says how many. */
const NAMED = 12;

/** By the reference of a line's defect, who reported it in private only. */
export type Unnamed = ReadonlyMap<string, ReadonlySet<string>>;

export interface LinesFacts {
  readonly release: Release;
  readonly page: LinesPage;
  readonly canEdit: boolean;
  /** The defects of the lines as they are now, by id. */
  readonly defects: ReadonlyMap<string, DefectFate>;
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly unnamed: Unnamed;
  readonly reactions: Voices['reactions'];
  readonly tried: ReadonlyMap<string, Tried>;
}

export type LinesModel = ReturnType<typeof linesModel>;

/** The lines of one page, the same for all who read it. */
export function linesModel({ release, page, canEdit, ...known }: LinesFacts) {
  const line = lineModel(known);
  const drawn = {
    sections: page.sections.map(({ section, entries }) => ({ section, lines: entries.map(line) })),
    version: versionOf(release),
    canEdit,
  };
  const { jumps, next } = page;
  // Drawing many lines takes longer than all the rest: it is done once for the same ones.
  return { ...drawn, linesMark: sha256(JSON.stringify(drawn)), jumps, next };
}

/** Whether words and lines of the release can be changed now. */
export const mayEdit = ({ state }: Pick<Release, 'state'>): boolean =>
  nextReleaseState(state, 'edit') !== undefined;

/** Whoever is not there any more, or reported in private, is thanked without a name. */
export const lineModel =
  ({
    defects,
    people,
    unnamed,
    reactions,
    tried,
  }: Omit<LinesFacts, 'release' | 'page' | 'canEdit'>) =>
  (entry: ChangelogEntry) => {
    const cards = (ids: readonly string[]) => ids.flatMap((id) => people.get(id) ?? []);
    const defect = defects.get(entry.defectId);
    const isFixed = defect?.resolution === 'fixed';
    const isNamed = (id: string) => !unnamed.get(entry.defectRef)?.has(id);
    const testers = cards(testersIn(entry).filter(isNamed));
    return {
      ref: entry.defectRef,
      text: entry.text,
      cameBack: defect !== undefined && entry.fixBuild !== null && !isFixed,
      fixedSince: entry.fixBuild === null && isFixed ? defect.fixBuild : undefined,
      engineers: cards(entry.engineerIds),
      testers,
      moreTesters: entry.testerIds.length - testers.length,
      reactions: isItem(entry) ? reactions.get(entry.defectRef) : undefined,
      tried: isItem(entry) ? tried.get(keyOf(entry)) : undefined,
    };
  };

/** Those whose names the lines show. */
export const namedIn = (entries: readonly ChangelogEntry[]): string[] =>
  entries.flatMap((entry) => [...entry.engineerIds, ...testersIn(entry)]);

const testersIn = ({ testerIds }: ChangelogEntry): readonly string[] => testerIds.slice(0, NAMED);

/** Asks reports who of those that the lines would name is not to be named by now. */
export const unnamedIn = (
  entries: readonly ChangelogEntry[],
  { unnamedAmong }: Pick<Reports, 'unnamedAmong'>,
): Promise<Unnamed> => {
  const lines = entries.filter(isItem).map(({ defectId: id, defectRef: ref }) => ({ id, ref }));
  return unnamedAmong(lines, entries.flatMap(testersIn));
};
