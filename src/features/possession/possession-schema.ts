import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Challenge } from './challenge.js';
import type { Reminder } from './due.js';

export type ChallengeRecord = Stored<Challenge>;
export type ReminderRecord = Stored<Reminder>;

const required = { required: true } as const;
const isText = { $type: 'string' } as const;

const challengeSchema = new Schema<ChallengeRecord>(
  {
    _id: { type: String, ...required },
    code: { type: String, default: null },
    unitId: { type: String, ...required },
    unitRef: { type: String, ...required },
    personId: { type: String, ...required },
    reason: { type: String, ...required },
    askedById: { type: String, default: null },
    state: { type: String, ...required },
    isOpen: { type: Boolean, ...required },
    photoId: { type: String, default: null },
    proofs: { type: [String], ...required },
    passedBy: { type: String, default: null },
    decidedById: { type: String, default: null },
    note: { type: String, default: '' },
    expiresAt: { type: Date, ...required },
    endedAt: { type: Date, default: null },
    isTold: { type: Boolean, ...required },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
challengeSchema.index(
  { code: 1 },
  { unique: true, name: 'code_unique', partialFilterExpression: { code: isText } },
);
challengeSchema.index(
  { unitId: 1 },
  { unique: true, name: 'open_unique', partialFilterExpression: { isOpen: true } },
);
challengeSchema.index(
  { proofs: 1 },
  { unique: true, name: 'proof_unique', partialFilterExpression: { 'proofs.0': isText } },
);
challengeSchema.index({ unitId: 1, personId: 1, _id: -1 }, { name: 'by_unit' });
challengeSchema.index({ state: 1, expiresAt: 1 }, { name: 'by_state' });
challengeSchema.index({ personId: 1, isOpen: 1 }, { name: 'by_person' });

const reminderSchema = new Schema<ReminderRecord>(
  {
    _id: { type: String, ...required },
    unitId: { type: String, ...required },
    personId: { type: String, ...required },
    returnBy: { type: Date, ...required },
    rung: { type: Number, default: null },
    byId: { type: String, default: null },
    day: { type: String, ...required },
    at: { type: Date, ...required },
  },
  recordOptions,
);
reminderSchema.index(
  { unitId: 1, returnBy: 1, rung: 1 },
  { unique: true, name: 'rung_unique', partialFilterExpression: { rung: { $type: 'number' } } },
);
reminderSchema.index(
  { unitId: 1, day: 1 },
  { unique: true, name: 'by_hand_unique', partialFilterExpression: { byId: isText } },
);
reminderSchema.index({ personId: 1, day: 1 }, { name: 'by_person_day' });
reminderSchema.index({ unitId: 1, _id: -1 }, { name: 'by_unit' });

export const challengeModel = (connection: Connection) =>
  connection.model<ChallengeRecord>('PossessionChallenge', challengeSchema, 'possessionChallenges');
export const reminderModel = (connection: Connection) =>
  connection.model<ReminderRecord>('ReturnReminder', reminderSchema, 'returnReminders');
