import { SECOND, later, type Clock } from '../../kernel/clock.js';
import type { Change } from '../../platform/changes.js';
import type { SearchEntry } from './search-entry.js';
import type { SearchStore } from './search-store.js';

/** One noun as search reads it from the feature that owns it. */
export interface SearchSource {
  /** Which were changed after the mark, the oldest change first. */
  changes(mark: Change | undefined, limit: number): Promise<readonly Change[]>;
  entriesOf(ids: readonly string[]): Promise<readonly SearchEntry[]>;
}

export interface IndexServiceDeps {
  readonly sources: readonly SearchSource[];
  readonly entries: Pick<SearchStore, 'put' | 'changeTimes' | 'followedAt' | 'setFollowedAt'>;
  readonly clock: Clock;
}

/** Few enough that cutting them into terms does not hold up requests. */
const BATCH = 50;
/** A change is written a moment after the time that it carries. */
const OVERLAP_MS = 5 * SECOND;
/** Of two changes that carry the same time, the second is written within this. */
const SAME_TIME_MS = SECOND;

export type IndexService = ReturnType<typeof createIndexService>;

/** Keeps the entries like what they name. Each run may be repeated, and two at once do no harm. */
export function createIndexService({ sources, entries, clock }: IndexServiceDeps) {
  let caughtUpTo: Date | undefined;

  /**
   * Brings the changes after the mark that the entries do not know, and all from `unsureFrom` on:
   * an entry may have been made between two changes of one time.
   */
  async function follow(
    source: SearchSource,
    mark: Change | undefined,
    unsureFrom: Date | undefined,
  ): Promise<number> {
    let brought = 0;
    let from = mark;
    for (;;) {
      const changes = await source.changes(from, BATCH);
      const known = await entries.changeTimes(changes.map(({ id }) => id));
      const stale = changes.filter(
        ({ id, at }) =>
          known.get(id)?.getTime() !== at.getTime() || (unsureFrom && at >= unsureFrom),
      );
      if (stale.length > 0) await entries.put(await source.entriesOf(stale.map(({ id }) => id)));
      brought += stale.length;
      from = changes.at(-1);
      if (changes.length < BATCH) return brought;
    }
  }

  async function followAll(since: Date | undefined): Promise<number> {
    const mark = since && { at: later(since, -OVERLAP_MS), id: '' };
    const unsureFrom = since && later(since, -SAME_TIME_MS);
    let brought = 0;
    for (const source of sources) brought += await follow(source, mark, unsureFrom);
    return brought;
  }

  return {
    /** What changed since the last time, of whatever process; everything the very first time. */
    async catchUp(): Promise<number> {
      const startedAt = clock.now();
      const brought = await followAll(caughtUpTo ?? (await entries.followedAt()));
      caughtUpTo = startedAt;
      await entries.setFollowedAt(startedAt);
      return brought;
    },
    /** Compares everything with its entry and brings what was missed, once this process caught up. */
    repair: async (): Promise<number> => (caughtUpTo ? followAll(undefined) : 0),
  };
}
