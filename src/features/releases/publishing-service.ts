import type { Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import type { Viewer } from '../../kernel/people.js';
import { closeAfter } from './friday.js';
import type { Drafting } from './drafting-service.js';
import { itemsOf, keyOf, type Release } from './release.js';
import type { ReleaseQueries } from './release-queries.js';
import type { TakeStep } from './release-service.js';
import type { Tell } from './telling-service.js';
import type { Watch } from './watching-service.js';

export interface PublishingDeps {
  readonly queries: Pick<ReleaseQueries, 'due' | 'telling'>;
  readonly drafting: Pick<Drafting, 'linesToPublish'>;
  readonly watch: Pick<Watch, 'tellUnpublished'>;
  readonly take: TakeStep;
  readonly published: News<Publication>;
  readonly tell: Tell;
  readonly clock: Clock;
  readonly programmeZone: string;
}

/** A release was just published. */
export interface Publication {
  readonly releaseId: string;
}

export type Publishing = ReturnType<typeof createPublishing>;

/** Publishes by hand and by the clock, and tells everybody concerned, once. */
export function createPublishing(deps: PublishingDeps) {
  const { queries, drafting, watch, take, tell, clock } = deps;

  async function publish(release: Release, byId: string | null): Promise<void> {
    const entries = await drafting.linesToPublish(release);
    const shipped = itemsOf({ entries }).map(keyOf);
    if (shipped.length === 0) throw new Conflict('releases.emptied');
    const publishedAt = clock.now();
    const closesAt = closeAfter(publishedAt, deps.programmeZone);
    const changes = { entries, shipped, publishedAt, closesAt, isTelling: true };
    const out = await take(release, 'publish', byId, changes);
    await deps.published.publish({ releaseId: out.id });
    await tell(out);
  }

  /** One that another process just published, or that can't be now, holds up no other one. */
  async function publishByClock(release: Release): Promise<void> {
    try {
      await publish(release, null);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (error.code === 'releases.emptied') await watch.tellUnpublished(release);
    }
  }

  return {
    publishByHand: (release: Release, by: Pick<Viewer, 'id'>) => publish(release, by.id),
    /** Publishes the frozen ones whose time has come, however late, and ends what a crash left. */
    async publishDue(): Promise<void> {
      for (const release of await queries.due(clock.now())) await publishByClock(release);
      for (const release of await queries.telling()) await tell(release);
    },
  };
}
