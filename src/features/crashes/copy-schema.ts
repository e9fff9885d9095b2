import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Copy } from './copy.js';

export type CopyRecord = Stored<Copy>;

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

const copySchema = new Schema<CopyRecord>(
  {
    _id: text,
    reportId: text,
    n: number,
    state: text,
    source: text,
    unitId: text,
    roundId: text,
    sha256: { type: String, default: null },
    lines: number,
    rules: number,
    attempts: number,
    leaseUntil: { type: Date, default: null },
  },
  recordOptions,
);
copySchema.index({ state: 1, leaseUntil: 1 }, { name: 'by_state' });
copySchema.index({ sha256: 1 }, { name: 'by_hash' });

export const copyModel = (connection: Connection) =>
  connection.model<CopyRecord>('ProtectedCopy', copySchema, 'protected_copies');
