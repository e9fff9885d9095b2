import { MINUTE } from '../../kernel/clock.js';
import type { PersonCard } from '../accounts/index.js';
import { periodOf, shiftPeriod, startOf } from '../standing/index.js';
import { calendarDay } from '../../kernel/time-zone.js';
import { exceptionsText, hoursText } from './calendar-text.js';
import {
  dutyBetween,
  exceptionsFrom,
  isOnDuty,
  nextOpening,
  WEEKDAYS,
  type CalendarEdition,
  type DutyCalendar,
} from './calendar.js';
import {
  figuresOf,
  LONGEST_MINUTES,
  WEEKS_SHOWN,
  type Answers,
  type Breach,
  type Figures,
} from './figures.js';

const EXCEPTIONS_SHOWN = 6;

const daysOf = ({ week }: DutyCalendar) =>
  WEEKDAYS.map((name, at) => ({ name, value: hoursText(week[at] ?? null) }));

/** The form of an admin, filled with what is in force. */
export const editModel = (
  calendar: DutyCalendar | CalendarEdition,
  author: PersonCard | undefined,
) => ({
  version: calendar.version,
  dutyZone: calendar.zone,
  days: daysOf(calendar),
  exceptions: exceptionsText(calendar.exceptions),
  responseMinutes: calendar.responseMinutes,
  warnMinutes: calendar.warnMinutes,
  author: author?.name,
  since: 'createdAt' in calendar ? calendar.createdAt : undefined,
});

export interface PromiseView {
  readonly calendar: DutyCalendar;
  readonly now: Date;
  readonly answers: Answers;
}

/** The promise and how it was kept, for everybody: no report is named. */
export function showModel({ calendar, now, answers }: PromiseView) {
  const { zone, responseMinutes } = calendar;
  const thisWeek = periodOf(now, zone);
  const weeks = Array.from({ length: WEEKS_SHOWN }, (_, ago) => {
    const week = shiftPeriod(thisWeek, -ago);
    const figures = figuresOf(answers.counts.filter((one) => one.week === week));
    return { monday: calendarDay(startOf(week, zone), zone), ...shown(figures) };
  });
  const first = weeks.findLastIndex(({ count }) => count > 0);
  return {
    ...{
      dutyZone: zone,
      weeks: weeks.slice(0, Math.max(first, 1) + 1),
      open: answers.open,
      late: answers.late,
    },
    minutes: responseMinutes,
    days: daysOf(calendar),
    exceptions: exceptionsFrom(now, calendar)
      .slice(0, EXCEPTIONS_SHOWN)
      .map(({ day, hours, name }) => ({ day, name, hours: hoursText(hours) })),
    isOnDuty: isOnDuty(now, calendar),
    opensAt: nextOpening(now, calendar),
    figures: [
      { key: 'this_week', ...weeks[0] },
      { key: 'last_week', ...weeks[1] },
    ],
    hours: hoursModel(answers),
    breaches: answers.breaches.map((breach) => breachModel(breach, calendar, now)),
  };
}

const shown = (figures: Figures) => ({
  ...figures,
  hasFigures: figures.percentInTime !== undefined,
  isP50Long: (figures.p50 ?? 0) > LONGEST_MINUTES,
  isP90Long: (figures.p90 ?? 0) > LONGEST_MINUTES,
});

/** The hours of the day in which enough reports came to say something. */
const hoursModel = ({ counts }: Answers) =>
  Array.from({ length: 24 }, (_, hour) => {
    const { percentInTime, count } = figuresOf(counts.filter((one) => one.hour === hour));
    const label = `${String(hour).padStart(2, '0')}:00`;
    return percentInTime === undefined ? [] : [{ label, value: percentInTime, count }];
  }).flat();

const breachModel = (breach: Breach, calendar: DutyCalendar, now: Date) => {
  const { kind, createdAt, firstResponseAt, responseMs } = breach;
  const tookMs = responseMs ?? dutyBetween(createdAt, now, calendar);
  return {
    ...{ kind, createdAt },
    isAnswered: firstResponseAt !== null,
    lateMs: Math.max(1, tookMs - calendar.responseMinutes * MINUTE),
  };
};
