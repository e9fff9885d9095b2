import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { toStored } from '../../platform/records.js';
import type { SearchEntry } from './search-entry.js';
import { entryModel, markModel, type EntryRecord } from './search-schema.js';

export type SearchStore = ReturnType<typeof createSearchStore>;

const MARK = { _id: 'followed' };

export function createSearchStore(connection: Connection) {
  const entries = entryModel(connection);
  const marks = markModel(connection);
  /** The driver's own collection: casting hundreds of terms one by one takes longer than writing them. */
  const records = entries.collection as unknown as Collection<EntryRecord>;

  /** False when the condition left out a record that is there, which the upsert then runs into. */
  async function written(writes: AnyBulkWriteOperation<EntryRecord>[]): Promise<boolean> {
    try {
      await records.bulkWrite(writes, { ordered: false });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return {
    /** Writes those that are not older than what is stored: two processes may bring the same. */
    async put(fresh: readonly SearchEntry[]): Promise<void> {
      if (fresh.length === 0) return;
      const writes = fresh.map(toStored).map(({ _id, ...record }) => ({
        replaceOne: {
          filter: { _id, changedAt: { $lte: record.changedAt } },
          replacement: record,
          upsert: true,
        },
      }));
      // The first refusal may come from an older one that was put at the same time; by the second
      // try that one is found, so what refuses again is newer.
      if (!(await written(writes))) await written(writes);
    },
    /** When what each entry names was changed, as far as the entry knows; without those not there. */
    async changeTimes(ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
      const rows = await entries.find({ _id: trusted({ $in: ids }) }, { changedAt: 1 }).lean();
      return new Map(rows.map(({ _id, changedAt }) => [_id, changedAt]));
    },
    /** When some process began to follow all changes, and came to their end; undefined if none did. */
    followedAt: async (): Promise<Date | undefined> => (await marks.findOne(MARK).lean())?.at,
    async setFollowedAt(at: Date): Promise<void> {
      await marks.updateOne(MARK, { $max: { at } }, { upsert: true });
    },
  };
}
