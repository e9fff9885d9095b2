import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Finding, HandOver, HandOverAttempt } from './hand-over.js';

export type HandOverRecord = Stored<HandOver>;

const required = { required: true } as const;
const part = { ...recordOptions, _id: false } as const;

const findingSchema = new Schema<Finding>(
  {
    checks: { type: Schema.Types.Mixed, ...required },
    note: { type: String, default: '' },
    photos: { type: [Schema.Types.Mixed], ...required },
  },
  part,
);

const attemptSchema = new Schema<HandOverAttempt>(
  {
    at: { type: Date, ...required },
    byId: { type: String, ...required },
    outcome: { type: String, ...required },
  },
  part,
);

const handOverSchema = new Schema<HandOverRecord>(
  {
    _id: { type: String, ...required },
    key: { type: String, ...required },
    unitId: { type: String, ...required },
    unitRef: { type: String, ...required },
    kind: { type: String, ...required },
    giverId: { type: String, ...required },
    state: { type: String, ...required },
    codeHmac: { type: String, ...required },
    triesLeft: { type: Number, ...required },
    expiresAt: { type: Date, ...required },
    given: { type: findingSchema, ...required },
    wipedAt: { type: Date, default: null },
    receiverId: { type: String, default: null },
    received: { type: findingSchema, default: null },
    attempts: { type: [attemptSchema], ...required },
    createdAt: { type: Date, ...required },
    doneAt: { type: Date, default: null },
  },
  recordOptions,
);
handOverSchema.index({ key: 1 }, { unique: true, name: 'key_unique' });
handOverSchema.index(
  { unitId: 1 },
  { unique: true, name: 'open_unique', partialFilterExpression: { state: 'open' } },
);
handOverSchema.index({ unitId: 1, _id: 1 }, { name: 'by_unit' });

export const handOverModel = (connection: Connection) =>
  connection.model<HandOverRecord>('HandOver', handOverSchema, 'handOvers');
