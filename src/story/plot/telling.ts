import type { ReportKind } from '../../features/reports/index.js';
import type { Engineer } from './topic.js';

/** What the engineer does with the answer: it closes the report, asks back, or says no. */
export type Outcome = 'answer' | 'ask' | 'decline' | 'defect';

/** A report without a crash, and the answer to it. */
export interface Telling {
  readonly kind: ReportKind;
  readonly on: readonly [day: number, time: string];
  readonly fan: string;
  readonly text: string;
  readonly by: Engineer;
  readonly answer: string;
  readonly outcome: Outcome;
  /** Key of the defect, where the outcome is one. */
  readonly defect?: string;
  readonly log?: 'warm-but-quiet.log' | 'garbage';
  /** The fan's word after the answer. */
  readonly reply?: string;
}

type Row = readonly [
  day: number,
  time: string,
  fan: string,
  text: string,
  by: Engineer,
  answer: string,
  reply?: string,
];

/** Tellings of one kind that end alike, a line each. */
export const rows = (kind: ReportKind, outcome: Outcome, list: readonly Row[]): Telling[] =>
  list.map(([day, time, fan, text, by, answer, reply]) => ({
    kind,
    outcome,
    on: [day, time],
    fan,
    text,
    by,
    answer,
    ...(reply === undefined ? {} : { reply }),
  }));
