import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Accounts } from '../accounts/index.js';
import { versionOf, type Release, type Releases, type Voices } from '../releases/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { createAsking } from './asking-service.js';
import { createBallotStore } from './ballot-store.js';
import { createCountService, type Win } from './count-service.js';
import { createEngineerPanel } from './engineer-service.js';
import { createExperienceService } from './experience-service.js';
import { createPollStore } from './poll-store.js';
import { isAsking } from './popcorn.js';
import { popcornJobs } from './popcorn-jobs.js';
import { createPopcornQueries } from './popcorn-queries.js';
import { popcornRoutes } from './popcorn-routes.js';
import { isShown } from './reaction.js';
import { createRemindService } from './remind-service.js';
import { createUses } from './use-service.js';
import { createVoiceStore } from './voice-store.js';
import { createVoteService } from './vote-service.js';

export type { Win } from './count-service.js';
export type { EngineerPanel } from './engineer-service.js';

export interface PopcornDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly translations: Translations;
  readonly accounts: Pick<Accounts, 'cards' | 'personByHandle'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly units: Pick<Units['service'], 'acceptancesBy' | 'heldPage'>;
  readonly reports: Pick<Reports, 'buildsToldBy'>;
  readonly releases: Pick<Releases, 'byId' | 'byVersion' | 'closingBy' | 'close' | 'creditedTo'>;
  /** Grants the badge for life; safe to repeat. */
  readonly award: (win: Win) => Promise<unknown>;
}

export type Popcorn = ReturnType<typeof createPopcorn>;

/** What users say of each release, and whom they thank most: sealed until the close. */
export function createPopcorn(deps: PopcornDeps) {
  const { connection, clock, accounts } = deps;
  const ballots = createBallotStore(connection);
  const polls = createPollStore(connection);
  const voices = createVoiceStore(connection);
  const queries = createPopcornQueries(connection);
  const uses = createUses(deps);
  const asking = createAsking({ ...deps, uses });
  const votes = createVoteService({ asking, ballots, clock });
  const experiences = createExperienceService({ asking, voices, clock });
  const counting = createCountService({ ...deps, queries, polls });
  const reminding = createRemindService({ ...deps, uses, queries, polls });

  return {
    votes,
    experiences,
    /** For the page of a person: what releases owe to an engineer. */
    engineerPanel: createEngineerPanel({ ...deps, queries }),

    /** What the page of a release says of it: who won, or until when it asks, and reactions. */
    async voicesOf(release: Release): Promise<Voices> {
      const [poll, counts] = await Promise.all([
        queries.pollOf(release.id),
        queries.reactionCounts([release.id]),
      ]);
      return {
        isAsking: isAsking(release, clock.now()),
        isCounted: poll?.countedAt != null,
        winners: await namesOf(poll?.winnerIds ?? []),
        reactions: new Map(
          counts
            .filter(isShown)
            .map(({ defectRef, greatCount, needsWorkCount }) => [
              defectRef,
              { great: greatCount, needsWork: needsWorkCount },
            ]),
        ),
      };
    },
    /** The last award, for the start page; undefined until there is one. */
    async latestAward() {
      const poll = await queries.latest();
      if (!poll || poll.winnerIds.length === 0) return undefined;
      const { build, voters } = poll;
      return { version: versionOf(poll), build, voters, winners: await namesOf(poll.winnerIds) };
    },
    routes: popcornRoutes({
      ...{ ...deps, asking, uses, votes, experiences, ballots, voices, queries },
    }),
    jobs: popcornJobs({ ...counting, ...reminding }),
  };

  async function namesOf(ids: readonly string[]) {
    const people = await accounts.cards(ids);
    return ids.flatMap((id) => people.get(id) ?? []);
  }
}
