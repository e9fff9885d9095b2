import { Schema, type Connection } from 'mongoose';
import type { Bilingual } from '../../kernel/people.js';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Answer, Retest, Trial } from './retest.js';

export type RetestRecord = Stored<Retest>;
export type TrialRecord = Stored<Trial>;
/** A published release for which everybody was asked and told. */
export interface PlanRecord {
  readonly _id: string;
  readonly plannedAt: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const count = { type: Number, required: true } as const;
const orNull = { type: String, default: null } as const;
const part = { ...recordOptions, _id: false } as const;

const bilingual = new Schema<Bilingual>({ en: text, 'zh-CN': text }, part);
const answerSchema = new Schema<Answer>(
  {
    result: text,
    personId: text,
    build: orNull,
    reason: { type: String, default: '' },
    reportRef: orNull,
    at: date,
  },
  part,
);

const retestSchema = new Schema<RetestRecord>(
  {
    _id: text,
    fix: text,
    defectId: text,
    defectRef: text,
    fixBuild: text,
    modelCode: text,
    releaseId: text,
    text: { type: bilingual, required: true },
    unitId: text,
    unitRef: text,
    asked: text,
    personId: text,
    answers: { type: [answerSchema], default: [] },
    isOpen: flag,
    isDue: flag,
    createdAt: date,
  },
  recordOptions,
);
retestSchema.index({ fix: 1, unitId: 1 }, { unique: true, name: 'unit_unique' });
retestSchema.index({ unitId: 1, isOpen: -1, _id: -1 }, { name: 'by_unit' });
retestSchema.index({ releaseId: 1, asked: 1, personId: 1 }, { name: 'by_release' });
retestSchema.index({ defectId: 1, _id: 1 }, { name: 'by_defect' });
retestSchema.index({ isOpen: 1, createdAt: 1 }, { name: 'by_age' });
retestSchema.index({ isDue: 1 }, { name: 'due', partialFilterExpression: { isDue: true } });

const trialSchema = new Schema<TrialRecord>(
  {
    _id: text,
    defectId: text,
    fixBuild: text,
    releaseId: text,
    reporters: count,
    asked: count,
    fixed: count,
    stillBroken: count,
    cannotTest: count,
    isInLogs: flag,
    isCurrent: flag,
    createdAt: date,
  },
  recordOptions,
);
trialSchema.index({ defectId: 1 }, { name: 'by_defect' });
trialSchema.index({ createdAt: 1, _id: 1 }, { name: 'by_age' });

const planSchema = new Schema<PlanRecord>({ _id: text, plannedAt: date }, recordOptions);

export const retestModel = (connection: Connection) =>
  connection.model<RetestRecord>('Retest', retestSchema, 'retests');
export const trialModel = (connection: Connection) =>
  connection.model<TrialRecord>('RetestTrial', trialSchema, 'retest_trials');
export const planModel = (connection: Connection) =>
  connection.model<PlanRecord>('RetestPlan', planSchema, 'retest_plans');
