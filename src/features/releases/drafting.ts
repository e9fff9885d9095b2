import type { Bilingual } from '../../kernel/people.js';
import type { DefectFate } from '../defects/index.js';
import { inPublicWords, isItem, keyOf, type ChangelogEntry, type Item } from './release.js';

/** A fix that stands in no published release yet, and those to thank for it. */
export interface Fix {
  readonly defectId: string;
  readonly defectRef: string;
  readonly fixBuild: string;
  readonly title: string;
  /** Said instead of the title under embargo. */
  readonly twin?: Bilingual | null;
  readonly engineerIds: readonly string[];
  readonly testerIds: readonly string[];
}

export interface KnownIssue {
  readonly id: string;
  readonly ref: string;
  readonly title: string;
  readonly twin?: Bilingual | null;
}

const inBoth = (words: string): Bilingual => ({ en: words, 'zh-CN': words });
const isKnown = ({ section }: ChangelogEntry): boolean => section === 'known_issue';

/**
 * The entries after another look at the fixes: new ones are added, those that are none any more go,
 * those that stay keep their words, section and engineers and name everybody who reported by now.
 */
export function draftedAnew(
  entries: readonly ChangelogEntry[],
  fixes: readonly Fix[],
): readonly ChangelogEntry[] {
  const before = new Map(entries.map((entry) => [entry.defectId, entry]));
  const lines = fixes.map(({ title, twin, ...fix }): ChangelogEntry => {
    const known = before.get(fix.defectId);
    return known && !isKnown(known)
      ? { ...fix, ...keptOf(known, fix), text: twin ?? known.text }
      : { ...fix, section: 'fixed', text: twin ?? inBoth(title) };
  });
  const fixed = new Set(fixes.map(({ defectId }) => defectId));
  return [...lines, ...entries.filter((entry) => isKnown(entry) && !fixed.has(entry.defectId))];
}

/** Whoever was taken off the line stays off it, unless they made another fix since. */
const keptOf = (
  { section, engineerIds, fixBuild }: ChangelogEntry,
  fix: Pick<Fix, 'fixBuild' | 'engineerIds'>,
) => ({
  section,
  engineerIds:
    fixBuild === fix.fixBuild ? engineerIds : [...new Set([...engineerIds, ...fix.engineerIds])],
});

/** Lines about defects that are not fixed in the build any more. */
export function staleIn(
  entries: readonly ChangelogEntry[],
  fixes: readonly Fix[],
): readonly ChangelogEntry[] {
  const fixed = new Set(fixes.map(({ defectId }) => defectId));
  return entries.filter((entry) => isItem(entry) && !fixed.has(entry.defectId));
}

/**
 * What of frozen lines is true by now: a fix that came back or was merged is none, what another
 * release brought since is left to it, and a defect may have come under embargo.
 */
export const stillTrue = (
  entries: readonly ChangelogEntry[],
  brought: ReadonlySet<string>,
  fates: ReadonlyMap<string, DefectFate>,
): readonly ChangelogEntry[] =>
  entries
    .filter(
      (entry) =>
        !isItem(entry) ||
        (!brought.has(keyOf(entry)) && isClaimed(entry, fates.get(entry.defectId))),
    )
    .map((entry) => inPublicWords(entry, fates.get(entry.defectId)?.twin ?? null));

const isClaimed = ({ fixBuild }: Item, fate: DefectFate | undefined): boolean =>
  fate?.resolution === 'fixed' && fate.fixBuild === fixBuild && fate.mergedInto === null;

/** The entries with exactly the known issues chosen; one that stood there keeps its words. */
export function withKnownIssues(
  entries: readonly ChangelogEntry[],
  chosen: readonly KnownIssue[],
): readonly ChangelogEntry[] {
  const before = new Map(entries.filter(isKnown).map((entry) => [entry.defectId, entry]));
  return [
    ...entries.filter((entry) => !isKnown(entry)),
    ...chosen.map(
      ({ id, ref, title, twin }): ChangelogEntry =>
        before.get(id) ?? {
          ...{ defectId: id, defectRef: ref, fixBuild: null, section: 'known_issue' },
          ...{ text: twin ?? inBoth(title), engineerIds: [], testerIds: [] },
        },
    ),
  ];
}
