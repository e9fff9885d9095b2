import { Schema, type Connection } from 'mongoose';
import type { Bilingual } from '../../kernel/people.js';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { ReleaseFile } from './release-files.js';
import type { ChangelogEntry, Release, ReleaseEvent } from './release.js';

export type ReleaseRecord = Stored<Release>;

const required = { required: true } as const;
const text = { type: String, ...required } as const;
const anyText = { type: String, default: '' } as const;
const orNull = { type: String, default: null } as const;
const date = { type: Date, ...required } as const;
const part = { ...recordOptions, _id: false } as const;

const bilingual = new Schema<Bilingual>({ en: anyText, 'zh-CN': anyText }, part);

const entrySchema = new Schema<ChangelogEntry>(
  {
    defectId: text,
    defectRef: text,
    fixBuild: orNull,
    section: text,
    text: { type: bilingual, ...required },
    hidden: { type: bilingual },
    engineerIds: { type: [String], default: [] },
    testerIds: { type: [String], default: [] },
  },
  part,
);
const fileSchema = new Schema<ReleaseFile>(
  { name: text, sha256: text, size: { type: Number, default: null }, url: orNull },
  part,
);
const eventSchema = new Schema<ReleaseEvent>(
  { at: date, byId: orNull, action: text, reason: anyText },
  part,
);

const releaseSchema = new Schema<ReleaseRecord>(
  {
    _id: text,
    modelCode: text,
    build: text,
    state: text,
    title: { type: bilingual, ...required },
    notes: { type: bilingual, ...required },
    entries: { type: [entrySchema], default: [] },
    files: { type: [fileSchema], default: [] },
    itemCount: { type: Number, ...required },
    shipped: { type: [String], default: [] },
    publishAt: date,
    publishedAt: { type: Date, default: null },
    closesAt: { type: Date, default: null },
    rollbackNote: { type: bilingual, default: null },
    revision: { type: Number, ...required },
    isTelling: { type: Boolean, ...required },
    events: { type: [eventSchema], default: [] },
    createdAt: date,
    updatedAt: date,
  },
  recordOptions,
);
releaseSchema.index({ modelCode: 1, build: 1 }, { unique: true, name: 'build_unique' });
// Drafts bring nothing yet, and several empty lists would be the same key.
releaseSchema.index(
  { shipped: 1 },
  {
    unique: true,
    name: 'shipped_once',
    partialFilterExpression: { 'shipped.0': { $exists: true } },
  },
);
releaseSchema.index({ publishedAt: -1, _id: -1 }, { name: 'by_date' });
releaseSchema.index(
  { 'entries.engineerIds': 1, publishedAt: -1, _id: -1 },
  { name: 'by_engineer' },
);
releaseSchema.index({ 'entries.defectId': 1 }, { name: 'by_defect' });
releaseSchema.index({ state: 1, publishAt: 1 }, { name: 'by_turn' });
releaseSchema.index({ state: 1, closesAt: 1 }, { name: 'by_close' });
releaseSchema.index(
  { isTelling: 1 },
  { name: 'telling', partialFilterExpression: { isTelling: true } },
);

export const releaseModel = (connection: Connection) =>
  connection.model<ReleaseRecord>('Release', releaseSchema, 'releases');
