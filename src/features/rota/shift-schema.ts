import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Shift } from './shift.js';

export type ShiftRecord = Stored<Shift>;

const required = { required: true } as const;
const text = { type: String, ...required };
const date = { type: Date, ...required };

const noteSchema = new Schema(
  {
    text,
    at: date,
    readById: { type: String, default: null },
    readAt: { type: Date, default: null },
  },
  { ...recordOptions, _id: false },
);

const shiftSchema = new Schema<ShiftRecord>(
  {
    _id: text,
    personId: text,
    startsAt: date,
    endsAt: date,
    remark: { type: String, default: '' },
    note: { type: noteSchema, default: null },
    createdById: text,
    createdAt: date,
  },
  recordOptions,
);
// A form sent twice makes one shift.
shiftSchema.index({ personId: 1, startsAt: 1 }, { unique: true, name: 'person_start_unique' });
shiftSchema.index({ startsAt: 1, endsAt: 1 }, { name: 'by_start' });
shiftSchema.index(
  { 'note.at': 1 },
  { name: 'by_note', partialFilterExpression: { 'note.at': { $type: 'date' } } },
);

export const shiftModel = (connection: Connection) =>
  connection.model<ShiftRecord>('Shift', shiftSchema, 'shifts');
