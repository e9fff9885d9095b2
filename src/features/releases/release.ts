import type { Bilingual } from '../../kernel/people.js';
import type { ReleaseFile } from './release-files.js';
import { branchOf, type Build } from '../rounds/index.js';

export const RELEASE_STATES = ['draft', 'frozen', 'published', 'closed'] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

export const RELEASE_ACTIONS = [
  'edit',
  'redraft',
  'freeze',
  'unfreeze',
  'publish',
  'close',
  'files',
  'roll_back',
] as const;
export type ReleaseAction = (typeof RELEASE_ACTIONS)[number];

/** Where a fix may stand; what is left out stays in the draft so that drafting again keeps it out. */
export const FIX_SECTIONS = ['fixed', 'improved', 'left_out'] as const;
export const SECTIONS = [...FIX_SECTIONS, 'known_issue'] as const;
export type Section = (typeof SECTIONS)[number];

/** More fixes than this wait for the next release. */
export const ENTRIES_MAX = 500;

/** What one build of a model brings, published once, with the names of those who helped. */
export interface Release {
  readonly id: string;
  readonly modelCode: string;
  readonly build: string;
  readonly state: ReleaseState;
  readonly title: Bilingual;
  /** May be empty. */
  readonly notes: Bilingual;
  readonly entries: readonly ChangelogEntry[];
  /** Of the build; they lie elsewhere. */
  readonly files: readonly ReleaseFile[];
  /** Lines that the build brings: follows from the entries, stored for lists. */
  readonly itemCount: number;
  /** The fixes it brought, from publication on: each stands in one published release only. */
  readonly shipped: readonly string[];
  /** When the scheduler publishes it, once it is frozen. */
  readonly publishAt: Date;
  readonly publishedAt: Date | null;
  /** Until then its users are asked what they think of it; null until publication. */
  readonly closesAt: Date | null;
  /** What is wrong with the build, and how to leave it. */
  readonly rollbackNote: Bilingual | null;
  /** Raised by each step: an edit names the one it was made from. */
  readonly revision: number;
  /** It is published, and not everybody concerned was told yet. */
  readonly isTelling: boolean;
  readonly events: readonly ReleaseEvent[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One line: a defect that is gone or better in the build, or one that is known to be in it. */
export interface ChangelogEntry {
  readonly defectId: string;
  readonly defectRef: string;
  /** The build with the fix; null for a known issue. */
  readonly fixBuild: string | null;
  readonly section: Section;
  readonly text: Bilingual;
  /** Its own words while those of the defect's twin stand in for them, after publication. */
  readonly hidden?: Bilingual;
  readonly engineerIds: readonly string[];
  /** Who reported it, each once, the first of them first. */
  readonly testerIds: readonly string[];
}

export interface ReleaseEvent {
  readonly at: Date;
  /** Null when the clock did it. */
  readonly byId: string | null;
  readonly action: ReleaseAction | 'draft';
  readonly reason: string;
}

/** Every legal step, read as `TRANSITIONS[state][action] = next`. */
const TRANSITIONS: Readonly<Record<ReleaseState, Partial<Record<ReleaseAction, ReleaseState>>>> = {
  draft: { edit: 'draft', redraft: 'draft', files: 'draft', freeze: 'frozen' },
  frozen: { files: 'frozen', unfreeze: 'draft', publish: 'published' },
  published: { close: 'closed', roll_back: 'published' },
  closed: { roll_back: 'closed' },
};

/** The state after the action, or undefined where it is not legal. */
export const nextReleaseState = (
  state: ReleaseState,
  action: ReleaseAction,
): ReleaseState | undefined => TRANSITIONS[state][action];

/** Everybody may read it, for ever. */
export const isPublic = ({ publishedAt }: Pick<Release, 'publishedAt'>): boolean =>
  publishedAt !== null;

/** Names a release in URLs, such as `orion-2_3.0.12`: codes of models have no underscore. */
export const versionOf = ({ modelCode, build }: Pick<Release, 'modelCode' | 'build'>): string =>
  `${modelCode.toLowerCase()}_${build}`;

const VERSION = /^([a-z0-9-]{1,24})_([\w.+-]{1,60})$/;

/** The reverse of `versionOf`; undefined for what it can't have made. */
export function parseVersion(version: string): Pick<Release, 'modelCode' | 'build'> | undefined {
  const [, code, build] = VERSION.exec(version) ?? [];
  return code && build ? { modelCode: code.toUpperCase(), build } : undefined;
}

/** Where a line stands that the build brings. */
export const ITEM_SECTIONS: readonly Section[] = ['fixed', 'improved'];
/** A line that the build brings. */
export type Item = ChangelogEntry & { readonly fixBuild: string };
export const isItem = (entry: ChangelogEntry): entry is Item =>
  ITEM_SECTIONS.includes(entry.section) && entry.fixBuild !== null;
export const itemsOf = ({ entries }: Pick<Release, 'entries'>): readonly Item[] =>
  entries.filter(isItem);

/** The line under embargo with the words of the twin, its own kept; without a twin as it was. */
export function inPublicWords(entry: ChangelogEntry, twin: Bilingual | null): ChangelogEntry {
  const { hidden, ...line } = entry;
  const own = hidden ?? entry.text;
  const text = twin ?? own;
  if (text.en === entry.text.en && text['zh-CN'] === entry.text['zh-CN']) return entry;
  return twin ? { ...line, text, hidden: own } : { ...line, text };
}

/** A defect that came back and is fixed anew in a later build is another fix. */
export const fixKey = (defectId: string, fixBuild: string): string => `${defectId}@${fixBuild}`;
export const keyOf = ({ defectId, fixBuild }: Item): string => fixKey(defectId, fixBuild);

/** Whom the release names, with the references of the lines that do. */
export function thanksIn(
  release: Pick<Release, 'entries'>,
): ReadonlyMap<string, readonly string[]> {
  const thanks = new Map<string, readonly string[]>();
  for (const { defectRef, engineerIds, testerIds } of itemsOf(release))
    for (const id of new Set([...engineerIds, ...testerIds]))
      thanks.set(id, [...(thanks.get(id) ?? []), defectRef]);
  return thanks;
}

/** `apart`: on another branch, where neither is before the other. */
export type Distance = 'older' | 'same' | 'newer' | 'apart' | 'unknown';

/** How a unit's build stands to the release's; `builds` are those of the model in their order. */
export function distanceTo(
  release: string,
  unit: string | null,
  builds: readonly Build[],
): Distance {
  if (unit === release) return 'same';
  const isKnown = (version: string | null) => builds.some((build) => build.version === version);
  if (!isKnown(release) || !isKnown(unit)) return 'unknown';
  const along = branchOf(builds, release);
  const runs = along.indexOf(unit ?? '');
  if (runs < 0) return 'apart';
  return runs < along.indexOf(release) ? 'older' : 'newer';
}
