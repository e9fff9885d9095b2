import type { Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { Notify } from '../../kernel/notice.js';
import { versionOf, type Release, type Releases } from '../releases/index.js';
import { figuresOf } from './experience.js';
import { isClosed, type AskingRelease, type ClosedRelease } from './popcorn.js';
import type { PopcornQueries } from './popcorn-queries.js';
import type { Poll } from './poll.js';
import type { PollStore } from './poll-store.js';
import { countVotes } from './tally.js';

/** Somebody won the popcorn award; it is theirs for life. */
export interface Win {
  readonly personId: string;
  readonly modelCode: string;
  readonly at: Date;
}

export interface CountServiceDeps {
  readonly releases: Pick<Releases, 'closingBy' | 'byId' | 'close'>;
  readonly queries: Pick<PopcornQueries, 'ballotsOf' | 'answersOf' | 'unfinished'>;
  readonly polls: Pick<PollStore, 'beginCount' | 'finishCount' | 'endTelling'>;
  readonly notify: Notify;
  /** Safe to repeat. */
  readonly award: (win: Win) => Promise<unknown>;
  readonly clock: Clock;
}

export type CountService = ReturnType<typeof createCountService>;

/** Closes releases at their time and counts what their users said, once, whatever breaks off. */
export function createCountService(deps: CountServiceDeps) {
  const { releases, queries, polls, clock } = deps;

  /** Undefined when a colleague changed the release just now: the next turn tries again. */
  async function closed(release: Release): Promise<ClosedRelease | undefined> {
    if (isClosed(release)) return release;
    try {
      const done = await releases.close(release);
      return isClosed(done) ? done : undefined;
    } catch (error) {
      if (error instanceof Conflict) return undefined;
      throw error;
    }
  }

  /** Whoever votes looks at the state once more after storing it, so the count misses no vote. */
  async function count(poll: Poll): Promise<Poll | undefined> {
    const found = await releases.byId(poll.id);
    const release = found && (await closed(found));
    if (!release) return undefined;
    const [ballots, answers] = await Promise.all([
      queries.ballotsOf(release),
      queries.answersOf(release.id),
    ]);
    const result = { ...countVotes(ballots), figures: figuresOf(answers) };
    const countedAt = clock.now();
    const isFirst = await polls.finishCount(poll.id, result, countedAt);
    return isFirst ? { ...poll, ...result, countedAt, state: 'counted' } : undefined;
  }

  async function tell(poll: Poll): Promise<void> {
    const { id, modelCode, build, closesAt } = poll;
    for (const { engineerId: personId, votes } of poll.counts) {
      if (!poll.winnerIds.includes(personId)) continue;
      await deps.award({ personId, modelCode, at: closesAt });
      await deps.notify({
        ...{ personId, topic: 'release', key: `popcorn:won:${id}` },
        text: 'popcorn.notices.won',
        facts: { build, count: votes },
        link: `/releases/${versionOf(poll)}/popcorn`,
      });
    }
    await polls.endTelling(id);
  }

  return {
    async closeDue(): Promise<void> {
      for (const release of await releases.closingBy(clock.now()))
        await polls.beginCount(release as AskingRelease);
      for (const poll of await queries.unfinished()) {
        const counted = poll.state === 'counting' ? await count(poll) : poll;
        if (counted) await tell(counted);
      }
    },
  };
}
