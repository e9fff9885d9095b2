import type { ReleaseStore } from './release-store.js';
import { versionOf, type Release } from './release.js';

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
  releases: Pick<ReleaseStore, 'byBuild' | 'revisionOf'>,
): ReadRelease {
  const kept = new Map<string, Release>();
  return async (name) => {
    const version = versionOf(name);
    const revision = await releases.revisionOf(name);
    const known = kept.get(version);
    if (known && known.revision === revision) return known;
    kept.delete(version);
    const release = revision === undefined ? undefined : await releases.byBuild(name);
    if (release) kept.set(version, release);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? version);
    return release;
  };
}
