import { DAY, later, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import { distanceTo, itemsOf, versionOf, type Releases } from '../releases/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { isAsking, optionsOf, type AskingRelease } from './popcorn.js';
import type { PopcornQueries } from './popcorn-queries.js';
import type { PollStore } from './poll-store.js';
import type { Uses } from './use-service.js';

/** Before the close. */
const REMINDED_BEFORE = DAY;
const HELD_SIZE = 200;

export interface RemindServiceDeps {
  readonly releases: Pick<Releases, 'closingBy'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly units: Pick<Units['service'], 'heldPage'>;
  readonly uses: Pick<Uses, 'ofPerson'>;
  readonly queries: Pick<PopcornQueries, 'pollOf' | 'votersAmong'>;
  readonly polls: Pick<PollStore, 'assure' | 'markReminded'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

export type RemindService = ReturnType<typeof createRemindService>;

/** One reminder a release and person, a day before the close, for those who may vote and have not. */
export function createRemindService(deps: RemindServiceDeps) {
  const { releases, rounds, units, uses, queries, polls, notify, clock } = deps;

  const tell = (release: AskingRelease, personId: string) =>
    notify({
      ...{ personId, topic: 'release', key: `popcorn:remind:${release.id}` },
      text: 'popcorn.notices.remind',
      facts: { build: release.build },
      link: `/releases/${versionOf(release)}/popcorn`,
    });

  async function remindAmong(release: AskingRelease, personIds: readonly string[]): Promise<void> {
    const voted = await queries.votersAmong(release.id, personIds);
    for (const personId of personIds) {
      if (voted.has(personId)) continue;
      const { kind } = await uses.ofPerson(personId, release);
      if (kind === 'used') await tell(release, personId);
    }
  }

  /** Looks at everybody whose unit runs the build or a newer one, part by part. */
  async function remind(release: AskingRelease): Promise<void> {
    const builds = await rounds.buildsOf(release.modelCode);
    const runsIt = ({ modelCode, build }: { modelCode: string; build: string | null }) =>
      modelCode === release.modelCode &&
      ['same', 'newer'].includes(distanceTo(release.build, build, builds));
    let after: string | undefined;
    do {
      const { rows, next } = await units.heldPage(after, HELD_SIZE);
      const holders = rows.filter(runsIt).map(({ holderId }) => holderId);
      await remindAmong(release, [...new Set(holders)]);
      after = next;
    } while (after !== undefined);
  }

  return {
    async remindDue(): Promise<void> {
      const now = clock.now();
      for (const release of await releases.closingBy(later(now, REMINDED_BEFORE))) {
        if (!isAsking(release, now) || optionsOf(itemsOf(release)).length === 0) continue;
        if ((await queries.pollOf(release.id))?.remindedAt) continue;
        await polls.assure(release);
        await remind(release);
        await polls.markReminded(release.id, now);
      }
    },
  };
}
