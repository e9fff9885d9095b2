import { percentile } from '../promise/index.js';
import type { Shift } from '../rota/index.js';

export const FIGURE_WEEKS = 4;
/** Of fewer answers neither a share nor a median is shown: one would say more than is known. */
export const ENOUGH_ANSWERS = 5;

/** Reports of a quarter of an hour that one engineer answered first, alike. */
export interface EngineerAnswers {
  readonly personId: string;
  /** When the quarter of an hour began in which they came. */
  readonly at: Date;
  /** As in the figures of the promise. */
  readonly minutes: number;
  readonly isInTime: boolean;
  readonly count: number;
  /** Whose author came back after they were answered for good or declined. */
  readonly cameBack: number;
  /** In which something was asked more than once. */
  readonly askedAgain: number;
}

/** What later features know of an engineer's work. */
export interface EngineerQuality {
  readonly verified: number;
  readonly contradicted: number;
  /** Declines that another person overturned. */
  readonly overturned: number;
}

export interface EngineerFigures {
  readonly answers: number;
  /** Those that count for the share: of own shifts, or all where none was planned. */
  readonly counted: number;
  /** Rounded down; undefined below `ENOUGH_ANSWERS`, as the median. */
  readonly percentInTime: number | undefined;
  readonly median: number | undefined;
  readonly cameBack: number;
  readonly askedAgain: number;
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/**
 * One engineer's figures. Whoever has planned shifts is measured by what came in them: an answer
 * given in one's free time helps, and its lateness is nobody's fault.
 */
export function engineerFigures(
  answers: readonly EngineerAnswers[],
  shifts: readonly Pick<Shift, 'startsAt' | 'endsAt'>[],
): EngineerFigures {
  const own = answers.filter(({ at }) =>
    shifts.some(({ startsAt, endsAt }) => startsAt <= at && at < endsAt),
  );
  const measured = shifts.length > 0 ? own : answers;
  const counted = sum(measured, ({ count }) => count);
  const isEnough = counted >= ENOUGH_ANSWERS;
  const inTime = sum(measured, ({ isInTime, count }) => (isInTime ? count : 0));
  return {
    answers: sum(answers, ({ count }) => count),
    counted,
    percentInTime: isEnough ? Math.floor((100 * inTime) / counted) : undefined,
    median: isEnough ? percentile(measured, 50) : undefined,
    cameBack: sum(answers, ({ cameBack }) => cameBack),
    askedAgain: sum(answers, ({ askedAgain }) => askedAgain),
  };
}
