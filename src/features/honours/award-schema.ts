import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Award } from './award.js';

const text = { type: String, required: true } as const;

const awardSchema = new Schema<Stored<Award>>(
  {
    _id: text,
    personId: text,
    badge: text,
    roundId: { type: String, default: null },
    unitId: { type: String, default: null },
    modelCode: text,
    grantedAt: { type: Date, required: true },
  },
  recordOptions,
);
awardSchema.index({ personId: 1, badge: 1 }, { unique: true, name: 'person_badge_unique' });
awardSchema.index({ badge: 1 }, { name: 'by_badge' });
awardSchema.index({ grantedAt: -1, _id: -1 }, { name: 'newest_first' });

export const awardModel = (connection: Connection) =>
  connection.model<Stored<Award>>('Award', awardSchema, 'awards');
