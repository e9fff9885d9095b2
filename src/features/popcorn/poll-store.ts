import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import type { AskingRelease } from './popcorn.js';
import { pollModel } from './popcorn-schema.js';
import type { Poll } from './poll.js';

export type PollStore = ReturnType<typeof createPollStore>;
export type Result = Pick<Poll, 'voters' | 'counts' | 'winnerIds' | 'figures'>;

/** What became of each release's questions; each step is taken once, by whichever process is first. */
export function createPollStore(connection: Connection) {
  const polls = pollModel(connection);

  async function assure(release: Pick<AskingRelease, 'id' | 'modelCode' | 'build' | 'closesAt'>) {
    const { modelCode, build, closesAt } = release;
    const empty = { voters: 0, counts: [], winnerIds: [], figures: null };
    const fresh = { modelCode, build, closesAt, state: 'open', remindedAt: null, countedAt: null };
    try {
      await polls.updateOne(
        { _id: release.id },
        { $setOnInsert: { ...fresh, ...empty } },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  return {
    assure,
    /** From now on the job counts it, whatever breaks off in between. */
    async beginCount(release: Parameters<typeof assure>[0]): Promise<void> {
      await assure(release);
      await polls.updateOne({ _id: release.id, state: 'open' }, { $set: { state: 'counting' } });
    },
    /** The first result stands. */
    async finishCount(id: string, result: Result, countedAt: Date): Promise<boolean> {
      const { modifiedCount } = await polls.updateOne(
        { _id: id, state: 'counting' },
        { $set: { ...result, state: 'counted', countedAt } },
      );
      return modifiedCount === 1;
    },
    async endTelling(id: string): Promise<void> {
      await polls.updateOne({ _id: id, state: 'counted' }, { $set: { state: 'told' } });
    },
    async markReminded(id: string, at: Date): Promise<void> {
      await polls.updateOne(
        { _id: id, remindedAt: trusted({ $eq: null }) },
        { $set: { remindedAt: at } },
      );
    },
  };
}
