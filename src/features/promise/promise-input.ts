import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { cleanLine } from '../../kernel/text.js';
import { isTimeZone } from '../../kernel/time-zone.js';
import { parseExceptions, parseHours } from './calendar-text.js';
import { HOURS_MINUTES_MIN, RESPONSE_MINUTES_MAX, WEEKDAYS } from './calendar.js';

const hours = z
  .string('required')
  .max(40, 'promise.bad_hours')
  .transform((typed, context) => {
    const read = parseHours(cleanLine(typed));
    if (read !== undefined) return read;
    const params = { minutes: HOURS_MINUTES_MIN };
    context.addIssue({ code: 'custom', message: 'promise.bad_hours', params });
    return z.NEVER;
  });

const exceptions = field.optionalParagraph(20_000).transform((typed, context) => {
  const read = parseExceptions(typed);
  if ('exceptions' in read) return read.exceptions;
  const { code, facts } = read.problem;
  context.addIssue({ code: 'custom', message: code, params: { ...facts } });
  return z.NEVER;
});

const minutes = field.wholeNumber(1, RESPONSE_MINUTES_MAX);
const week = { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours };

/** The calendar as a form has it; each refusal names its field, and the line of an exception. */
export const changePromise = z
  .strictObject({
    version: field.wholeNumber(1, 1_000_000),
    zone: z.string('required').trim().max(60).refine(isTimeZone, 'promise.no_such_zone'),
    ...week,
    exceptions,
    responseMinutes: minutes,
    warnMinutes: minutes,
  })
  .superRefine((typed, context) => {
    const refuse = (name: string, message: string) => {
      context.addIssue({ code: 'custom', message, path: [name] });
    };
    if (WEEKDAYS.every((day) => typed[day] === null)) refuse('mon', 'promise.never_open');
    if (typed.warnMinutes >= typed.responseMinutes) refuse('warnMinutes', 'promise.warn_first');
  })
  .transform(({ version, zone, exceptions: days, responseMinutes, warnMinutes, ...typed }) => ({
    basedOn: version,
    terms: {
      ...{ zone, exceptions: days, responseMinutes, warnMinutes },
      week: WEEKDAYS.map((day) => typed[day]),
    },
  }));
