import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { CreditEntry } from './credit.js';

export type CreditRecord = Stored<CreditEntry>;
/** How far the changes of a collection were followed. */
export interface MarkRecord {
  readonly _id: string;
  readonly at: Date;
  readonly last: string;
}

const text = { type: String, required: true } as const;
const orNull = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;
const count = { type: Number, required: true } as const;

const creditSchema = new Schema<CreditRecord>(
  {
    _id: text,
    personId: text,
    rule: text,
    subject: text,
    defectId: orNull,
    points: count,
    at: date,
    note: { type: Object, required: true },
    turn: count,
    reverses: orNull,
    recordedAt: date,
  },
  recordOptions,
);
creditSchema.index({ personId: 1, at: -1, _id: -1 }, { name: 'by_person' });
creditSchema.index({ defectId: 1 }, { name: 'by_defect' });
creditSchema.index({ subject: 1 }, { name: 'by_subject' });
creditSchema.index({ recordedAt: 1, _id: 1 }, { name: 'by_record' });

const markSchema = new Schema<MarkRecord>({ _id: text, at: date, last: String }, recordOptions);

export const creditModel = (connection: Connection) =>
  connection.model<CreditRecord>('CreditEntry', creditSchema, 'credit_entries');
export const markModel = (connection: Connection) =>
  connection.model<MarkRecord>('CreditMark', markSchema, 'credit_marks');
