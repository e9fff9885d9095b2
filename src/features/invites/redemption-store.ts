import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Redemption } from './invite.js';
import { openingModel, redemptionModel, type RedemptionRecord } from './invite-schema.js';

export type RedemptionStore = ReturnType<typeof createRedemptionStore>;

/** Settled in one go of the sweeper. */
const SWEEP_MAX = 500;

export function createRedemptionStore(connection: Connection) {
  const redemptions = redemptionModel(connection);
  const openings = openingModel(connection);
  const one = async (filter: object): Promise<Redemption | undefined> => {
    const record = await redemptions.findOne(filter).lean();
    return record ? fromStored(record) : undefined;
  };
  const calledTo = (allocationId: string) => one({ allocationId });

  return {
    calledTo,
    ofPerson: (roundId: string, personId: string) => one({ roundId, personId }),
    ofApplication: (applicationId: string) => one({ applicationId }),

    /** Every place of a quota that is somebody's. */
    async taken(
      roundId: string,
      quota: string,
    ): Promise<readonly Pick<Redemption, 'place' | 'state'>[]> {
      return redemptions.find({ roundId, quota }, { _id: 0, place: 1, state: 1 }).lean();
    },

    /** `place_taken` and `person_has_one` say which rule refused it. */
    async reserve(fresh: Redemption): Promise<'kept' | 'place_taken' | 'person_has_one'> {
      try {
        await redemptions.create(toStored(fresh));
        return 'kept';
      } catch (error) {
        if (isDuplicateKey(error, 'round_person_unique')) return 'person_has_one';
        if (isDuplicateKey(error, '_id_')) return 'place_taken';
        throw error;
      }
    },

    /** False when it is there no more. */
    async confirm({ id, personId }: Redemption): Promise<boolean> {
      const { modifiedCount } = await redemptions.updateOne(
        { _id: id, personId, state: 'pending' },
        { $set: { state: 'waiting' } },
      );
      return modifiedCount === 1 || (await redemptions.exists({ _id: id, personId })) !== null;
    },
    /** Not one that the person has made anew with another code. */
    async cancel({ id, personId, codeId }: Redemption): Promise<void> {
      await redemptions.deleteOne({ _id: id, personId, codeId, state: 'pending' });
    },
    async pendingSince(at: Date): Promise<readonly Redemption[]> {
      const rows = await redemptions
        .find({ state: 'pending', at: trusted({ $lt: at }) })
        .limit(SWEEP_MAX)
        .lean();
      return rows.map(fromStored);
    },

    /** As `callNext` of claims: the first that waits, the same one for the same allocation. */
    async callNext(
      roundId: string,
      quota: string,
      allocationId: string,
    ): Promise<Redemption | undefined> {
      try {
        const record = await redemptions
          .findOneAndUpdate(
            { roundId, quota, state: 'waiting' },
            { $set: { state: 'called', allocationId } },
            { sort: { place: 1 }, returnDocument: 'after' },
          )
          .lean<RedemptionRecord>();
        return record ? fromStored(record) : undefined;
      } catch (error) {
        if (!isDuplicateKey(error, 'allocation_unique')) throw error;
        return calledTo(allocationId);
      }
    },
    /** Only while the turn is still that application's; the next one gets it. */
    async skip(allocationId: string, applicationId: string): Promise<void> {
      await redemptions.updateOne(
        { allocationId, applicationId },
        { $set: { state: 'skipped', allocationId: null } },
      );
    },
    async passOver(id: string): Promise<void> {
      await redemptions.updateOne({ _id: id }, { $set: { state: 'skipped', allocationId: null } });
    },

    countOpenings: (roundId: string, quota: string) => openings.countDocuments({ roundId, quota }),
    async addOpening(allocationId: string, roundId: string, quota: string): Promise<void> {
      await openings.updateOne(
        { _id: allocationId },
        { $set: { roundId, quota } },
        { upsert: true },
      );
    },
  };
}
