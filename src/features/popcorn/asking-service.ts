import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import { isPublic, type Release, type Releases } from '../releases/index.js';
import { isAsking, type AskingRelease } from './popcorn.js';
import type { Uses } from './use-service.js';

export interface AskingDeps {
  readonly releases: Pick<Releases, 'byVersion' | 'byId'>;
  readonly uses: Pick<Uses, 'of'>;
  readonly clock: Clock;
}

export type Asking = ReturnType<typeof createAsking>;

/** The release that is spoken of, and who may speak. */
export function createAsking({ releases, uses, clock }: AskingDeps) {
  /** @throws NotFound while it is not public. */
  async function byVersion(version: string): Promise<Release> {
    const release = await releases.byVersion(version);
    if (!release || !isPublic(release)) throw new NotFound();
    return release;
  }

  return {
    byVersion,
    /**
     * The release, for somebody who wants to say something about it.
     * @throws Conflict `popcorn.closed` after the close, Forbidden with what is missing.
     */
    async forSpeaker(version: string, viewer: Viewer): Promise<AskingRelease> {
      const release = await byVersion(version);
      if (!isAsking(release, clock.now())) throw new Conflict('popcorn.closed');
      const use = await uses.of(viewer, release);
      if (use.kind === 'used') return release;
      const facts = 'unitRef' in use ? { unit: use.unitRef } : {};
      throw new Forbidden(`popcorn.${use.kind}`, { ...facts, build: release.build });
    },
    /** Whether what was just stored came before the count began. */
    async isStillOpen(id: string): Promise<boolean> {
      return (await releases.byId(id))?.state === 'published';
    },
  };
}
