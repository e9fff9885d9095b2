import { shareReads } from '../../kernel/share-reads.js';
import type { Accounts } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import type { Drafting } from './drafting-service.js';
import type { Reports } from '../reports/index.js';
import {
  cutLines,
  linesModel,
  mayEdit,
  namedIn,
  unnamedIn,
  type LinesModel,
} from './release-lines.js';
import type { ReleaseStore } from './release-store.js';
import { fixKey, itemsOf, versionOf, type Release } from './release.js';
import type { TriedOf, Voices } from './voices.js';

export type ReadRelease = (
  name: Pick<Release, 'modelCode' | 'build'>,
) => Promise<Release | undefined>;

/** Hundreds of lines each; the oldest is forgotten. */
const MOST_KEPT = 20;

/**
 * Reads a release with all its lines, from the store only when it has another revision than the one
 * known: readers come by the thousand, changes by the week. Whether everybody was told is not part
 * of a revision, so `isTelling` may be an old one.
 */
export function createReadRelease(
  releases: Pick<ReleaseStore, 'byBuild' | 'editionOf'>,
): ReadRelease {
  const kept = new Map<string, Release>();
  return async (name) => {
    const version = versionOf(name);
    const edition = await releases.editionOf(name);
    const known = kept.get(version);
    if (known && known.id === edition?.id && known.revision === edition.revision) return known;
    kept.delete(version);
    const release = edition && (await releases.byBuild(name));
    if (release) kept.set(version, release);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? version);
    return release;
  };
}

/** One page of lines: the position of the first, and whether an engineer asks. */
export interface PageAsked extends Pick<Release, 'modelCode' | 'build'> {
  readonly position: number;
  readonly isQa: boolean;
}

export interface PageRead {
  readonly release: Release;
  /** It is frozen, and nothing is left that it could bring. */
  readonly isEmptied: boolean;
  readonly lines: LinesModel;
  readonly voices: Voices;
}

export type ReadPage = (asked: PageAsked) => Promise<PageRead | undefined>;

export interface ReadPageDeps {
  readonly readRelease: ReadRelease;
  readonly drafting: Pick<Drafting, 'isEmptied'>;
  readonly defects: Pick<Defects, 'fates'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly reports: Pick<Reports, 'unnamedAmong'>;
  readonly voicesOf: (release: Release) => Promise<Voices>;
  readonly triedOf: TriedOf;
}

/**
 * Reads what everybody sees alike of a release, in a few queries whatever its size. All who are told
 * of it come within a minute: those who ask for the same at once share one read.
 */
export function createReadPage(deps: ReadPageDeps): ReadPage {
  const { readRelease, drafting, defects, accounts, reports, voicesOf, triedOf } = deps;
  const keyOf = ({ position, isQa, ...name }: PageAsked) =>
    `${versionOf(name)} ${position} ${isQa}`;
  return shareReads(keyOf, async ({ position, isQa, ...name }) => {
    const release = await readRelease(name);
    if (!release) return undefined;
    const canEdit = isQa && mayEdit(release);
    const page = cutLines(release, position, canEdit);
    const [fates, people, unnamed, voices, tried, isEmptied] = await Promise.all([
      defects.fates(page.entries.map(({ defectId }) => defectId)),
      accounts.cards(namedIn(page.entries)),
      unnamedIn(page.entries, reports),
      voicesOf(release),
      triedOf(itemsOf(page).map(({ defectId, fixBuild }) => fixKey(defectId, fixBuild))),
      drafting.isEmptied(release),
    ]);
    const byId = new Map(fates.map((fate) => [fate.id, fate]));
    const { reactions } = voices;
    const known = { people, unnamed, reactions, tried, defects: byId };
    const lines = linesModel({ release, page, canEdit, ...known });
    return { release, isEmptied, lines, voices };
  });
}
