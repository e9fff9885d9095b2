import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { InviteBatch, InviteCode, Redemption } from './invite.js';

export type BatchRecord = Stored<InviteBatch>;
export type CodeRecord = Stored<InviteCode>;
export type RedemptionRecord = Stored<Redemption>;

/** A seat of a quota that came back after its person was called: one more may redeem. */
export interface OpeningRecord {
  /** Of the allocation that nobody was there for. */
  readonly _id: string;
  readonly roundId: string;
  readonly quota: string;
}

const required = { required: true } as const;
const text = { type: String, ...required };
const number = { type: Number, ...required };
const date = { type: Date, ...required };

const batchSchema = new Schema<BatchRecord>(
  {
    _id: text,
    roundId: text,
    count: number,
    maxUses: number,
    expiresAt: date,
    note: { type: String, default: '' },
    issuedById: text,
    createdAt: date,
    revokedAt: { type: Date, default: null },
  },
  recordOptions,
);
batchSchema.index({ roundId: 1, _id: -1 }, { name: 'by_round' });

const codeSchema = new Schema<CodeRecord>(
  {
    _id: text,
    roundId: text,
    batchId: text,
    hmac: text,
    maxUses: number,
    usesLeft: number,
    redeemers: { type: [String], ...required },
    expiresAt: date,
    revokedAt: { type: Date, default: null },
  },
  recordOptions,
);
codeSchema.index({ hmac: 1 }, { unique: true, name: 'hmac_unique' });
codeSchema.index({ batchId: 1 }, { name: 'by_batch' });

const redemptionSchema = new Schema<RedemptionRecord>(
  {
    _id: text,
    roundId: text,
    quota: text,
    place: number,
    personId: text,
    applicationId: text,
    codeId: text,
    at: date,
    state: text,
    allocationId: { type: String, default: null },
  },
  recordOptions,
);
redemptionSchema.index({ roundId: 1, personId: 1 }, { unique: true, name: 'round_person_unique' });
redemptionSchema.index(
  { allocationId: 1 },
  {
    unique: true,
    name: 'allocation_unique',
    partialFilterExpression: { allocationId: { $type: 'string' } },
  },
);
redemptionSchema.index({ roundId: 1, quota: 1, state: 1, place: 1 }, { name: 'by_turn' });
redemptionSchema.index({ applicationId: 1 }, { name: 'by_application' });
redemptionSchema.index(
  { at: 1 },
  { name: 'pending', partialFilterExpression: { state: 'pending' } },
);

const openingSchema = new Schema<OpeningRecord>(
  { _id: text, roundId: text, quota: text },
  recordOptions,
);
openingSchema.index({ roundId: 1, quota: 1 }, { name: 'by_quota' });

export const batchModel = (connection: Connection) =>
  connection.model<BatchRecord>('InviteBatch', batchSchema, 'inviteBatches');
export const codeModel = (connection: Connection) =>
  connection.model<CodeRecord>('InviteCode', codeSchema, 'inviteCodes');
export const redemptionModel = (connection: Connection) =>
  connection.model<RedemptionRecord>('InviteRedemption', redemptionSchema, 'inviteRedemptions');
export const openingModel = (connection: Connection) =>
  connection.model<OpeningRecord>('InviteOpening', openingSchema, 'inviteOpenings');
