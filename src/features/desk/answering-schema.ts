import { Schema, type Connection } from 'mongoose';
import { recordOptions } from '../../platform/records.js';

/** Somebody writes an answer now: for a moment, unless they go on. */
export interface AnsweringRecord {
  /** `R-1024:<person>` */
  readonly _id: string;
  readonly ref: string;
  readonly personId: string;
  readonly expiresAt: Date;
}

const required = { required: true } as const;

const answeringSchema = new Schema<AnsweringRecord>(
  {
    _id: { type: String, ...required },
    ref: { type: String, ...required },
    personId: { type: String, ...required },
    expiresAt: { type: Date, ...required },
  },
  recordOptions,
);
answeringSchema.index({ expiresAt: 1 }, { name: 'by_expiry' });

export const answeringModel = (connection: Connection) =>
  connection.model<AnsweringRecord>('Answering', answeringSchema, 'answering');
