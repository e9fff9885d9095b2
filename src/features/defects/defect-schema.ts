import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Defect, DefectEvent } from './defect.js';

export type DefectRecord = Stored<Defect>;

const required = { required: true } as const;
const orNull = { type: String, default: null } as const;

const eventSchema = new Schema<DefectEvent>(
  {
    at: { type: Date, ...required },
    byId: orNull,
    action: { type: String, ...required },
    status: { type: String, ...required },
    resolution: orNull,
    fixBuild: orNull,
    reason: { type: String, default: '' },
    evidence: { type: String },
  },
  { ...recordOptions, _id: false },
);

const defectSchema = new Schema<DefectRecord>(
  {
    _id: { type: String, ...required },
    ref: { type: String, ...required },
    modelCode: { type: String, ...required },
    title: { type: String, ...required },
    note: { type: String, default: '' },
    severity: { type: String, ...required },
    status: { type: String, ...required },
    isOpen: { type: Boolean, ...required },
    resolution: orNull,
    fixBuild: orNull,
    createdById: { type: String, ...required },
    history: { type: [eventSchema], default: [] },
    reportCount: { type: Number, ...required },
    isSpreading: { type: Boolean, ...required },
    spread: { type: Number, ...required },
    createdAt: { type: Date, ...required },
    updatedAt: { type: Date, ...required },
  },
  recordOptions,
);
defectSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
defectSchema.index({ isOpen: 1, updatedAt: -1, _id: -1 }, { name: 'by_state' });
defectSchema.index({ updatedAt: 1, _id: 1 }, { name: 'by_change' });
defectSchema.index({ modelCode: 1, isOpen: 1, updatedAt: -1 }, { name: 'by_model' });
defectSchema.index(
  { isSpreading: 1, _id: 1 },
  { name: 'spreading', partialFilterExpression: { isSpreading: true } },
);

export const defectModel = (connection: Connection) =>
  connection.model<DefectRecord>('Defect', defectSchema, 'defects');
