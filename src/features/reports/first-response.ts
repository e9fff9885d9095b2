import { MINUTE } from '../../kernel/clock.js';
import { instantOf, wallClock } from '../../kernel/time-zone.js';

/** When engineers are at their desks, every day: from `opensAt` up to, not including, `closesAt`. */
export interface Duty {
  /** IANA name. */
  readonly zone: string;
  /** Minutes since midnight on the wall of `zone`. */
  readonly opensAt: number;
  /** Later than `opensAt`, at most 1440. */
  readonly closesAt: number;
}

export const DEFAULT_DUTY: Duty = { zone: 'Asia/Shanghai', opensAt: 9 * 60, closesAt: 22 * 60 };
export const RESPONSE_MS = 15 * MINUTE;
export const WARNING_MS = 10 * MINUTE;

interface Shift {
  readonly start: number;
  readonly end: number;
}

/** The duty of the day that is `days` after the day of `at`, in milliseconds since 1970. */
function shift(at: Date, days: number, duty: Duty): Shift {
  const { year, month, day } = wallClock(at, duty.zone);
  const instant = (minutes: number) =>
    // The wall clock counts days and hours beyond their month and day on by itself.
    instantOf({ year, month, day: day + days, hour: 0, minute: minutes }, duty.zone).getTime();
  return { start: instant(duty.opensAt), end: instant(duty.closesAt) };
}

/** The instant at which `ms` of duty have passed since `at`; time outside duty does not count. */
export function afterDuty(at: Date, ms: number, duty: Duty): Date {
  let left = ms;
  for (let days = 0; ; days += 1) {
    const { start, end } = shift(at, days, duty);
    const from = Math.max(start, at.getTime());
    if (from >= end) continue;
    if (from + left <= end) return new Date(from + left);
    left -= end - from;
  }
}

/** When the first answer is due. */
export const dueAt = (at: Date, duty: Duty = DEFAULT_DUTY): Date =>
  afterDuty(at, RESPONSE_MS, duty);

/** How much duty passed from `from` to `to`, in milliseconds: what an answer really took. */
export function dutyBetween(from: Date, to: Date, duty: Duty = DEFAULT_DUTY): number {
  let total = 0;
  for (let days = 0; ; days += 1) {
    const { start, end } = shift(from, days, duty);
    if (start >= to.getTime()) return total;
    total += Math.max(0, Math.min(end, to.getTime()) - Math.max(start, from.getTime()));
  }
}

export const isOnDuty = (at: Date, duty: Duty = DEFAULT_DUTY): boolean => {
  const { start, end } = shift(at, 0, duty);
  return at.getTime() >= start && at.getTime() < end;
};

export type PromiseState = 'running' | 'warning' | 'broken' | 'kept';

/** An answer at the very instant it is due keeps the promise. */
export function promiseState(
  report: { readonly createdAt: Date; readonly dueAt: Date; readonly firstResponseAt: Date | null },
  now: Date,
  duty: Duty = DEFAULT_DUTY,
): PromiseState {
  const answered = report.firstResponseAt;
  if ((answered ?? now) > report.dueAt) return 'broken';
  if (answered) return 'kept';
  return now >= afterDuty(report.createdAt, WARNING_MS, duty) ? 'warning' : 'running';
}
