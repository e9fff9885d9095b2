import { trusted, type Connection } from 'mongoose';
import { later } from '../../kernel/clock.js';
import { fromStored } from '../../platform/records.js';
import { shiftModel } from './shift-schema.js';
import { NOTE_SHOWN_MS, SHIFT_MAX_MS, type Shift } from './shift.js';

/** Four weeks of two hundred people with two shifts a day: figures are made of all of them. */
const SHIFTS_MAX = 12_000;
const NOTES_MAX = 20;

export type ShiftQueries = ReturnType<typeof createShiftQueries>;

export function createShiftQueries(connection: Connection) {
  const shifts = shiftModel(connection);
  return {
    /** The person of each shift that covers the instant: no shift is longer than a day. */
    async covering(at: Date): Promise<readonly Pick<Shift, 'personId'>[]> {
      return shifts
        .find(
          {
            startsAt: trusted({ $gt: later(at, -SHIFT_MAX_MS - 1), $lte: at }),
            endsAt: trusted({ $gt: at }),
          },
          { _id: 0, personId: 1 },
        )
        .hint('by_start')
        .lean<Pick<Shift, 'personId'>[]>();
    },
    /** Shifts with a part of them at `from` or later, before `to`, the earliest first. */
    async between(from: Date, to: Date): Promise<readonly Shift[]> {
      const records = await shifts
        .find({
          startsAt: trusted({ $gt: later(from, -SHIFT_MAX_MS - 1), $lt: to }),
          endsAt: trusted({ $gt: from }),
        })
        .sort({ startsAt: 1, endsAt: 1 })
        .hint('by_start')
        .limit(SHIFTS_MAX)
        .lean();
      return records.map(fromStored);
    },
    /** Shifts whose note was left lately and read by nobody, the newest first. */
    async withNotes(now: Date): Promise<readonly Shift[]> {
      const records = await shifts
        .find({
          'note.at': trusted({ $gt: later(now, -NOTE_SHOWN_MS), $type: 'date' }),
          'note.readAt': null,
        })
        .sort({ 'note.at': -1 })
        .hint('by_note')
        .limit(NOTES_MAX)
        .lean();
      return records.map(fromStored);
    },
  };
}
