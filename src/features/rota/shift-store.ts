import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { shiftModel } from './shift-schema.js';
import type { Shift, ShiftNote } from './shift.js';

export type ShiftStore = ReturnType<typeof createShiftStore>;

export function createShiftStore(connection: Connection) {
  const shifts = shiftModel(connection);
  return {
    /** False when the person has a shift from that time on already. */
    async add(shift: Shift): Promise<boolean> {
      try {
        await shifts.create(toStored(shift));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'person_start_unique')) return false;
        throw error;
      }
    },
    async byId(id: string): Promise<Shift | undefined> {
      const record = await shifts.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    async byStart({
      personId,
      startsAt,
    }: Pick<Shift, 'personId' | 'startsAt'>): Promise<Shift | undefined> {
      const record = await shifts.findOne({ personId, startsAt }).lean();
      return record ? fromStored(record) : undefined;
    },
    async remove(id: string): Promise<void> {
      await shifts.deleteOne({ _id: id });
    },
    /** False when somebody has read the note that is there. */
    async leaveNote(id: string, { text, at }: Pick<ShiftNote, 'text' | 'at'>): Promise<boolean> {
      const { matchedCount } = await shifts.updateOne(
        { _id: id, 'note.readAt': null },
        { $set: { note: { text, at, readById: null, readAt: null } } },
      );
      return matchedCount === 1;
    },
    /** Only the first reader of the note of that time is written down; false for everybody else. */
    async markRead(
      id: string,
      writtenAt: Date,
      by: { readonly id: string },
      at: Date,
    ): Promise<boolean> {
      const { matchedCount } = await shifts.updateOne(
        { _id: id, 'note.at': writtenAt, 'note.readAt': null },
        { $set: { 'note.readById': by.id, 'note.readAt': at } },
      );
      return matchedCount === 1;
    },
  };
}
