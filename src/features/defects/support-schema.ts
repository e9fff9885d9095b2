import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Confirmation, Vote } from './support.js';

export type ConfirmationRecord = Stored<Confirmation>;

/** All votes of one person, so that one conditional update keeps the budget. */
export interface VoterRecord {
  /** The person. */
  readonly _id: string;
  readonly votes: readonly Vote[];
}

const text = { type: String, required: true } as const;
const moment = { type: Date, required: true } as const;

const confirmationSchema = new Schema<ConfirmationRecord>(
  {
    /** `<defect>:<unit>`: a unit confirms a defect once. */
    _id: text,
    defectId: text,
    personId: text,
    unitId: text,
    unitRef: text,
    build: text,
    note: { type: String, default: '' },
    at: moment,
  },
  recordOptions,
);
confirmationSchema.index({ defectId: 1, at: 1 }, { name: 'by_defect' });
confirmationSchema.index({ personId: 1, at: -1 }, { name: 'by_person' });

const voterSchema = new Schema<VoterRecord>(
  {
    _id: text,
    votes: {
      type: [new Schema<Vote>({ defectId: text, at: moment }, { ...recordOptions, _id: false })],
      default: [],
    },
  },
  recordOptions,
);
voterSchema.index({ 'votes.defectId': 1 }, { name: 'by_defect' });

export const confirmationModel = (connection: Connection) =>
  connection.model<ConfirmationRecord>('Confirmation', confirmationSchema, 'confirmations');
export const voterModel = (connection: Connection) =>
  connection.model<VoterRecord>('Voter', voterSchema, 'voters');
