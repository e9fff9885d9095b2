import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Allocation, Consent } from './allocation.js';

export type AllocationRecord = Stored<Allocation>;

const required = { required: true } as const;

const consentSchema = new Schema<Consent>(
  {
    version: { type: Number, ...required },
    language: { type: String, ...required },
    hash: { type: String, ...required },
    at: { type: Date, ...required },
    how: { type: String, ...required },
  },
  { ...recordOptions, _id: false },
);

const allocationSchema = new Schema<AllocationRecord>(
  {
    _id: { type: String, ...required },
    roundId: { type: String, ...required },
    personId: { type: String, ...required },
    applicationId: { type: String, ...required },
    applicationRef: { type: String, ...required },
    seat: { type: Number, ...required },
    quotaKey: { type: String, ...required },
    state: { type: String, ...required },
    open: { type: Boolean, ...required },
    offeredAt: { type: Date, ...required },
    offeredById: { type: String, default: null },
    reason: { type: String, default: null },
    offerExpiresAt: { type: Date, ...required },
    unitId: { type: String, default: null },
    consents: { type: [consentSchema], ...required },
    heldAt: { type: Date, default: null },
    isFinished: { type: Boolean, ...required },
    told: { type: [String], ...required },
  },
  recordOptions,
);
allocationSchema.index(
  { roundId: 1, personId: 1 },
  { unique: true, name: 'open_person_unique', partialFilterExpression: { open: true } },
);
allocationSchema.index(
  { roundId: 1, seat: 1 },
  { unique: true, name: 'open_seat_unique', partialFilterExpression: { open: true } },
);
allocationSchema.index(
  { unitId: 1 },
  {
    unique: true,
    name: 'open_unit_unique',
    partialFilterExpression: { open: true, unitId: { $type: 'string' } },
  },
);
allocationSchema.index({ roundId: 1, seat: 1, offeredAt: 1 }, { name: 'by_round_seat' });
allocationSchema.index({ applicationId: 1, offeredAt: 1 }, { name: 'by_application' });
allocationSchema.index({ open: 1, _id: 1 }, { name: 'by_open' });
allocationSchema.index({ state: 1, _id: 1 }, { name: 'by_state' });
allocationSchema.index({ personId: 1, offeredAt: 1 }, { name: 'by_person' });

export const allocationModel = (connection: Connection) =>
  connection.model<AllocationRecord>('Allocation', allocationSchema, 'allocations');
