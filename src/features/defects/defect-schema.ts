import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Defect, DefectEvent } from './defect.js';

export type DefectRecord = Stored<Defect>;

const required = { required: true } as const;
const orNull = { type: String, default: null } as const;
const count = { type: Number, default: 0 } as const;

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
    other: { type: Object },
  },
  { ...recordOptions, _id: false },
);

const defectSchema = new Schema<DefectRecord>(
  {
    _id: { type: String, ...required },
    ref: { type: String, ...required },
    modelCode: { type: String, ...required },
    kind: { type: String, ...required },
    title: { type: String, ...required },
    note: { type: String, default: '' },
    severity: { type: String, ...required },
    severityAt: { type: Date, ...required },
    alarm: { type: Object, default: null },
    status: { type: String, ...required },
    isOpen: { type: Boolean, ...required },
    shelf: { type: String, ...required },
    mergedInto: orNull,
    embargo: { type: Object, default: null },
    resolution: orNull,
    fixBuild: orNull,
    createdById: { type: String, ...required },
    history: { type: [eventSchema], default: [] },
    groupRefs: { type: [String], default: [] },
    tying: { type: [Object], default: [] },
    reportCount: count,
    unitCount: count,
    cityCount: count,
    builds: { type: [String], default: [] },
    confirmationCount: count,
    voteCount: count,
    score: count,
    isSpreading: { type: Boolean, ...required },
    marks: count,
    spread: { type: Number, ...required },
    createdAt: { type: Date, ...required },
    updatedAt: { type: Date, ...required },
  },
  recordOptions,
);
defectSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
/**
 * The public list, by either order: all of a shelf, of a model, or of a build. Kind, severity and
 * status are looked at in the index itself, so that no record is opened that the page leaves out.
 */
const rest = { kind: 1, severity: 1, status: 1 } as const;
for (const [order, key] of [
  ['change', 'updatedAt'],
  ['impact', 'score'],
] as const) {
  const walk = { shelf: 1, [key]: -1, _id: -1, ...rest } as const;
  defectSchema.index(walk, { name: `shelf_by_${order}` });
  defectSchema.index({ modelCode: 1, ...walk }, { name: `model_by_${order}` });
  defectSchema.index({ builds: 1, ...walk }, { name: `build_by_${order}` });
}
defectSchema.index({ mergedInto: 1 }, { name: 'by_goal' });
defectSchema.index(
  { groupRefs: 1 },
  {
    unique: true,
    name: 'group_unique',
    partialFilterExpression: { 'groupRefs.0': { $exists: true } },
  },
);
defectSchema.index({ updatedAt: 1, _id: 1 }, { name: 'by_change' });
defectSchema.index({ modelCode: 1, isOpen: 1, updatedAt: -1 }, { name: 'by_model' });
defectSchema.index(
  { isSpreading: 1, _id: 1 },
  { name: 'spreading', partialFilterExpression: { isSpreading: true } },
);

defectSchema.index(
  { 'tying.groupRef': 1 },
  { name: 'tying', partialFilterExpression: { 'tying.groupRef': { $type: 'string' } } },
);

export const defectModel = (connection: Connection) =>
  connection.model<DefectRecord>('Defect', defectSchema, 'defects');
