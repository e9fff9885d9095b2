import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { CrashShape, ShapeFrame } from './crash-shape.js';
import type { GroupKey } from './group-key.js';

export type GroupKeyRecord = Stored<GroupKey>;

const required = { required: true } as const;
const text = { type: String, default: '' } as const;

const shapeFrameSchema = new Schema<ShapeFrame>(
  { name: text, isOurs: { type: Boolean, ...required } },
  { ...recordOptions, _id: false },
);

const shapeSchema = new Schema<CrashShape>(
  {
    gate: text,
    frames: { type: [shapeFrameSchema], default: [] },
    subjects: { type: [String], default: [] },
    words: { type: [String], default: [] },
  },
  { ...recordOptions, _id: false },
);

const groupKeySchema = new Schema<GroupKeyRecord>(
  {
    _id: { type: String, ...required },
    groupId: { type: String, ...required },
    isVariant: { type: Boolean, ...required },
    title: text,
    parts: { type: [String], default: [] },
    shape: { type: shapeSchema, default: null },
    terms: { type: [String], default: [] },
    by: { type: String, ...required },
    score: { type: Number, default: null },
    likeKey: { type: String, default: null },
    addedAt: { type: Date, ...required },
  },
  recordOptions,
);
groupKeySchema.index({ groupId: 1, addedAt: 1, _id: 1 }, { name: 'by_group' });
groupKeySchema.index({ terms: 1 }, { name: 'by_terms' });

/** In how many variants a frame stands; `_id` is its name. */
interface FrameCountRecord {
  readonly _id: string;
  readonly count: number;
}

const frameCountSchema = new Schema<FrameCountRecord>(
  { _id: { type: String, ...required }, count: { type: Number, ...required } },
  recordOptions,
);

export const groupKeyModel = (connection: Connection) =>
  connection.model<GroupKeyRecord>('CrashGroupKey', groupKeySchema, 'crash_group_keys');
export const frameCountModel = (connection: Connection) =>
  connection.model<FrameCountRecord>('CrashFrameCount', frameCountSchema, 'crash_frame_counts');
