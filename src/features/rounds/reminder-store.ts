import { trusted, type Connection } from 'mongoose';
import { newId } from '../../kernel/ids.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { reminderModel } from './round-schema.js';

export type ReminderStore = ReturnType<typeof createReminderStore>;

/** Who wants to be told before a round opens. */
export function createReminderStore(connection: Connection) {
  const reminders = reminderModel(connection);
  return {
    /** Asking twice is asking once. */
    async add(roundId: string, personId: string, at: Date): Promise<void> {
      try {
        await reminders.updateOne(
          { roundId, personId },
          { $setOnInsert: { _id: newId(at), told: null, createdAt: at } },
          { upsert: true },
        );
      } catch (error) {
        if (!isDuplicateKey(error, 'round_person_unique')) throw error;
      }
    },
    async remove(roundId: string, personId: string): Promise<void> {
      await reminders.deleteOne({ roundId, personId });
    },
    async has(roundId: string, personId: string): Promise<boolean> {
      return (await reminders.exists({ roundId, personId })) !== null;
    },
    /** People who were not told this yet, oldest first. */
    async untold(roundId: string, told: string, size: number) {
      const rows = await reminders
        .find({ roundId, told: trusted({ $ne: told }) }, { personId: 1 })
        .sort({ _id: 1 })
        .limit(size)
        .lean();
      return rows.map(({ _id, personId }) => ({ id: _id, personId }));
    },
    async markTold(ids: readonly string[], told: string): Promise<void> {
      await reminders.updateMany({ _id: trusted({ $in: ids }) }, { $set: { told } });
    },
  };
}
