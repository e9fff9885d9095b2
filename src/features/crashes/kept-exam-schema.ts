import { Schema, type Connection } from 'mongoose';
import { recordOptions } from '../../platform/records.js';

/** An exam that was made before its report came; protected, and without what names a phone. */
export interface KeptExamRecord {
  /** `<sha256>:<version>:<unit>` */
  readonly _id: string;
  /** JSON of an `Exam`. */
  readonly exam: string;
  /** The unit whose serial number the log states; null where it states none of ours. */
  readonly namedUnitId: string | null;
  readonly expiresAt: Date;
}

const required = { required: true } as const;

const keptExamSchema = new Schema<KeptExamRecord>(
  {
    _id: { type: String, ...required },
    exam: { type: String, ...required },
    namedUnitId: { type: String, default: null },
    expiresAt: { type: Date, ...required },
  },
  recordOptions,
);
keptExamSchema.index({ expiresAt: 1 }, { name: 'by_expiry' });

export const keptExamModel = (connection: Connection) =>
  connection.model<KeptExamRecord>('KeptExam', keptExamSchema, 'kept_exams');
