import type { PersonCard } from '../accounts/index.js';
import { exceptionsText, hoursText } from './calendar-text.js';
import { WEEKDAYS, type CalendarEdition, type DutyCalendar } from './calendar.js';

/** The form of an admin, filled with what is in force. */
export const editModel = (
  calendar: DutyCalendar | CalendarEdition,
  author: PersonCard | undefined,
) => ({
  version: calendar.version,
  zone: calendar.zone,
  days: WEEKDAYS.map((name, at) => ({ name, value: hoursText(calendar.week[at] ?? null) })),
  exceptions: exceptionsText(calendar.exceptions),
  responseMinutes: calendar.responseMinutes,
  warnMinutes: calendar.warnMinutes,
  author: author?.name,
  since: 'createdAt' in calendar ? calendar.createdAt : undefined,
});
