import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { rungKey, type Reminder } from './due.js';
import { reminderModel } from './possession-schema.js';

export type ReminderStore = ReturnType<typeof createReminderStore>;

/** What holders were reminded of, rung by rung and by hand. */
export function createReminderStore(connection: Connection) {
  const reminders = reminderModel(connection);
  return {
    /** False when that rung, or a reminder of that day by hand, is there already. */
    async add(reminder: Reminder): Promise<boolean> {
      try {
        await reminders.create(toStored(reminder));
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** The rungs that were said of these units, as `rungKey` names them. */
    async saidOf(unitIds: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await reminders
        .find({ unitId: trusted({ $in: [...unitIds] }), rung: trusted({ $ne: null }) })
        .lean();
      return new Set(
        rows.flatMap(({ unitId, returnBy, rung }) =>
          rung === null ? [] : rungKey(unitId, returnBy, rung),
        ),
      );
    },
    /** Who of these people got the day's reminder of the ladder. */
    async remindedOn(day: string, personIds: readonly string[]): Promise<ReadonlySet<string>> {
      const filter = { day, byId: null, personId: trusted({ $in: [...personIds] }) };
      return new Set(await reminders.distinct('personId', filter));
    },
    /** The latest of each unit. */
    async latestOf(unitIds: readonly string[]): Promise<ReadonlyMap<string, Reminder>> {
      const rows = await reminders
        .find({ unitId: trusted({ $in: [...unitIds] }) })
        .sort({ _id: 1 })
        .lean();
      return new Map(rows.map((row) => [row.unitId, fromStored(row)]));
    },
  };
}
