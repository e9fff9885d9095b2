import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { StagedFile } from './new-report.js';
import type { Attachment } from './attachment.js';
import type { Message, Report, ReportEvent } from './report.js';

export type ReportRecord = Stored<Report>;
export type StagedRecord = Stored<StagedFile>;

/** Bytes that a person sent on a day of the programme. */
export interface UploadDayRecord {
  /** `<person>:<2026-11-22>` */
  readonly _id: string;
  readonly bytes: number;
  readonly expiresAt: Date;
}

const required = { required: true } as const;
const text = { type: String, ...required };
/** Required, and the empty text is one. */
const anyText = { type: String, default: '' };
const partOptions = { ...recordOptions, _id: false } as const;

const messageSchema = new Schema<Message>(
  {
    id: text,
    at: { type: Date, ...required },
    byId: text,
    byStaff: { type: Boolean, ...required },
    text: anyText,
    internal: { type: Boolean, ...required },
  },
  partOptions,
);

const attachmentSchema = new Schema<Attachment>(
  {
    n: { type: Number, ...required },
    name: text,
    size: { type: Number, ...required },
    sha256: text,
    state: text,
    reason: { type: String, default: null },
    warnings: { type: [new Schema({ code: text, facts: Object }, partOptions)], ...required },
    crashes: {
      type: [
        new Schema(
          {
            kind: text,
            title: anyText,
            key: text,
            groupRef: { type: String, default: null },
            line: { type: Number, ...required },
            entry: anyText,
          },
          partOptions,
        ),
      ],
      ...required,
    },
    phone: { type: Object, default: null },
    doubts: { type: [new Schema({ code: text, facts: Object }, partOptions)], default: [] },
    attempts: { type: Number, ...required },
    leaseUntil: { type: Date, default: null },
  },
  partOptions,
);

const eventSchema = new Schema<ReportEvent>(
  {
    at: { type: Date, ...required },
    byId: { type: String, default: null },
    action: text,
    n: { type: Number, default: null },
    reason: anyText,
    toId: String,
  },
  partOptions,
);

const defectSchema = new Schema(
  {
    id: text,
    ref: text,
    title: text,
    twin: { type: Object, default: null },
    status: text,
    resolution: { type: String, default: null },
    fixBuild: { type: String, default: null },
    mergedInto: { type: String, default: null },
  },
  partOptions,
);

