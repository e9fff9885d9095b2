import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored } from '../../platform/records.js';
import { keyOf, VOTES_MAX, type Ballot } from './popcorn.js';
import { ballotModel } from './popcorn-schema.js';

export type BallotStore = ReturnType<typeof createBallotStore>;

/** Whose ballot of which release. */
export interface BallotOf {
  readonly releaseId: string;
  readonly personId: string;
}

/** One record per release and person; each vote is one conditional update of it. */
export function createBallotStore(connection: Connection) {
  const ballots = ballotModel(connection);

  async function assureBallot({ releaseId, personId }: BallotOf): Promise<void> {
    const fresh = { releaseId, personId, used: 0, choices: [] };
    try {
      await ballots.updateOne(
        { _id: keyOf(releaseId, personId) },
        { $setOnInsert: fresh },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  return {
    /** The person's own; there is no way to read somebody else's before the close. */
    async own({ releaseId, personId }: BallotOf): Promise<Ballot | undefined> {
      const record = await ballots.findById(keyOf(releaseId, personId)).lean();
      return record ? fromStored(record) : undefined;
    },
    /** False when the budget is spent or the engineer has a vote of this person already. */
    async give(of: BallotOf, engineerId: string, at: Date): Promise<boolean> {
      await assureBallot(of);
      const { modifiedCount } = await ballots.updateOne(
        {
          _id: keyOf(of.releaseId, of.personId),
          used: trusted({ $lt: VOTES_MAX }),
          'choices.engineerId': trusted({ $ne: engineerId }),
        },
        { $push: { choices: { engineerId, at } }, $inc: { used: 1 } },
      );
      return modifiedCount === 1;
    },
    /** False when there was no such vote. */
    async takeBack({ releaseId, personId }: BallotOf, engineerId: string): Promise<boolean> {
      const { modifiedCount } = await ballots.updateOne(
        { _id: keyOf(releaseId, personId), 'choices.engineerId': engineerId },
        { $pull: { choices: { engineerId } }, $inc: { used: -1 } },
      );
      return modifiedCount === 1;
    },
  };
}
