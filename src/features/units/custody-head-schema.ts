import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { NotedHead } from './custody.js';

const required = { required: true } as const;

const headSchema = new Schema<Stored<NotedHead>>(
  {
    _id: { type: String, ...required },
    unitId: { type: String, ...required },
    unitRef: { type: String, ...required },
    seq: { type: Number, ...required },
    hash: { type: String, ...required },
    notedAt: { type: Date, ...required },
  },
  recordOptions,
);
headSchema.index({ unitId: 1, seq: 1 }, { unique: true, name: 'unit_seq_unique' });

export const custodyHeadModel = (connection: Connection) =>
  connection.model<Stored<NotedHead>>('CustodyHead', headSchema, 'custodyHeads');
