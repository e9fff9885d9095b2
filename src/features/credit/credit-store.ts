import { trusted, type Connection } from 'mongoose';
import type { Change } from '../../platform/changes.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { CreditEntry } from './credit.js';
import { creditModel, markModel } from './credit-schema.js';

export type CreditStore = ReturnType<typeof createCreditStore>;

/** The ledger, to which lines are only ever added, and how far changes were followed. */
export function createCreditStore(connection: Connection) {
  const entries = creditModel(connection);
  const marks = markModel(connection);
  return {
    /** A line that is there already stays as it is. */
    async add(fresh: readonly CreditEntry[]): Promise<void> {
      if (fresh.length === 0) return;
      try {
        await entries.insertMany(fresh.map(toStored), { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    /** All lines ever written about the defects or the facts, whatever became of them. */
    async about(
      defectIds: readonly string[],
      subjects: readonly string[],
    ): Promise<readonly CreditEntry[]> {
      const rows = await entries
        .find({
          $or: [
            { defectId: trusted({ $in: [...defectIds] }) },
            { subject: trusted({ $in: [...subjects] }) },
          ],
        })
        .lean();
      return rows.map(fromStored);
    },
    async markOf(name: string): Promise<Change | undefined> {
      const found = await marks.findOne({ _id: name }).lean();
      return found ? { at: found.at, id: found.last } : undefined;
    },
    async setMark(name: string, { at, id }: Change): Promise<void> {
      await marks.updateOne({ _id: name }, { $set: { at, last: id } }, { upsert: true });
    },
  };
}
