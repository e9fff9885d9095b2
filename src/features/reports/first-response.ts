import { dueAt, dutyBetween, type DutyCalendar } from '../promise/index.js';
import type { Report } from './report.js';

/** When the answer is due and how long it took, by that version of the promise. */
export const responseClock = (
  report: Pick<Report, 'createdAt' | 'firstResponseAt'>,
  calendar: DutyCalendar,
): Pick<Report, 'dueAt' | 'responseMs' | 'dueBy'> => ({
  dueAt: dueAt(report.createdAt, calendar),
  responseMs:
    report.firstResponseAt && dutyBetween(report.createdAt, report.firstResponseAt, calendar),
  dueBy: calendar.version,
});

/** An answer at the very instant it is due keeps the promise. */
export const isLate = (
  { dueAt, firstResponseAt }: Pick<Report, 'dueAt' | 'firstResponseAt'>,
  now: Date,
): boolean => (firstResponseAt ?? now) > dueAt;
