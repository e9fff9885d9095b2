import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Challenge } from './challenge.js';
import { challengeModel, type ChallengeRecord } from './possession-schema.js';

/** Expired ones dealt with in one run of the job. */
const BATCH = 200;

/** `code`: that code was given out before; `open`: the unit is being asked already. */
export type Refused = 'code' | 'open';
/** `used`: the file was proof once before. */
export type Proven = Challenge | 'used' | undefined;

export type ChallengeStore = ReturnType<typeof createChallengeStore>;

/** Questions to holders, each change one conditional update. */
export function createChallengeStore(connection: Connection) {
  const challenges = challengeModel(connection);
  const found = (record: ChallengeRecord | null): Challenge | undefined =>
    record ? fromStored(record) : undefined;

  async function change(filter: object, changes: object): Promise<Proven> {
    try {
      return found(
        await challenges.findOneAndUpdate(filter, changes, { returnDocument: 'after' }).lean(),
      );
    } catch (error) {
      if (isDuplicateKey(error, 'proof_unique')) return 'used';
      throw error;
    }
  }

  return {
    async add(challenge: Challenge): Promise<Refused | undefined> {
      try {
        await challenges.create(toStored(challenge));
        return undefined;
      } catch (error) {
        if (isDuplicateKey(error, 'code_unique')) return 'code';
        if (isDuplicateKey(error, 'open_unique')) return 'open';
        throw error;
      }
    },
    async byCode(code: string): Promise<Challenge | undefined> {
      return found(await challenges.findOne({ code }).lean());
    },
    async isProof(sha256: string): Promise<boolean> {
      return (await challenges.exists({ proofs: sha256 })) !== null;
    },

    /** Undefined when it is not open any more. */
    answer: (id: string, photoId: string, sha256: string): Promise<Proven> =>
      change(
        { _id: id, state: 'open' },
        { $set: { state: 'answered', photoId }, $push: { proofs: sha256 } },
      ),
    confirm: (code: string, decidedById: string, at: Date): Promise<Proven> =>
      change(
        { code, state: 'answered' },
        {
          $set: { state: 'passed', isOpen: false, passedBy: 'photo', decidedById, endedAt: at },
        },
      ),
    reject: (code: string, decidedById: string, note: string, until: Date): Promise<Proven> =>
      change(
        { code, state: 'answered' },
        { $set: { state: 'open', photoId: null, decidedById, note, expiresAt: until } },
      ),

    /** The open challenge of unit and holder, passed by a log of that very unit. */
    passByLog: (
      { unitId, personId, sha256 }: { unitId: string; personId: string; sha256: string },
      at: Date,
    ): Promise<Proven> =>
      change(
        { unitId, personId, isOpen: true, proofs: trusted({ $ne: sha256 }) },
        {
          $set: { state: 'passed', isOpen: false, passedBy: 'log', endedAt: at },
          $push: { proofs: sha256 },
        },
      ),
    /** Nobody asked: a log of the unit makes the month count anew. */
    noteProof: (id: string, sha256: string, at: Date): Promise<Proven> =>
      change(
        { _id: id, isOpen: false, proofs: trusted({ $ne: sha256 }) },
        { $max: { endedAt: at }, $push: { proofs: sha256 } },
      ),

    /** Open ones without an answer whose time is up. */
    async overdue(now: Date): Promise<readonly Challenge[]> {
      const rows = await challenges
        .find({ state: 'open', expiresAt: trusted({ $lte: now }) })
        .sort({ expiresAt: 1 })
        .limit(BATCH)
        .lean();
      return rows.map(fromStored);
    },
    end: (id: string, state: 'expired' | 'dropped', at: Date): Promise<Proven> =>
      change(
        { _id: id, state: 'open', expiresAt: trusted({ $lte: at }) },
        { $set: { state, isOpen: false, endedAt: at } },
      ),
    async untold(): Promise<readonly Challenge[]> {
      const rows = await challenges.find({ state: 'expired', isTold: false }).limit(BATCH).lean();
      return rows.map(fromStored);
    },
    async markTold(id: string): Promise<void> {
      await challenges.updateOne({ _id: id }, { $set: { isTold: true } });
    },
  };
}
