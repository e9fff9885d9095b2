import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Period } from './period.js';
import type { StandingRule } from './rule.js';
import type { StandingEntry } from './entry.js';
import type { StandingState } from './standing.js';

/**
 * A person's whole ledger and, beside it, what lists and other features look for. Both change in
 * one update, so that the second can never say anything but what the first adds up to.
 */
export interface LedgerRecord {
  /** The person's id. */
  readonly _id: string;
  /** Number of entries; an entry is added against it. */
  readonly rev: number;
  readonly entries: readonly StandingEntry[];
  readonly state: StandingState;
  readonly since: Date;
  readonly removedAt: Date | null;
  /** While an appeal waits for its answer. */
  readonly appealAt: Date | null;
  readonly removals: number;
  readonly upheld: number;
  readonly dismissed: number;
  /** What follows from the first so many entries has been done: notices, calling a unit back. */
  readonly followed: number;
  readonly isBehind: boolean;
}

export type RuleRecord = Stored<StandingRule>;
/** A week that has been judged for everybody. */
export interface WeekRecord {
  readonly _id: Period;
  readonly judgedAt: Date;
}

const required = { required: true } as const;
const text = { type: String, ...required };
const number = { type: Number, ...required };
const at = { type: Date, ...required };
const words = { type: String, default: '' };
const orNull = { type: String, default: null };
const dateOrNull = { type: Date, default: null };

const entrySchema = new Schema<StandingEntry>(
  {
    id: text,
    kind: text,
    key: text,
    period: text,
    roundId: orNull,
    ruleId: text,
    ruleVersion: number,
    evidence: words,
    text: words,
    outcome: orNull,
    until: dateOrNull,
    about: orNull,
    byId: orNull,
    at,
  },
  { ...recordOptions, _id: false },
);

const ledgerSchema = new Schema<LedgerRecord>(
  {
    _id: text,
    rev: number,
    entries: { type: [entrySchema], ...required },
    state: text,
    since: at,
    removedAt: dateOrNull,
    appealAt: dateOrNull,
    removals: number,
    upheld: number,
    dismissed: number,
    followed: number,
    isBehind: { type: Boolean, ...required },
  },
  recordOptions,
);
ledgerSchema.index({ state: 1, since: 1, _id: 1 }, { name: 'by_state' });
ledgerSchema.index(
  { appealAt: 1, _id: 1 },
  { name: 'by_appeal', partialFilterExpression: { appealAt: { $type: 'date' } } },
);
ledgerSchema.index(
  { isBehind: 1, _id: 1 },
  { name: 'behind', partialFilterExpression: { isBehind: true } },
);

const ruleSchema = new Schema<RuleRecord>(
  {
    _id: text,
    version: number,
    effectiveFrom: text,
    graceWeeks: number,
    cureHours: number,
    holdDays: number,
    pauseWeeks: number,
    appealDays: number,
    reason: { type: Object, ...required },
    byId: orNull,
    createdAt: at,
    announcedAt: dateOrNull,
  },
  recordOptions,
);

const weekSchema = new Schema<WeekRecord>({ _id: text, judgedAt: at }, recordOptions);

export const ledgerModel = (connection: Connection) =>
  connection.model<LedgerRecord>('StandingLedger', ledgerSchema, 'standing_ledgers');
export const ruleModel = (connection: Connection) =>
  connection.model<RuleRecord>('StandingRule', ruleSchema, 'standing_rules');
export const weekModel = (connection: Connection) =>
  connection.model<WeekRecord>('StandingWeek', weekSchema, 'standing_weeks');
