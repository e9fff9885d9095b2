import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { CustodyEvent } from './custody.js';
import type { BoxCode, Unit } from './unit.js';

export type UnitRecord = Stored<Unit>;

const required = { required: true } as const;
const part = { ...recordOptions, _id: false } as const;

const eventSchema = new Schema<CustodyEvent>(
  {
    seq: { type: Number, ...required },
    at: { type: Date, ...required },
    byId: { type: String, default: null },
    action: { type: String, ...required },
    from: { type: String, default: null },
    to: { type: String, ...required },
    facts: { type: Schema.Types.Mixed, ...required },
    prevHash: { type: String, ...required },
    hash: { type: String, ...required },
  },
  part,
);

const boxCodeSchema = new Schema<BoxCode>(
  { hmac: { type: String, ...required }, triesLeft: { type: Number, ...required } },
  part,
);

const unitSchema = new Schema<UnitRecord>(
  {
    _id: { type: String, ...required },
    ref: { type: String, ...required },
    serial: { type: String, ...required },
    imei: { type: String, default: null },
    modelCode: { type: String, ...required },
    hardwareRevision: { type: String, ...required },
    roundId: { type: String, ...required },
    state: { type: String, ...required },
    holderId: { type: String, default: null },
    allocationId: { type: String, default: null },
    build: { type: String, default: null },
    boxCode: { type: boxCodeSchema, default: null },
    returnBy: { type: Date, default: null },
    lastSeenAt: { type: Date, default: null },
    seq: { type: Number, ...required },
    events: { type: [eventSchema], ...required },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
const isText = { $type: 'string' } as const;
const isDate = { $type: 'date' } as const;
unitSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
unitSchema.index({ serial: 1 }, { unique: true, name: 'serial_unique' });
unitSchema.index(
  { imei: 1 },
  { unique: true, name: 'imei_unique', partialFilterExpression: { imei: isText } },
);
unitSchema.index(
  { allocationId: 1 },
  { unique: true, name: 'allocation_unique', partialFilterExpression: { allocationId: isText } },
);
unitSchema.index({ roundId: 1, state: 1, _id: 1 }, { name: 'by_round_state' });
unitSchema.index({ roundId: 1, _id: 1 }, { name: 'by_round' });
unitSchema.index({ state: 1, _id: 1 }, { name: 'by_state' });
unitSchema.index({ holderId: 1, _id: 1 }, { name: 'by_holder' });
unitSchema.index(
  { returnBy: 1, _id: 1 },
  { name: 'by_return', partialFilterExpression: { returnBy: isDate } },
);
unitSchema.index(
  { lastSeenAt: 1, _id: 1 },
  { name: 'by_last_seen', partialFilterExpression: { lastSeenAt: isDate } },
);
unitSchema.index({ 'events.action': 1, _id: 1 }, { name: 'by_event' });

export const unitModel = (connection: Connection) =>
  connection.model<UnitRecord>('Unit', unitSchema, 'units');
