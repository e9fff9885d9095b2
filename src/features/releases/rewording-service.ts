import type { Clock } from '../../kernel/clock.js';
import type { Defects } from '../defects/index.js';
import type { ReleaseQueries } from './release-queries.js';
import type { ReleaseStore } from './release-store.js';
import { inPublicWords, type Release } from './release.js';

export interface RewordingDeps {
  readonly releases: Pick<ReleaseStore, 'byId' | 'reword'>;
  readonly queries: Pick<ReleaseQueries, 'newest' | 'tellingOf'>;
  readonly defects: Pick<Defects, 'fates'>;
  readonly clock: Clock;
}

export type Rewording = ReturnType<typeof createRewording>;

/** Lets published releases say of a defect what everybody may read of it now. */
export function createRewording({ releases, queries, defects, clock }: RewordingDeps) {
  async function reword(release: Release): Promise<void> {
    const fates = await defects.fates(release.entries.map(({ defectId }) => defectId));
    const twins = new Map(fates.map(({ id, twin }) => [id, twin]));
    const entries = release.entries.map((entry) =>
      inPublicWords(entry, twins.get(entry.defectId) ?? null),
    );
    if (entries.every((entry, index) => entry === release.entries[index])) return;
    if (await releases.reword(release, entries, clock.now())) return;
    const newer = await releases.byId(release.id);
    if (newer) await reword(newer);
  }

  return {
    async defectChanged(defectId: string): Promise<void> {
      for (const release of await queries.tellingOf(defectId)) await reword(release);
    },
    /** What nobody heard of, as far as the feed goes back. */
    async sweep(): Promise<void> {
      for (const release of await queries.newest()) await reword(release);
    },
  };
}
