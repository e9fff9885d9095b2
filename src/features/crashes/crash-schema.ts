import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { CrashFrame } from './crash.js';
import type { Crash, CrashGroup, Regression } from './crash-group.js';
import type { GroupStep } from './group-step.js';

export type CrashRecord = Stored<Crash>;
export type CrashGroupRecord = Stored<CrashGroup>;

const required = { required: true } as const;
/** Empty text is a value here: mongoose counts it as missing where a path is required. */
const text = { type: String, default: '' } as const;
const orNull = { type: String, default: null } as const;

const frameSchema = new Schema<CrashFrame>(
  {
    module: text,
    function: text,
    file: String,
    line: Number,
    pc: String,
    buildId: String,
    inApp: { type: Boolean, ...required },
  },
  { ...recordOptions, _id: false },
);

const crashSchema = new Schema<CrashRecord>(
  {
    _id: { type: String, ...required },
    groupId: { type: String, ...required },
    reportId: { type: String, ...required },
    n: { type: Number, ...required },
    index: { type: Number, ...required },
    key: { type: String, ...required },
    keys: { type: [String], ...required },
    wants: { type: [String], default: [] },
    kind: { type: String, ...required },
    title: text,
    process: orNull,
    thread: orNull,
    exception: orNull,
    outerException: orNull,
    message: orNull,
    signal: orNull,
    component: orNull,
    frames: { type: [frameSchema], default: [] },
    outerFrames: { type: [frameSchema], default: [] },
    parts: { type: [String], default: [] },
    entry: text,
    line: { type: Number, ...required },
    unitId: { type: String, ...required },
    modelCode: { type: String, ...required },
    build: orNull,
    device: orNull,
    seenAt: { type: Date, ...required },
  },
  recordOptions,
);
crashSchema.index({ reportId: 1, n: 1, index: 1 }, { unique: true, name: 'place_unique' });
crashSchema.index({ groupId: 1, _id: -1 }, { name: 'by_group' });
crashSchema.index({ build: 1, unitId: 1 }, { name: 'by_build' });
crashSchema.index({ unitId: 1, _id: -1 }, { name: 'by_unit' });
crashSchema.index({ wants: 1, _id: 1 }, { name: 'by_wants' });
// Holds all that the counts of a group need, so that no crash is read for them.
crashSchema.index(
  { groupId: 1, key: 1, build: 1, unitId: 1, seenAt: 1 },
  { name: 'counts_of_group' },
);

const stepSchema = new Schema<GroupStep>(
  {
    id: { type: String, ...required },
    kind: { type: String, ...required },
    otherId: orNull,
    keys: { type: [String], default: [] },
    byId: orNull,
    at: { type: Date, ...required },
    undoneAt: { type: Date, default: null },
    undoneById: orNull,
  },
  { ...recordOptions, _id: false },
);

const regressionSchema = new Schema<Regression>(
  {
    defectId: { type: String, ...required },
    defectRef: { type: String, ...required },
    fixBuild: { type: String, ...required },
    build: { type: String, ...required },
    reportId: { type: String, ...required },
    at: { type: Date, ...required },
  },
  { ...recordOptions, _id: false },
);

const crashGroupSchema = new Schema<CrashGroupRecord>(
  {
    _id: { type: String, ...required },
    ref: { type: String, ...required },
    key: { type: String, ...required },
    kind: { type: String, ...required },
    title: text,
    process: orNull,
    parts: { type: [String], default: [] },
    firstSeenAt: { type: Date, ...required },
    lastSeenAt: { type: Date, ...required },
    crashCount: { type: Number, ...required },
    unitCount: { type: Number, ...required },
    builds: { type: [String], default: [] },
    mergedInto: orNull,
    splitFrom: orNull,
    isLocked: { type: Boolean, default: false },
    apart: { type: [String], default: [] },
    steps: { type: [stepSchema], default: [] },
    epoch: { type: Number, default: 0 },
    regression: { type: regressionSchema, default: null },
    isDue: { type: Boolean, default: false },
    updatedAt: { type: Date, ...required },
  },
  recordOptions,
);
crashGroupSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
crashGroupSchema.index({ updatedAt: 1, _id: 1 }, { name: 'by_change' });
crashGroupSchema.index({ mergedInto: 1, lastSeenAt: -1, _id: -1 }, { name: 'by_last_seen' });
crashGroupSchema.index(
  { 'regression.defectId': 1, 'regression.at': -1 },
  { sparse: true, name: 'by_regression' },
);
crashGroupSchema.index({ splitFrom: 1 }, { sparse: true, name: 'by_split' });
crashGroupSchema.index({ apart: 1 }, { sparse: true, name: 'by_apart' });
crashGroupSchema.index(
  { isDue: 1, _id: 1 },
  { partialFilterExpression: { isDue: true }, name: 'by_due' },
);

export const crashModel = (connection: Connection) =>
  connection.model<CrashRecord>('Crash', crashSchema, 'crashes');
export const crashGroupModel = (connection: Connection) =>
  connection.model<CrashGroupRecord>('CrashGroup', crashGroupSchema, 'crash_groups');
