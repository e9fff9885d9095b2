import { DAY, HOUR, later } from '../../kernel/clock.js';

/**
 * `open`: the holder is asked; `answered`: a photo waits for an admin; `passed`; `expired`: nobody
 * answered; `dropped`: the unit left the person's hands meanwhile.
 */
export type ChallengeState = 'open' | 'answered' | 'passed' | 'expired' | 'dropped';

/** `takeover` is not asked: taking a unit over is the first proof, from which the month counts. */
export type ChallengeReason = 'takeover' | 'monthly' | 'doubt';

/** A question to the holder of a unit: show that you have it. */
export interface Challenge {
  readonly id: string;
  /** To be shown on the phone itself; null for a takeover. */
  readonly code: string | null;
  readonly unitId: string;
  readonly unitRef: string;
  readonly personId: string;
  readonly reason: ChallengeReason;
  readonly askedById: string | null;
  readonly state: ChallengeState;
  /** Open or answered: at most one of a unit. */
  readonly isOpen: boolean;
  readonly photoId: string | null;
  /** Hashes of photos and logs that were taken as proof: none proves anything twice. */
  readonly proofs: readonly string[];
  readonly passedBy: 'photo' | 'log' | 'takeover' | null;
  readonly decidedById: string | null;
  /** Why a photo was refused. */
  readonly note: string;
  readonly expiresAt: Date;
  /** The last proof, or the end without one. */
  readonly endedAt: Date | null;
  /** The holder was told that nobody answered, and their standing says so. */
  readonly isTold: boolean;
  readonly createdAt: Date;
}

export const CODE_LENGTH = 4;
export const ANSWER_HOURS = 48;
/** A refused photo leaves at least this long for a better one. */
export const RETRY_HOURS = 24;
export const CYCLE_DAYS = 30;
/** Without a report, log, heartbeat or proof for that long a unit is silent. */
export const SILENT_DAYS = 14;
/** Unanswered challenges are listed this long. */
export const UNANSWERED_DAYS = 60;

export const expiryOf = (askedAt: Date): Date => later(askedAt, ANSWER_HOURS * HOUR);

/** Never shorter than what was promised before. */
export const retryUntil = (expiresAt: Date, now: Date): Date => {
  const atLeast = later(now, RETRY_HOURS * HOUR);
  return atLeast > expiresAt ? atLeast : expiresAt;
};

export type Next = 'begin' | 'ask' | 'wait';

/** What the monthly round does with a unit in hand, by the latest challenge of unit and holder. */
export function nextFor(
  latest: Pick<Challenge, 'isOpen' | 'createdAt' | 'endedAt'> | undefined,
  now: Date,
): Next {
  if (!latest) return 'begin';
  const lastAt = latest.endedAt ?? latest.createdAt;
  return !latest.isOpen && later(lastAt, CYCLE_DAYS * DAY) <= now ? 'ask' : 'wait';
}
