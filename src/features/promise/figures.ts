import type { Period } from '../standing/index.js';

/** Answers that took longer are counted together, with those that are late and still to come. */
export const LONGEST_MINUTES = 240;
/** This week and the nine before it. */
export const WEEKS_SHOWN = 10;
/** Of fewer answers no figure is shown: one would say more than is known. */
export const ENOUGH_ANSWERS = 5;

/** Reports of one hour of the days of a week that were answered, or not in time, alike. */
export interface AnswerCount {
  readonly week: Period;
  /** In which the reports came, from 0, on the wall of the calendar's zone. */
  readonly hour: number;
  /** Begun minutes of duty until the answer, at least 1, at most `LONGEST_MINUTES + 1`. */
  readonly minutes: number;
  readonly isInTime: boolean;
  readonly count: number;
}

/** A report that was answered late, or is late and waits. */
export interface Breach {
  readonly kind: string;
  readonly createdAt: Date;
  readonly firstResponseAt: Date | null;
  /** Null without an answer. */
  readonly responseMs: number | null;
}

export interface AnswersRequest {
  /** When the reports came: from then on, before `to`. */
  readonly from: Date;
  readonly to: Date;
  readonly now: Date;
  readonly zone: string;
}

/** What whoever keeps the reports can tell of their answers. */
export interface AnswerReads {
  counts(request: AnswersRequest): Promise<readonly AnswerCount[]>;
  /** The newest first, up to a bound. */
  breaches(request: AnswersRequest): Promise<readonly Breach[]>;
  /** Reports that wait for their first answer, and how many of them are late. */
  waiting(now: Date): Promise<{ readonly open: number; readonly late: number }>;
}

/** All that the page says of the answers of ten weeks. */
export interface Answers {
  readonly counts: readonly AnswerCount[];
  readonly breaches: readonly Breach[];
  readonly open: number;
  readonly late: number;
}

export interface Figures {
  /** Reports that were answered, or should have been. */
  readonly count: number;
  readonly late: number;
  /** Rounded down, so that a hundred means all; undefined below `ENOUGH_ANSWERS`, as what follows. */
  readonly percentInTime: number | undefined;
  readonly p50: number | undefined;
  readonly p90: number | undefined;
}

const total = (counts: readonly Pick<AnswerCount, 'count'>[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0);

export function figuresOf(counts: readonly AnswerCount[]): Figures {
  const count = total(counts);
  const inTime = total(counts.filter(({ isInTime }) => isInTime));
  const isEnough = count >= ENOUGH_ANSWERS;
  return {
    count,
    late: count - inTime,
    percentInTime: isEnough ? Math.floor((100 * inTime) / count) : undefined,
    p50: isEnough ? percentile(counts, 50) : undefined,
    p90: isEnough ? percentile(counts, 90) : undefined,
  };
}

/** The minutes within which so many of a hundred were answered (nearest rank). */
export function percentile(
  counts: readonly Pick<AnswerCount, 'minutes' | 'count'>[],
  percent: number,
): number | undefined {
  const rank = Math.max(1, Math.ceil((percent * total(counts)) / 100));
  let passed = 0;
  return counts
    .toSorted((a, b) => a.minutes - b.minutes)
    .find(({ count }) => (passed += count) >= rank)?.minutes;
}
