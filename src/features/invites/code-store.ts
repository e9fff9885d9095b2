import { trusted, type Connection } from 'mongoose';
import { fromStored, toStored } from '../../platform/records.js';
import type { InviteBatch, InviteCode } from './invite.js';
import { batchModel, codeModel } from './invite-schema.js';

export type CodeStore = ReturnType<typeof createCodeStore>;

export function createCodeStore(connection: Connection) {
  const batches = batchModel(connection);
  const codes = codeModel(connection);

  return {
    /** The codes first: a batch that is listed has them all. */
    async add(batch: InviteBatch, fresh: readonly InviteCode[]): Promise<void> {
      await codes.insertMany(fresh.map(toStored));
      await batches.create(toStored(batch));
    },

    async byHash(roundId: string, hmac: string): Promise<InviteCode | undefined> {
      const record = await codes.findOne({ hmac, roundId }).lean();
      return record ? fromStored(record) : undefined;
    },

    /**
     * Takes a use for the person, or finds that they have taken theirs: the name goes in by the
     * very update that counts. False when the code has nothing for them.
     */
    async takeUse(codeId: string, personId: string, now: Date): Promise<boolean> {
      const { modifiedCount } = await codes.updateOne(
        {
          _id: codeId,
          redeemers: trusted({ $ne: personId }),
          usesLeft: trusted({ $gt: 0 }),
          expiresAt: trusted({ $gt: now }),
          revokedAt: null,
        },
        { $inc: { usesLeft: -1 }, $push: { redeemers: personId } },
      );
      return (
        modifiedCount === 1 || (await codes.exists({ _id: codeId, redeemers: personId })) !== null
      );
    },

    /** Undoes `takeUse`, once however often it is called. */
    async giveBack(codeId: string, personId: string): Promise<void> {
      await codes.updateOne(
        { _id: codeId, redeemers: personId },
        { $inc: { usesLeft: 1 }, $pull: { redeemers: personId } },
      );
    },

    /** False when there is none to revoke. The codes first: a retry finishes a broken-off one. */
    async revoke(roundId: string, batchId: string, at: Date): Promise<boolean> {
      const filter = { _id: batchId, roundId, revokedAt: null };
      if (!(await batches.exists(filter))) return false;
      await codes.updateMany({ batchId, revokedAt: null }, { $set: { revokedAt: at } });
      const { modifiedCount } = await batches.updateOne(filter, { $set: { revokedAt: at } });
      return modifiedCount === 1;
    },
  };
}
