import { Schema, type Connection } from 'mongoose';
import { recordOptions } from '../../platform/records.js';

/** How far the chain of a unit had come at some time, noted outside the unit. */
export interface CustodyHeadRecord {
  readonly _id: string;
  readonly unitId: string;
  readonly unitRef: string;
  readonly seq: number;
  readonly hash: string;
  readonly notedAt: Date;
}

const required = { required: true } as const;

const headSchema = new Schema<CustodyHeadRecord>(
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
  connection.model<CustodyHeadRecord>('CustodyHead', headSchema, 'custodyHeads');
