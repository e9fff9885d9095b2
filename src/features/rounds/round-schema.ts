import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Application, Contact, Marks, SetAside } from './application.js';
import type { DeviceModel, Program } from './program.js';
import type { Agreement, Eligibility, Quota, Round, Scoring } from './round.js';
import type { Question, QuestionOption } from './screening.js';

export type ProgramRecord = Stored<Program>;
/** A model carries its builds in order, so that adding one and giving it its place is one update. */
export type DeviceModelRecord = Stored<DeviceModel> & {
  readonly builds: readonly {
    readonly version: string;
    /** Absent in what was stored before there were branches. */
    readonly branch?: string;
    readonly addedAt: Date;
  }[];
};
export type RoundRecord = Stored<Round>;
export type ApplicationRecord = Stored<Application>;
/** Somebody who wants to be told before a round opens; `told` is the last thing they were. */
export type ReminderRecord = Stored<{
  readonly id: string;
  readonly roundId: string;
  readonly personId: string;
  readonly told: string | null;
  readonly createdAt: Date;
}>;

const required = { required: true } as const;
const text = { type: String, ...required };
const part = { _id: false, strict: 'throw' } as const;
const bilingual = { type: new Schema({ en: text, 'zh-CN': text }, part), ...required };

const programSchema = new Schema<ProgramRecord>(
  {
    _id: text,
    slug: text,
    name: bilingual,
    modelCode: text,
    zone: text,
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
programSchema.index({ slug: 1 }, { unique: true, name: 'slug_unique' });

const deviceModelSchema = new Schema<DeviceModelRecord>(
  {
    _id: text,
    code: text,
    name: text,
    hardwareRevisions: { type: [String], ...required },
    builds: {
      type: [
        new Schema({ version: text, branch: String, addedAt: { type: Date, ...required } }, part),
      ],
      ...required,
    },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
deviceModelSchema.index({ code: 1 }, { unique: true, name: 'code_unique' });

const optionSchema = new Schema<QuestionOption>(
  { value: text, label: bilingual, points: Number },
  part,
);
const questionSchema = new Schema<Question>(
  {
    key: text,
    label: bilingual,
    kind: text,
    options: { type: [optionSchema], default: undefined },
    required: { type: Boolean, ...required },
  },
  part,
);
const agreementSchema = new Schema<Agreement>(
  { version: { type: Number, ...required }, text: bilingual, hash: text },
  part,
);
const number = { type: Number, ...required };
const flag = { type: Boolean, ...required };
const quotaSchema = new Schema<Quota>(
  {
    key: text,
    seats: number,
    mode: text,
    city: { type: String, default: null },
    cohort: { type: String, default: null },
    hardwareRevision: { type: String, default: null },
  },
  part,
);
const eligibilitySchema = new Schema<Eligibility>(
  {
    cities: { type: [String], ...required },
    minAccountDays: number,
    needsGoodStanding: flag,
    refusesHolders: flag,
  },
  part,
);
const scoringSchema = new Schema<Scoring>(
  { perRound: number, perTenReports: number, goodStanding: number, maxWeight: number },
  part,
);

const roundSchema = new Schema<RoundRecord>(
  {
    _id: text,
    slug: text,
    programId: text,
    modelCode: text,
    title: bilingual,
    summary: bilingual,
    opensAt: { type: Date, ...required },
    closesAt: { type: Date, ...required },
    publishedAt: { type: Date, default: null },
    revisedAt: { type: Date, default: null },
    frozenAt: { type: Date, default: null },
    decidedAt: { type: Date, default: null },
    runningAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
    mode: text,
    seats: number,
    quotas: { type: [quotaSchema], ...required },
    spillsOver: flag,
    waitlistPlaces: number,
    cohortQuestion: { type: String, default: null },
    eligibility: { type: eligibilitySchema, ...required },
    scoring: { type: scoringSchema, ...required },
    offerHours: number,
    questions: { type: [questionSchema], ...required },
    agreement: { type: agreementSchema, ...required },
    earlierAgreements: { type: [agreementSchema], ...required },
    revision: number,
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
roundSchema.index({ slug: 1 }, { unique: true, name: 'slug_unique' });
roundSchema.index({ opensAt: 1 }, { name: 'by_opening' });

const contactSchema = new Schema<Contact>(
  { phone: { type: String, default: '' }, address: { type: String, default: '' } },
  part,
);
const mark = { type: String, default: null };
const marksSchema = new Schema<Marks>({ phone: mark, address: mark, device: mark }, part);
const setAsideSchema = new Schema<SetAside>(
  { reason: text, byId: text, at: { type: Date, ...required } },
  part,
);
const applicationSchema = new Schema<ApplicationRecord>(
  {
    _id: text,
    ref: text,
    roundId: text,
    personId: text,
    /** Keys are the question keys of the round; `checkAnswers` has let nothing else through. */
    answers: { type: Schema.Types.Mixed, ...required },
    city: text,
    contact: { type: contactSchema, default: () => ({ phone: '', address: '' }) },
    marks: { type: marksSchema, default: () => ({ phone: null, address: null, device: null }) },
    state: text,
    setAside: { type: setAsideSchema, default: null },
    createdAt: { type: Date, ...required },
    updatedAt: { type: Date, ...required },
  },
  recordOptions,
);
applicationSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
applicationSchema.index({ roundId: 1, personId: 1 }, { unique: true, name: 'round_person_unique' });
applicationSchema.index({ roundId: 1, _id: 1 }, { name: 'by_round' });
applicationSchema.index({ roundId: 1, state: 1, city: 1 }, { name: 'by_round_state_city' });
for (const kind of ['phone', 'address', 'device'] as const)
  applicationSchema.index(
    { roundId: 1, [`marks.${kind}`]: 1, state: 1 },
    {
      name: `by_round_${kind}`,
      partialFilterExpression: { [`marks.${kind}`]: { $type: 'string' } },
    },
  );
applicationSchema.index({ personId: 1, _id: -1 }, { name: 'by_person' });

const reminderSchema = new Schema<ReminderRecord>(
  {
    _id: text,
    roundId: text,
    personId: text,
    told: { type: String, default: null },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
reminderSchema.index({ roundId: 1, personId: 1 }, { unique: true, name: 'round_person_unique' });

export const programModel = (connection: Connection) =>
  connection.model<ProgramRecord>('Program', programSchema, 'programs');
export const deviceModelModel = (connection: Connection) =>
  connection.model<DeviceModelRecord>('DeviceModel', deviceModelSchema, 'deviceModels');
export const roundModel = (connection: Connection) =>
  connection.model<RoundRecord>('Round', roundSchema, 'rounds');
export const applicationModel = (connection: Connection) =>
  connection.model<ApplicationRecord>('Application', applicationSchema, 'applications');
export const reminderModel = (connection: Connection) =>
  connection.model<ReminderRecord>('RoundReminder', reminderSchema, 'roundReminders');
