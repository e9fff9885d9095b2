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

/** What the clocks of a report are made of. */
export type Reckoned = Pick<
  Report,
  'createdAt' | 'firstResponseAt' | 'dueAt' | 'cameBackAt' | 'reanswerDueAt'
>;

/** Both clocks made anew; what was told of an earlier deadline is told of the new one, too. */
export function clocksAnew(
  report: Reckoned,
  calendar: DutyCalendar,
): ReturnType<typeof responseClock> &
  Partial<Pick<Report, 'alarm' | 'reanswerDueAt' | 'isReanswerTold'>> {
  const first = responseClock(report, calendar);
  const { cameBackAt, reanswerDueAt } = report;
  const again = cameBackAt && dueAt(cameBackAt, calendar);
  return {
    ...first,
    ...(first.dueAt > report.dueAt ? { alarm: null } : {}),
    ...(again ? { reanswerDueAt: again } : {}),
    ...(again && reanswerDueAt && again > reanswerDueAt ? { isReanswerTold: false } : {}),
  };
}

/** An answer at the very instant it is due keeps the promise. */
export const isLate = (
  { dueAt, firstResponseAt }: Pick<Report, 'dueAt' | 'firstResponseAt'>,
  now: Date,
): boolean => (firstResponseAt ?? now) > dueAt;
