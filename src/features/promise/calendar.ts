import { DAY, MINUTE } from '../../kernel/clock.js';
import { calendarDay, instantOf, wallClock } from '../../kernel/time-zone.js';

/** From `opensAt` up to, not including, `closesAt`: minutes on the wall, `closesAt` at most 1440. */
export interface Hours {
  readonly opensAt: number;
  readonly closesAt: number;
}

/** A day that is not as its weekday is. */
export interface DutyException {
  /** `2026-10-01` */
  readonly day: string;
  /** Null: nobody answers on that day. */
  readonly hours: Hours | null;
  /** What people call the day; may be empty. */
  readonly name: string;
}

/** When engineers answer and how soon, as an admin writes it. */
export interface CalendarTerms {
  /** IANA name. */
  readonly zone: string;
  /** Seven, Monday first; null: nobody answers. At least one weekday has hours. */
  readonly week: readonly (Hours | null)[];
  /** In the order of their days, each day once. */
  readonly exceptions: readonly DutyException[];
  /** Minutes of duty until an answer is due, and until those who can still keep it are told. */
  readonly responseMinutes: number;
  readonly warnMinutes: number;
}

/** One version of the promise. It never changes; 1 is the one that nobody has edited. */
export interface DutyCalendar extends CalendarTerms {
  readonly version: number;
}

export interface CalendarEdition extends DutyCalendar {
  /** Its version as text, so that a version is there once. */
  readonly id: string;
  readonly byId: string;
  readonly createdAt: Date;
}

/** In the order of a calendar's week, as forms and texts name them. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const DAY_MINUTES = 24 * 60;
/** With these bounds an answer is due within some two years, whatever the calendar. */
export const HOURS_MINUTES_MIN = 30;
export const EXCEPTIONS_MAX = 100;
export const RESPONSE_MINUTES_MAX = 480;
const SEARCH_DAYS = 7 * (EXCEPTIONS_MAX + RESPONSE_MINUTES_MAX / HOURS_MINUTES_MIN + 1);

export const defaultCalendar = (zone: string): DutyCalendar => ({
  version: 1,
  zone,
  week: Array.from({ length: 7 }, () => ({ opensAt: 9 * 60, closesAt: 22 * 60 })),
  exceptions: [],
  responseMinutes: 15,
  warnMinutes: 10,
});

/** Milliseconds since 1970. */
interface Shift {
  readonly start: number;
  readonly end: number;
}

/** The hours of a calendar day such as `2026-10-01`. */
export const hoursOn = (day: string, { week, exceptions }: DutyCalendar): Hours | null => {
  const exception = exceptions.find((one) => one.day === day);
  if (exception) return exception.hours;
  return week[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? null;
};

/** The duty of the day that is `days` after the day of `at`. */
function shift(at: Date, days: number, calendar: DutyCalendar): Shift | undefined {
  const { year, month, day } = wallClock(at, calendar.zone);
  const date = new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
  const hours = hoursOn(date, calendar);
  if (!hours) return undefined;
  // The wall clock counts days and minutes beyond their month and hour on by itself.
  const instant = (minute: number) =>
    instantOf({ year, month, day: day + days, hour: 0, minute }, calendar.zone).getTime();
  return { start: instant(hours.opensAt), end: instant(hours.closesAt) };
}

/** The instant at which `ms` of duty have passed since `at`; time outside duty does not count. */
export function afterDuty(at: Date, ms: number, calendar: DutyCalendar): Date {
  let left = ms;
  for (let days = 0; days <= SEARCH_DAYS; days += 1) {
    const duty = shift(at, days, calendar);
    const from = Math.max(duty?.start ?? 0, at.getTime());
    if (!duty || from >= duty.end) continue;
    if (from + left <= duty.end) return new Date(from + left);
    left -= duty.end - from;
  }
  throw new Error(`version ${calendar.version} of the promise has no end of ${ms} ms of duty`);
}

/** How much duty passed from `from` to `to`, in milliseconds: what an answer really took. */
export function dutyBetween(from: Date, to: Date, calendar: DutyCalendar): number {
  // One more for the day that `from` is in, one for a day of 23 hours.
  const days = Math.ceil((to.getTime() - from.getTime()) / DAY) + 2;
  let total = 0;
  for (let day = 0; day < days; day += 1) {
    const duty = shift(from, day, calendar);
    if (!duty) continue;
    const end = Math.min(duty.end, to.getTime());
    total += Math.max(0, end - Math.max(duty.start, from.getTime()));
    if (duty.end >= to.getTime()) break;
  }
  return total;
}

/** Now, while somebody is on duty, else when somebody is again. */
export const nextOpening = (at: Date, calendar: DutyCalendar): Date => afterDuty(at, 0, calendar);

export const isOnDuty = (at: Date, calendar: DutyCalendar): boolean =>
  nextOpening(at, calendar).getTime() === at.getTime();

/** When the first answer to what came at `at` is due. */
export const dueAt = (at: Date, calendar: DutyCalendar): Date =>
  afterDuty(at, calendar.responseMinutes * MINUTE, calendar);

/** The exceptions of today and later. */
export const exceptionsFrom = (at: Date, calendar: DutyCalendar): readonly DutyException[] => {
  const today = calendarDay(at, calendar.zone);
  return calendar.exceptions.filter(({ day }) => day >= today);
};
