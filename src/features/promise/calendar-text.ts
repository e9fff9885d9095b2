import { clip } from '../../kernel/text.js';
import {
  DAY_MINUTES,
  EXCEPTIONS_MAX,
  HOURS_MINUTES_MIN,
  type DutyException,
  type Hours,
} from './calendar.js';

/** Why a text is no calendar: a code of `promise.errors`, and what its sentence names. */
export interface Problem {
  readonly code: string;
  readonly facts?: Readonly<Record<string, string | number>>;
}

const HOURS = /^(\d{1,2}):(\d\d) ?[-–—~] ?(\d{1,2}):(\d\d)$/;
const LINE = /^(\d{4}-\d\d-\d\d) (closed|休息|\d{1,2}:\d\d ?[-–—~] ?\d{1,2}:\d\d)(?: (.*))?$/i;
const NAME_MAX = 60;

/** `09:00-22:00`, up to `24:00`; nothing is null. Undefined for anything else. */
export function parseHours(text: string): Hours | null | undefined {
  if (text === '') return null;
  const [, fromHour, from, toHour, to] = HOURS.exec(text)?.map(Number) ?? [];
  if (fromHour === undefined || from === undefined || toHour === undefined || to === undefined)
    return undefined;
  const [opensAt, closesAt] = [fromHour * 60 + from, toHour * 60 + to];
  const isClock = from < 60 && to < 60 && closesAt <= DAY_MINUTES;
  return isClock && closesAt - opensAt >= HOURS_MINUTES_MIN ? { opensAt, closesAt } : undefined;
}

const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  // The last of February counts on into March instead of failing.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

/** One line each, `2026-10-01 closed National Day`; empty lines count for the number of a line. */
export function parseExceptions(
  text: string,
): { readonly exceptions: readonly DutyException[] } | { readonly problem: Problem } {
  const found = new Map<string, DutyException>();
  for (const [index, typed] of text.split('\n').entries()) {
    const line = typed.replace(/\s+/g, ' ').trim();
    if (line === '') continue;
    const exception = parseLine(line);
    const code = 'code' in exception ? exception.code : refusal(exception, found);
    if (code !== undefined || 'code' in exception)
      return {
        problem: { code: `promise.${code}`, facts: { line: index + 1, text: clip(line, 40) } },
      };
    found.set(exception.day, exception);
  }
  const exceptions = [...found.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  return { exceptions };
}

function parseLine(line: string): DutyException | { readonly code: string } {
  const [, day, what, name = ''] = LINE.exec(line) ?? [];
  if (day === undefined || what === undefined) return { code: 'bad_line' };
  if (!isDay(day)) return { code: 'no_such_day' };
  const hours = /^\d/.test(what) ? parseHours(what) : null;
  if (hours === undefined) return { code: 'bad_line_hours' };
  return { day, hours, name };
}

function refusal(
  { day, name }: DutyException,
  found: ReadonlyMap<string, DutyException>,
): string | undefined {
  if (found.has(day)) return 'day_twice';
  if (Array.from(name).length > NAME_MAX) return 'long_name';
  return found.size >= EXCEPTIONS_MAX ? 'too_many_days' : undefined;
}

const wall = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** What `parseHours` reads: `09:00-22:00`. */
export const hoursText = (hours: Hours | null): string =>
  hours ? `${wall(hours.opensAt)}-${wall(hours.closesAt)}` : '';

/** What `parseExceptions` reads. */
export const exceptionsText = (exceptions: readonly DutyException[]): string =>
  exceptions
    .map(({ day, hours, name }) => `${day} ${hours ? hoursText(hours) : 'closed'} ${name}`.trim())
    .join('\n');
