import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Terms } from './draw.js';
import type { Beacon, Selection, SelectionRow } from './selection.js';

export type SelectionRecord = Stored<Selection>;
export type RowRecord = Stored<SelectionRow>;

const required = { required: true } as const;
const text = { type: String, ...required };
/** Text that may be empty, which mongoose does not take for a required one. */
const anyText = { type: String, default: '' };
const number = { type: Number, ...required };
const part = { _id: false, strict: 'throw' } as const;

const termsSchema = new Schema<Terms>(
  {
    quotas: {
      type: [new Schema({ key: text, seats: number, mode: text }, part)],
      ...required,
    },
    spillsOver: { type: Boolean, ...required },
  },
  part,
);
const beaconSchema = new Schema<Beacon>({ source: text, value: text, link: text }, part);

const selectionSchema = new Schema<SelectionRecord>(
  {
    _id: text,
    state: text,
    seed: anyText,
    commitment: anyText,
    committedAt: { type: Date, ...required },
    terms: { type: termsSchema, default: null },
    frozenAt: { type: Date, default: null },
    frozenBy: { type: String, default: null },
    listHash: { type: String, default: null },
    listed: number,
    /** Counts by reason code. */
    leftOut: { type: Schema.Types.Mixed, ...required },
    leftOutPeople: number,
    beacon: { type: beaconSchema, default: null },
    beaconAt: { type: Date, default: null },
    decidingAt: { type: Date, default: null },
    decidingBy: { type: String, default: null },
    decidedAt: { type: Date, default: null },
    resultHash: { type: String, default: null },
    leaseUntil: { type: Date, default: null },
    done: { type: Number, default: 0 },
    problem: { type: String, default: null },
    toldUpTo: anyText,
    toldAt: { type: Date, default: null },
  },
  recordOptions,
);

selectionSchema.index({ state: 1, toldAt: 1 }, { name: 'to_be_done' });

/** Facts are texts and numbers under names of ours. */
const facts = { type: Schema.Types.Mixed, ...required };

const rowSchema = new Schema<RowRecord>(
  {
    _id: text,
    roundId: text,
    applicationId: text,
    applicationRef: text,
    personId: text,
    city: anyText,
    cohort: anyText,
    quotas: { type: [String], ...required },
    weight: number,
    score: number,
    parts: { type: [new Schema({ key: text, points: number, facts }, part)], ...required },
    reasons: { type: [new Schema({ code: text, facts }, part)], ...required },
    state: text,
    drawRank: number,
    meritRank: number,
    quota: anyText,
    seat: number,
    allocationId: { type: String, default: null },
  },
  recordOptions,
);
rowSchema.index({ roundId: 1, _id: 1 }, { name: 'by_round' });
rowSchema.index({ applicationId: 1 }, { unique: true, name: 'application_unique' });
// One turn goes to one person, however many processes ask.
rowSchema.index(
  { allocationId: 1 },
  {
    unique: true,
    name: 'allocation_unique',
    partialFilterExpression: { allocationId: { $type: 'string' } },
  },
);
rowSchema.index(
  { roundId: 1, quota: 1, seat: 1 },
  { name: 'won_by_seat', partialFilterExpression: { state: 'won' } },
);
// Who waits is asked for by rank. The quotas aren't in the index: a decision writes each row's
// place in it, which costs more than now and then to walk past people of other quotas.
for (const order of ['drawRank', 'meritRank'] as const)
  rowSchema.index(
    { roundId: 1, [order]: 1 },
    {
      name: `waiting_${order}`,
      partialFilterExpression: { state: 'waiting', [order]: { $gt: 0 } },
    },
  );

export const selectionModel = (connection: Connection) =>
  connection.model<SelectionRecord>('Selection', selectionSchema, 'selections');
export const selectionRowModel = (connection: Connection) =>
  connection.model<RowRecord>('SelectionRow', rowSchema, 'selectionRows');
