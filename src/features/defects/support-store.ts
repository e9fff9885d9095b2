import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { VOTE_BUDGET, type Confirmation, type Vote } from './support.js';
import { confirmationModel, voterModel } from './support-schema.js';

export type SupportStore = ReturnType<typeof createSupportStore>;

/** What testers add to a defect: confirmations of problems, votes for ideas. */
export function createSupportStore(connection: Connection) {
  const confirmations = confirmationModel(connection);
  const voters = voterModel(connection);
  const anyOf = (ids: readonly string[]) => trusted({ $in: [...ids] });

  return {
    /** False when the unit has confirmed the defect before. */
    async confirm(confirmation: Confirmation): Promise<boolean> {
      try {
        await confirmations.create(toStored(confirmation));
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** False when the person has none with that unit. */
    async withdraw(id: string, personId: string): Promise<boolean> {
      const { deletedCount } = await confirmations.deleteOne({ _id: id, personId });
      return deletedCount === 1;
    },
    /** Of any of the defects, the oldest first. */
    async confirmationsOf(defectIds: readonly string[]): Promise<readonly Confirmation[]> {
      const rows = await confirmations
        .find({ defectId: anyOf(defectIds) })
        .sort({ at: 1, _id: 1 })
        .lean();
      return rows.map(fromStored);
    },

    /** The person's votes, also those for ideas that are closed by now. */
    async votesOf(personId: string): Promise<readonly Vote[]> {
      return (await voters.findById(personId).lean())?.votes ?? [];
    },
    /** Who voted for any of the defects, each once. */
    async votersOf(defectIds: readonly string[]): Promise<readonly string[]> {
      const rows = await voters
        .find({ 'votes.defectId': anyOf(defectIds) }, { _id: 1 })
        .sort({ _id: 1 })
        .lean();
      return rows.map(({ _id }) => _id);
    },
    /**
     * Adds the vote while fewer than the budget are for open ideas; false when it is used up, or
     * when the person votes for this already. `closed` is how many of the person's votes are for
     * closed ideas: those are never taken back, so only the length of the list has to be watched.
     */
    async vote(personId: string, vote: Vote, closed: number): Promise<boolean> {
      await ensureVoter(personId);
      const { modifiedCount } = await voters.updateOne(
        {
          _id: personId,
          'votes.defectId': trusted({ $ne: vote.defectId }),
          [`votes.${VOTE_BUDGET + closed - 1}`]: trusted({ $exists: false }),
        },
        { $push: { votes: vote } },
      );
      return modifiedCount === 1;
    },
    async takeBack(personId: string, defectIds: readonly string[]): Promise<boolean> {
      const { modifiedCount } = await voters.updateOne(
        { _id: personId },
        { $pull: { votes: { defectId: { $in: [...defectIds] } } } },
      );
      return modifiedCount === 1;
    },
  };

  async function ensureVoter(personId: string): Promise<void> {
    try {
      await voters.updateOne({ _id: personId }, { $setOnInsert: { votes: [] } }, { upsert: true });
    } catch (error) {
      // Two first votes at once: one of them made the record.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
