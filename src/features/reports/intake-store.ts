import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { stagedModel, uploadDayModel } from './report-schema.js';
import type { StagedFile } from './new-report.js';

export type IntakeStore = ReturnType<typeof createIntakeStore>;

/** Files that wait for their form, and how much everybody sent today. */
export function createIntakeStore(connection: Connection) {
  const staged = stagedModel(connection);
  const days = uploadDayModel(connection);

  async function tryReserve(
    key: string,
    bytes: number,
    max: number,
    expiresAt: Date,
    upsert: boolean,
  ) {
    const { matchedCount, upsertedCount } = await days.updateOne(
      { _id: key, bytes: trusted({ $lte: max - bytes }) },
      { $inc: { bytes }, $setOnInsert: { expiresAt } },
      { upsert },
    );
    return matchedCount + upsertedCount === 1;
  }

  return {
    /** The stored file: this one, or the one the same person staged under the same key before. */
    async addStaged(file: StagedFile): Promise<StagedFile> {
      try {
        await staged.create(toStored(file));
        return file;
      } catch (error) {
        if (!isDuplicateKey(error, 'client_key_unique')) throw error;
        const first = await this.stagedByKey(file.personId, file.clientKey);
        if (!first) throw error;
        return first;
      }
    },
    async stagedByKey(personId: string, clientKey: string): Promise<StagedFile | undefined> {
      const record = await staged.findOne({ personId, clientKey }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** Those of the ids that the person staged and that are still kept, in the order asked for. */
    async stagedOf(personId: string, ids: readonly string[], now: Date): Promise<StagedFile[]> {
      if (ids.length === 0) return [];
      const records = await staged
        .find({ _id: trusted({ $in: ids }), personId, expiresAt: trusted({ $gt: now }) })
        .lean();
      const byId = new Map(records.map((record) => [record._id, fromStored(record)]));
      return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
    },
    async removeStaged(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await staged.deleteMany({ _id: trusted({ $in: ids }) });
    },
    async sweep(now: Date): Promise<void> {
      await staged.deleteMany({ expiresAt: trusted({ $lt: now }) });
      await days.deleteMany({ expiresAt: trusted({ $lt: now }) });
    },
    async referencedHashes(hashes: readonly string[]): Promise<readonly string[]> {
      return staged.distinct('sha256', { sha256: trusted({ $in: hashes }) });
    },

    /** Adds to the day unless that goes over `max`; one condition, so parallel uploads add up. */
    async reserve(key: string, bytes: number, max: number, expiresAt: Date): Promise<boolean> {
      if (bytes > max) return false;
      try {
        return await tryReserve(key, bytes, max, expiresAt, true);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // The day is there: it is full, or another upload made it a moment ago.
        return tryReserve(key, bytes, max, expiresAt, false);
      }
    },
    async giveBack(key: string, bytes: number): Promise<void> {
      await days.updateOne({ _id: key }, { $inc: { bytes: -bytes } });
    },
  };
}
