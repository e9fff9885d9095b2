import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Dispute } from './dispute.js';

export type DisputeRecord = Stored<Dispute>;

const text = { type: String, required: true } as const;
const moment = { type: Date, required: true } as const;
const orNull = { type: String, default: null } as const;

const disputeSchema = new Schema<DisputeRecord>(
  {
    _id: text,
    subject: text,
    defectRef: orNull,
    declinedById: text,
    declinedAt: moment,
    personId: text,
    reportId: text,
    reportRef: text,
    reason: text,
    at: moment,
    dueAt: moment,
    state: text,
    place: { type: Number, default: null },
    decidedById: orNull,
    decidedAt: { type: Date, default: null },
    answer: { type: String, default: '' },
    isPending: { type: Boolean, default: false },
    isLateTold: { type: Boolean, default: false },
  },
  recordOptions,
);
// A decline is disputed once for each report: what was decided is final.
disputeSchema.index({ reportId: 1, declinedAt: 1 }, { unique: true, name: 'decline_unique' });
disputeSchema.index(
  { personId: 1, place: 1 },
  { unique: true, name: 'place_unique', partialFilterExpression: { place: { $type: 'number' } } },
);
disputeSchema.index({ state: 1, dueAt: 1, _id: 1 }, { name: 'by_deadline' });
disputeSchema.index({ declinedById: 1, state: 1 }, { name: 'by_decliner' });
disputeSchema.index(
  { isPending: 1 },
  { name: 'pending', partialFilterExpression: { isPending: true } },
);

export const disputeModel = (connection: Connection) =>
  connection.model<DisputeRecord>('Dispute', disputeSchema, 'disputes');
