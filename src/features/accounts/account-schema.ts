import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Link } from './link.js';
import type { Person } from './person.js';

export type PersonRecord = Stored<Person>;
export type LinkRecord = Stored<Link>;

const required = { required: true } as const;

const personSchema = new Schema<PersonRecord>(
  {
    _id: { type: String, ...required },
    email: { type: String, ...required },
    handle: { type: String, ...required },
    name: { type: String, ...required },
    passwordHash: { type: String, ...required },
    roles: { type: [String], ...required },
    status: { type: String, ...required },
    language: { type: String, ...required },
    zone: { type: String, ...required },
    sessionEpoch: { type: Number, ...required },
    unreadNotices: { type: Number },
    shortcuts: { type: String },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
personSchema.index({ email: 1 }, { unique: true, name: 'email_unique' });
personSchema.index({ handle: 1 }, { unique: true, name: 'handle_unique' });
personSchema.index({ roles: 1, _id: 1 }, { name: 'by_role' });

const linkSchema = new Schema<LinkRecord>(
  {
    _id: { type: String, ...required },
    purpose: { type: String, ...required },
    tokenHash: { type: String, ...required },
    expiresAt: { type: Date, ...required },
    usedAt: { type: Date, default: null },
    email: { type: String, default: null },
    roles: { type: [String], default: [] },
    personId: { type: String, default: null },
  },
  recordOptions,
);
linkSchema.index({ tokenHash: 1 }, { unique: true, name: 'token_unique' });
linkSchema.index({ expiresAt: 1 }, { name: 'by_expiry' });

export const personModel = (connection: Connection) =>
  connection.model<PersonRecord>('Person', personSchema, 'people');
export const linkModel = (connection: Connection) =>
  connection.model<LinkRecord>('Link', linkSchema, 'links');
