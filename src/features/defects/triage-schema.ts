import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Help } from './triage.js';

export type HelpRecord = Stored<Help>;

const text = { type: String, required: true } as const;
const anyText = { type: String, default: '' } as const;
const orNull = { type: String, default: null } as const;

const helpSchema = new Schema<HelpRecord>(
  {
    _id: text,
    defectId: text,
    personId: text,
    kind: text,
    otherRef: orNull,
    text: anyText,
    state: text,
    at: { type: Date, required: true },
    decidedById: orNull,
    decidedAt: { type: Date, default: null },
    reason: anyText,
  },
  recordOptions,
);
helpSchema.index({ defectId: 1, state: 1, _id: 1 }, { name: 'by_defect' });
// One open suggestion of a kind, about the same other defect: a form sent twice is one.
helpSchema.index(
  { defectId: 1, personId: 1, kind: 1, otherRef: 1 },
  { unique: true, name: 'open_unique', partialFilterExpression: { state: 'open' } },
);

export const helpModel = (connection: Connection) =>
  connection.model<HelpRecord>('TriageHelp', helpSchema, 'triage_help');
