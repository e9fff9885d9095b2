import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { SymbolFile } from './symbol.js';

export type SymbolRecord = Stored<SymbolFile>;

const required = { required: true } as const;

const symbolSchema = new Schema<SymbolRecord>(
  {
    _id: { type: String, ...required },
    kind: { type: String, ...required },
    key: { type: String, ...required },
    names: { type: [String], ...required },
    fileName: { type: String, ...required },
    sha256: { type: String, ...required },
    size: { type: Number, ...required },
    newerVersion: { type: String, default: null },
    build: { type: String, default: null },
    byId: { type: String, ...required },
    addedAt: { type: Date, ...required },
  },
  recordOptions,
);
symbolSchema.index({ kind: 1, key: 1 }, { unique: true, name: 'kind_key_unique' });
symbolSchema.index({ names: 1 }, { name: 'by_name' });
symbolSchema.index({ sha256: 1 }, { name: 'by_hash' });

export const symbolModel = (connection: Connection) =>
  connection.model<SymbolRecord>('SymbolFile', symbolSchema, 'symbol_files');
