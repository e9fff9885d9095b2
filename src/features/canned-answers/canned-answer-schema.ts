import { Schema, type Connection } from 'mongoose';
import type { Bilingual } from '../../kernel/people.js';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { CannedAnswer } from './canned-answer.js';

export type CannedAnswerRecord = Stored<CannedAnswer>;

const required = { required: true } as const;
const text = { type: String, ...required };
const date = { type: Date, ...required };

const answerSchema = new Schema<CannedAnswerRecord>(
  {
    _id: text,
    ref: text,
    name: text,
    text: {
      type: new Schema<Bilingual>({ en: text, 'zh-CN': text }, { ...recordOptions, _id: false }),
      ...required,
    },
    kinds: { type: [String], ...required },
    revision: { type: Number, ...required },
    retiredAt: { type: Date, default: null },
    updatedById: text,
    createdAt: date,
    updatedAt: date,
  },
  recordOptions,
);
answerSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
answerSchema.index({ retiredAt: 1, ref: 1 }, { name: 'by_state' });

export const cannedAnswerModel = (connection: Connection) =>
  connection.model<CannedAnswerRecord>('CannedAnswer', answerSchema, 'canned_answers');
