import type { Clock } from '../../kernel/clock.js';
import { Conflict, NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import { itemsOf } from '../releases/index.js';
import type { Asking } from './asking-service.js';
import type { BallotOf, BallotStore } from './ballot-store.js';
import { optionsOf } from './popcorn.js';

export interface VoteServiceDeps {
  readonly asking: Pick<Asking, 'forSpeaker' | 'isStillOpen'>;
  readonly ballots: BallotStore;
  readonly clock: Clock;
}

export type VoteService = ReturnType<typeof createVoteService>;

/** Giving votes and taking them back, as often as one likes until the close. */
export function createVoteService({ asking, ballots, clock }: VoteServiceDeps) {
  async function refuseGiven(of: BallotOf, engineerId: string): Promise<never> {
    const own = await ballots.own(of);
    const isTwice = own?.choices.some((choice) => choice.engineerId === engineerId);
    throw new Conflict(isTwice ? 'popcorn.twice' : 'popcorn.spent');
  }

  /** The count waits for the release to be closed: a vote stored before that is in it. */
  async function assertCounted(releaseId: string): Promise<void> {
    if (!(await asking.isStillOpen(releaseId))) throw new Conflict('popcorn.closed');
  }

  return {
    /** @throws Conflict `popcorn.spent`, `popcorn.twice`, `popcorn.own` or `popcorn.closed`. */
    async give(version: string, engineerId: string, viewer: Viewer): Promise<void> {
      const release = await asking.forSpeaker(version, viewer);
      if (engineerId === viewer.id) throw new Conflict('popcorn.own');
      const options = optionsOf(itemsOf(release));
      if (!options.some((option) => option.engineerId === engineerId)) throw new NotFound();
      const of = { releaseId: release.id, personId: viewer.id };
      const isGiven = await ballots.give(of, engineerId, clock.now());
      if (!isGiven) await refuseGiven(of, engineerId);
      await assertCounted(release.id);
    },
    /** Taking back what is not there changes nothing. */
    async takeBack(version: string, engineerId: string, viewer: Viewer): Promise<void> {
      const { id } = await asking.forSpeaker(version, viewer);
      await ballots.takeBack({ releaseId: id, personId: viewer.id }, engineerId);
      await assertCounted(id);
    },
  };
}
