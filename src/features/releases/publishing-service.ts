import type { Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import type { Viewer } from '../../kernel/people.js';
import type { Defect, Defects } from '../defects/index.js';
import { closeAfter } from './friday.js';
import { isItem, itemsOf, keyOf, type Item, type Release } from './release.js';
import type { ReleaseQueries } from './release-queries.js';
import type { TakeStep } from './release-service.js';
import type { Tell } from './telling-service.js';

export interface PublishingDeps {
  readonly queries: Pick<ReleaseQueries, 'shippedOf' | 'due' | 'telling'>;
  readonly defects: Pick<Defects, 'byIds'>;
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
  const { queries, take, tell, clock } = deps;

  /**
   * What of the frozen lines is true by now: a fix that came back is none, what another release
   * brought since is left to it, and a defect may have come under embargo.
   */
  async function trueLines({ modelCode, entries }: Release): Promise<Release['entries']> {
    const [brought, found] = await Promise.all([
      queries.shippedOf(modelCode),
      deps.defects.byIds(entries.map(({ defectId }) => defectId)),
    ]);
    const byId = new Map(found.map((defect) => [defect.id, defect]));
    return entries
      .filter((entry) => !isItem(entry) || !brought.has(keyOf(entry)))
      .filter((entry) => !isItem(entry) || isClaimed(entry, byId.get(entry.defectId)))
      .map((entry) => ({
        ...entry,
        text: byId.get(entry.defectId)?.embargo?.twin.title ?? entry.text,
      }));
  }

  async function publish(release: Release, byId: string | null): Promise<void> {
    const entries = await trueLines(release);
    const shipped = itemsOf({ entries }).map(keyOf);
    if (shipped.length === 0) throw new Conflict('releases.no_items');
    const publishedAt = clock.now();
    const closesAt = closeAfter(publishedAt, deps.programmeZone);
    const changes = { entries, shipped, publishedAt, closesAt, isTelling: true };
    const out = await take(release, 'publish', byId, changes);
    await deps.published.publish({ releaseId: out.id });
    await tell(out);
  }

  /** One that can't be published now, or that another process just did, waits for nobody. */
  async function publishByClock(release: Release): Promise<void> {
    try {
      await publish(release, null);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
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

const isClaimed = ({ fixBuild }: Item, defect: Defect | undefined): boolean =>
  defect?.resolution === 'fixed' && defect.fixBuild === fixBuild;
