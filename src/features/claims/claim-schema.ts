import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Claim } from './claim.js';

export type ClaimRecord = Stored<Claim>;

/** When a book was last read: written only so that what was read before it is journalled. */
export interface ReadingRecord {
  readonly _id: string;
  readonly readAt: Date;
}

const required = { required: true } as const;
const text = { type: String, ...required };

const claimSchema = new Schema<ClaimRecord>(
  {
    _id: text,
    roundId: text,
    quota: text,
    place: { type: Number, ...required },
    personId: text,
    applicationId: text,
    at: { type: Date, ...required },
    state: text,
    allocationId: { type: String, default: null },
  },
  recordOptions,
);
claimSchema.index({ roundId: 1, personId: 1 }, { unique: true, name: 'round_person_unique' });
claimSchema.index(
  { allocationId: 1 },
  {
    unique: true,
    name: 'allocation_unique',
    partialFilterExpression: { allocationId: { $type: 'string' } },
  },
);
claimSchema.index({ roundId: 1, quota: 1, state: 1, place: 1 }, { name: 'by_turn' });
claimSchema.index({ applicationId: 1 }, { name: 'by_application' });

const readingSchema = new Schema<ReadingRecord>(
  { _id: text, readAt: { type: Date, ...required } },
  recordOptions,
);

export const claimModel = (connection: Connection) =>
  connection.model<ClaimRecord>('Claim', claimSchema, 'claims');
export const readingModel = (connection: Connection) =>
  connection.model<ReadingRecord>('ClaimReading', readingSchema, 'claimReadings');
