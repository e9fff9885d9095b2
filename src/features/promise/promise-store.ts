import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { CalendarEdition } from './calendar.js';
import { calendarModel } from './promise-schema.js';

export type PromiseStore = ReturnType<typeof createPromiseStore>;

/** The versions of the promise that somebody wrote; none is ever changed. */
export function createPromiseStore(connection: Connection) {
  const calendars = calendarModel(connection);
  return {
    async newest(): Promise<CalendarEdition | undefined> {
      const found = await calendars.findOne().sort({ version: -1 }).lean();
      return found ? fromStored(found) : undefined;
    },
    /** False when that version is there already. */
    async add(edition: CalendarEdition): Promise<boolean> {
      try {
        await calendars.create(toStored(edition));
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
