import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Claim, ClaimedPlace } from './claim.js';
import { claimModel, readingModel, type ClaimRecord } from './claim-schema.js';

/** What became of one claim of a batch: stored, or which rule it broke. */
export type Fate = 'kept' | 'place_taken' | 'person_has_one';

export type PersonsPlace = ClaimedPlace & Pick<Claim, 'personId'>;

export type ClaimStore = ReturnType<typeof createClaimStore>;

const PLACE = { quota: 1, place: 1, personId: 1, at: 1 } as const;

/** As the driver throws it for an unordered `insertMany` of which some were refused. */
interface RefusedBatch {
  readonly writeErrors: readonly { index: number; code: number; errmsg?: string }[];
  readonly result: { getWriteConcernError(): unknown };
}

export function createClaimStore(connection: Connection) {
  const claims = claimModel(connection);
  const readings = readingModel(connection);

  /**
   * What another process wrote may be read before it is in the journal, and be gone again when the
   * database dies. The journal keeps the order of writes: once a write of ours that came after the
   * read is journalled, so is all that was read.
   */
  async function readForGood(roundId: string, filter: object, at: Date): Promise<PersonsPlace[]> {
    const found = await claims.find(filter, PLACE).lean();
    if (found.length > 0)
      await readings.updateOne({ _id: roundId }, { $set: { readAt: at } }, { upsert: true });
    return found;
  }

  /** The claim whose turn the allocation has. */
  async function calledTo(allocationId: string): Promise<Claim | undefined> {
    const record = await claims.findOne({ allocationId }).lean();
    return record ? fromStored(record) : undefined;
  }

  return {
    /**
     * Stores each claim whose place and person are free, in one journalled write. The driver is
     * used directly: Mongoose would look at each of thousands of records again.
     * @returns the fate of each claim, in the same order
     * @throws when it is unknown which of them were stored
     */
    async insert(batch: readonly Claim[]): Promise<readonly Fate[]> {
      const fates = batch.map((): Fate => 'kept');
      try {
        await claims.collection.insertMany(
          batch.map((claim) => toStored(claim) as unknown as { _id: never }),
          { ordered: false },
        );
      } catch (error) {
        if (!isRefusedBatch(error)) throw error;
        for (const { index, errmsg = '' } of error.writeErrors)
          fates[index] = / index: round_person_unique /.test(errmsg)
            ? 'person_has_one'
            : 'place_taken';
      }
      return fates;
    },

    /** Every place taken of the round, each of them for good. */
    readAll: (roundId: string, at: Date) => readForGood(roundId, { roundId }, at),

    /** The places of those of the people who have one, each of them for good. */
    ofPeople: (roundId: string, personIds: readonly string[], at: Date) =>
      readForGood(roundId, { roundId, personId: trusted({ $in: [...personIds] }) }, at),

    calledTo,

    /**
     * Calls the first of the quota that waits; undefined when nobody does. Of two that call for
     * one allocation at once the second gets the first one's claim.
     */
    async callNext(
      roundId: string,
      quota: string,
      allocationId: string,
    ): Promise<Claim | undefined> {
      try {
        const record = await claims
          .findOneAndUpdate(
            { roundId, quota, state: 'waiting' },
            { $set: { state: 'called', allocationId } },
            { sort: { place: 1 }, returnDocument: 'after' },
          )
          .lean<ClaimRecord>();
        return record ? fromStored(record) : undefined;
      } catch (error) {
        if (!isDuplicateKey(error, 'allocation_unique')) throw error;
        return calledTo(allocationId);
      }
    },

    /** Only while the turn is still that application's; the next one gets it. */
    async skip(allocationId: string, applicationId: string): Promise<void> {
      await claims.updateOne(
        { allocationId, applicationId },
        { $set: { state: 'skipped', allocationId: null } },
      );
    },
    /** The claim gets no seat and frees the allocation for the next. */
    async passOver(id: string): Promise<void> {
      await claims.updateOne({ _id: id }, { $set: { state: 'skipped', allocationId: null } });
    },
  };
}

const DUPLICATE_KEY = 11000;

const isRefusedBatch = (error: unknown): error is RefusedBatch => {
  if (!(error instanceof Error) || error.name !== 'MongoBulkWriteError') return false;
  const { writeErrors, result } = error as Error & Partial<RefusedBatch>;
  return (
    Array.isArray(writeErrors) &&
    writeErrors.length > 0 &&
    writeErrors.every(({ code }: { code?: unknown }) => code === DUPLICATE_KEY) &&
    !result?.getWriteConcernError()
  );
};
