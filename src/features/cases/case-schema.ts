import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { AppealDecision, Decision, Terms, UnitCase } from './case.js';

export type CaseRecord = Stored<UnitCase>;

const required = { required: true } as const;
const text = { type: String, ...required } as const;
const flag = { type: Boolean, ...required } as const;
const date = { type: Date, ...required } as const;
const optional = { type: String, default: null } as const;
const part = { ...recordOptions, _id: false } as const;

const decisionSchema = new Schema<Decision>(
  { verdict: text, byId: text, at: date, reason: text },
  part,
);
const appealSchema = new Schema<NonNullable<UnitCase['appeal']>>({ text, at: date }, part);
const appealDecisionSchema = new Schema<AppealDecision>(
  { outcome: text, byId: text, at: date, reason: text },
  part,
);
const termsSchema = new Schema<Terms>({ outcome: optional, returnBy: optional }, part);

const caseSchema = new Schema<CaseRecord>(
  {
    _id: text,
    ref: text,
    kind: text,
    unitId: text,
    unitRef: text,
    roundId: text,
    holderId: optional,
    reason: text,
    photos: { type: [String], ...required },
    openedById: text,
    openedAt: date,
    state: text,
    isTold: flag,
    isOpen: flag,
    decision: { type: decisionSchema, default: null },
    appeal: { type: appealSchema, default: null },
    appealDecision: { type: appealDecisionSchema, default: null },
    holds: flag,
    effect: text,
    terms: { type: termsSchema, ...required },
    replacementUnitId: optional,
  },
  recordOptions,
);
caseSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
caseSchema.index(
  { unitId: 1, kind: 1 },
  { unique: true, name: 'open_unit_kind_unique', partialFilterExpression: { isOpen: true } },
);
caseSchema.index({ state: 1, _id: 1 }, { name: 'by_state' });
caseSchema.index({ effect: 1, _id: 1 }, { name: 'by_effect' });
caseSchema.index({ isTold: 1 }, { name: 'by_told' });
caseSchema.index({ holderId: 1, _id: -1 }, { name: 'by_holder' });
caseSchema.index({ unitId: 1, _id: -1 }, { name: 'by_unit' });
caseSchema.index({ kind: 1, holds: 1, _id: 1 }, { name: 'by_kind_holding' });

export const caseModel = (connection: Connection) =>
  connection.model<CaseRecord>('UnitCase', caseSchema, 'unitCases');
