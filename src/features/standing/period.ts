import { DAY } from '../../kernel/clock.js';
import { instantOf, wallClock } from '../../kernel/time-zone.js';

/** A week of the programme by ISO 8601, Monday to Sunday on the wall of its zone: `2026-W10`. */
export type Period = string;

const WEEK = 7 * DAY;
export const PERIOD = /^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/;

const weekday = (utc: number): number => (new Date(utc).getUTCDay() + 6) % 7;

/** The week belongs to the year that has its Thursday. */
function weekOfDay(utc: number): Period {
  const thursday = utc + (3 - weekday(utc)) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / WEEK) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The Monday as a day in UTC; 4 January is in the first week of every year. */
function mondayOf(period: Period): number {
  const [year = 0, week = 0] = period.split('-W').map(Number);
  const fourth = Date.UTC(year, 0, 4);
  return fourth - weekday(fourth) * DAY + (week - 1) * WEEK;
}

export function periodOf(at: Date, zone: string): Period {
  const { year, month, day } = wallClock(at, zone);
  return weekOfDay(Date.UTC(year, month - 1, day));
}

/** So many weeks later, or earlier where `weeks` is negative. */
export const shiftPeriod = (period: Period, weeks: number): Period =>
  weekOfDay(mondayOf(period) + weeks * WEEK);

/** Monday 00:00 there. */
export function startOf(period: Period, zone: string): Date {
  const monday = new Date(mondayOf(period));
  const [year, month, day] = [
    monday.getUTCFullYear(),
    monday.getUTCMonth() + 1,
    monday.getUTCDate(),
  ];
  return instantOf({ year, month, day, hour: 0, minute: 0 }, zone);
}

/** The first instant after it: Sunday 24:00 there. */
export const endOf = (period: Period, zone: string): Date => startOf(shiftPeriod(period, 1), zone);

/** From `first` to `last`, both included; names of weeks sort by time. */
export function periodsFrom(first: Period, last: Period): Period[] {
  const periods: Period[] = [];
  for (let period = first; period <= last; period = shiftPeriod(period, 1)) periods.push(period);
  return periods;
}