const reportSchema = new Schema<ReportRecord>(
  {
    _id: text,
    ref: text,
    clientKey: text,
    version: { type: Number, ...required },
    personId: text,
    unitId: text,
    unitRef: text,
    modelCode: text,
    roundId: text,
    build: { type: String, default: null },
    buildFrom: { type: String, default: null },
    kind: text,
    title: text,
    text,
    language: text,
    happenedAt: text,
    status: text,
    statusAt: { type: Date, ...required },
    isOpen: { type: Boolean, ...required },
    waiting: { type: Boolean, ...required },
    dueAt: { type: Date, ...required },
    firstResponseAt: { type: Date, default: null },
    firstResponderId: { type: String, default: null },
    responseMs: { type: Number, default: null },
    dueBy: { type: Number, ...required },
    alarm: { type: String, default: null },
    assigneeId: { type: String, default: null },
    isPrivate: { type: Boolean, default: false },
    isReminded: { type: Boolean, default: false },
    reanswerDueAt: { type: Date, default: null },
    cameBackAt: { type: Date, default: null },
    isReanswerTold: { type: Boolean, default: false },
    tellFrom: { type: Date, default: null },
    messages: { type: [messageSchema], ...required },
    attachments: { type: [attachmentSchema], ...required },
    defect: { type: defectSchema, default: null },
    events: { type: [eventSchema], ...required },
    createdAt: { type: Date, ...required },
    updatedAt: { type: Date, ...required },
  },
  recordOptions,
);
reportSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
reportSchema.index({ personId: 1, clientKey: 1 }, { unique: true, name: 'client_key_unique' });
reportSchema.index({ waiting: 1, dueAt: 1, _id: 1 }, { name: 'by_deadline' });
// All that the figures of the promise are made of, so that no report is opened for them.
reportSchema.index(
  { createdAt: 1, waiting: 1, dueAt: 1, firstResponseAt: 1, responseMs: 1, kind: 1 },
  { name: 'by_arrival' },
);
reportSchema.index({ dueBy: 1, _id: 1 }, { name: 'by_promise' });
reportSchema.index({ isOpen: 1, _id: 1 }, { name: 'by_open' });
reportSchema.index({ assigneeId: 1, isOpen: 1, _id: 1 }, { name: 'by_assignee' });
reportSchema.index({ modelCode: 1, isOpen: 1, _id: 1 }, { name: 'by_model' });
reportSchema.index({ modelCode: 1, build: 1, isOpen: 1, _id: 1 }, { name: 'by_build' });
reportSchema.index({ personId: 1, _id: 1 }, { name: 'by_person' });
reportSchema.index(
  { personId: 1, 'defect.id': 1 },
  { name: 'private_by_person', partialFilterExpression: { isPrivate: true } },
);
reportSchema.index({ unitId: 1, _id: 1 }, { name: 'by_unit' });
reportSchema.index({ 'defect.id': 1, _id: 1 }, { name: 'by_defect' });
reportSchema.index(
  { 'defect.id': 1, dueAt: 1 },
  { name: 'by_defect_deadline', partialFilterExpression: { waiting: true } },
);
reportSchema.index({ status: 1, statusAt: 1 }, { name: 'by_status' });
reportSchema.index(
  { statusAt: 1 },
  { name: 'to_remind', partialFilterExpression: { status: 'needs_info', isReminded: false } },
);
reportSchema.index(
  { reanswerDueAt: 1 },
  { name: 'by_reanswer', partialFilterExpression: { reanswerDueAt: { $type: 'date' } } },
);
reportSchema.index(
  { tellFrom: 1 },
  { name: 'to_tell', partialFilterExpression: { tellFrom: { $type: 'date' } } },
);
reportSchema.index(
  { firstResponderId: 1, createdAt: 1, dueAt: 1, firstResponseAt: 1, responseMs: 1 },
  { name: 'by_responder' },
);
reportSchema.index({ 'attachments.state': 1, _id: 1 }, { name: 'by_exam' });
reportSchema.index({ 'attachments.sha256': 1 }, { name: 'by_hash' });
reportSchema.index({ updatedAt: 1, _id: 1 }, { name: 'by_change' });
reportSchema.index(
  { modelCode: 1, 'attachments.phone.device': 1, unitId: 1 },
  { name: 'by_phone' },
);

const stagedSchema = new Schema<StagedRecord>(
  {
    _id: text,
    personId: text,
    clientKey: text,
    name: text,
    size: { type: Number, ...required },
    sha256: text,
    createdAt: { type: Date, ...required },
    expiresAt: { type: Date, ...required },
  },
  recordOptions,
);
stagedSchema.index({ personId: 1, clientKey: 1 }, { unique: true, name: 'client_key_unique' });
stagedSchema.index({ expiresAt: 1 }, { name: 'by_expiry' });
stagedSchema.index({ sha256: 1 }, { name: 'by_hash' });

const uploadDaySchema = new Schema<UploadDayRecord>(
  { _id: text, bytes: { type: Number, ...required }, expiresAt: { type: Date, ...required } },
  recordOptions,
);
uploadDaySchema.index({ expiresAt: 1 }, { name: 'by_expiry' });

export const reportModel = (connection: Connection) =>
  connection.model<ReportRecord>('Report', reportSchema, 'reports');
export const stagedModel = (connection: Connection) =>
  connection.model<StagedRecord>('StagedFile', stagedSchema, 'staged_files');
export const uploadDayModel = (connection: Connection) =>
  connection.model<UploadDayRecord>('UploadDay', uploadDaySchema, 'upload_days');
