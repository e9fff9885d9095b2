import { Schema, type Connection } from 'mongoose';
import { DAY, SECOND } from '../../kernel/clock.js';
import type { NoticeTopic } from '../../kernel/notice.js';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { QuietHours } from './mail-budget.js';
import {
  SHELF_DAYS,
  type Letter,
  type Notice,
  type NoticeMail,
  type ShelvedLetter,
} from './notice.js';

export type NoticeRecord = Stored<Notice>;
export type LetterRecord = Stored<Letter>;

/** Of which topics a person wants no mail, and when none at all; `_id` is the person's. */
export interface MuteRecord {
  _id: string;
  topics: NoticeTopic[];
  /** Absent for whoever chose none. */
  quiet?: QuietHours;
}

/** A mail as it would have been sent, where no mail server is set. */
export type ShelvedRecord = Stored<ShelvedLetter>;

const required = { required: true } as const;

const mailSchema = new Schema<NoticeMail>(
  {
    state: { type: String, ...required },
    nextAt: { type: Date, default: null },
    letterId: { type: String, default: null },
    sentAt: { type: Date, default: null },
  },
  { ...recordOptions, _id: false },
);

const noticeSchema = new Schema<NoticeRecord>(
  {
    _id: { type: String, ...required },
    personId: { type: String, ...required },
    topic: { type: String, ...required },
    key: { type: String, ...required },
    text: { type: String, ...required },
    facts: { type: Schema.Types.Mixed, ...required },
    link: { type: String, ...required },
    group: { type: String, ...required },
    isHead: { type: Boolean, ...required },
    shownAt: { type: Date, default: null },
    readAt: { type: Date, default: null },
    mail: { type: mailSchema, ...required },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
noticeSchema.index({ personId: 1, key: 1 }, { unique: true, name: 'key_unique' });
noticeSchema.index(
  { personId: 1, group: 1 },
  { unique: true, name: 'head_unique', partialFilterExpression: { isHead: true } },
);
noticeSchema.index({ personId: 1, isHead: 1, _id: -1 }, { name: 'by_person' });
noticeSchema.index({ personId: 1, group: 1, _id: 1 }, { name: 'by_group' });
noticeSchema.index({ 'mail.state': 1, 'mail.nextAt': 1 }, { name: 'by_mail' });
noticeSchema.index({ 'mail.letterId': 1 }, { name: 'by_letter' });

const letterSchema = new Schema<LetterRecord>(
  {
    _id: { type: String, ...required },
    personId: { type: String, ...required },
    day: { type: String, default: null },
    state: { type: String, ...required },
    count: { type: Number, ...required },
    attempts: { type: Number, ...required },
    nextAt: { type: Date, ...required },
    leaseUntil: { type: Date, default: null },
    sentAt: { type: Date, default: null },
    problem: { type: String, default: null },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
letterSchema.index(
  { personId: 1, day: 1 },
  {
    unique: true,
    name: 'day_unique',
    partialFilterExpression: { day: { $type: 'string' } },
  },
);
letterSchema.index(
  { personId: 1 },
  { unique: true, name: 'open_unique', partialFilterExpression: { state: 'open' } },
);
letterSchema.index({ state: 1, nextAt: 1 }, { name: 'by_turn' });
letterSchema.index({ state: 1, _id: -1 }, { name: 'by_state' });

const muteSchema = new Schema<MuteRecord>(
  {
    _id: { type: String, ...required },
    topics: { type: [String], ...required },
    quiet: {
      type: new Schema<QuietHours>(
        { fromHour: { type: Number, ...required }, untilHour: { type: Number, ...required } },
        { ...recordOptions, _id: false },
      ),
    },
  },
  recordOptions,
);

const shelvedSchema = new Schema<ShelvedRecord>(
  {
    _id: { type: String, ...required },
    personId: { type: String, ...required },
    subject: { type: String, ...required },
    text: { type: String, ...required },
    shelvedAt: { type: Date, ...required },
  },
  recordOptions,
);
shelvedSchema.index(
  { shelvedAt: 1 },
  { name: 'kept_for_days', expireAfterSeconds: (SHELF_DAYS * DAY) / SECOND },
);

export const noticeModel = (connection: Connection) =>
  connection.model<NoticeRecord>('Notice', noticeSchema, 'notices');
export const letterModel = (connection: Connection) =>
  connection.model<LetterRecord>('Letter', letterSchema, 'letters');
export const shelvedModel = (connection: Connection) =>
  connection.model<ShelvedRecord>('ShelvedLetter', shelvedSchema, 'shelved_letters');
export const muteModel = (connection: Connection) =>
  connection.model<MuteRecord>('Mute', muteSchema, 'mutes');
