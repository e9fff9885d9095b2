import { MINUTE, SECOND, DAY } from '../../kernel/clock.js';
import { instantOf, isTimeZone } from '../../kernel/time-zone.js';

// As logs write it: `08-14 21:03:11.402`, `2026-08-14 21:10:44.120931288+0800`, `…T21:10:44Z`.
const CALENDAR =
  /^(?:(\d{4})-)?(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?/;
const EPOCH_SECONDS = /^(\d{10})(?:\.(\d{1,9}))?$/;
const EPOCH_MS = /^\d{13}$/;
const SINCE_BOOT = /^\d{1,9}\.\d{1,9}$/;

interface LogTime {
  /** Undefined where the log writes none. */
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
  /** Milliseconds since midnight. */
  readonly dayMs: number;
  /** East of UTC, in milliseconds. */
  readonly offsetMs: number | undefined;
}

const msOf = (fraction: string | undefined): number =>
  Math.trunc(Number(`0.${fraction ?? '0'}`) * SECOND);

const offsetOf = (zone: string | undefined): number | undefined => {
  if (zone === undefined) return undefined;
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * MINUTE;
};

const fromEpoch = (ms: number): LogTime => {
  const at = new Date(ms);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    dayMs: ((ms % DAY) + DAY) % DAY,
    offsetMs: 0,
  };
};

const readTime = (text: string): LogTime | undefined => {
  const epoch = EPOCH_SECONDS.exec(text);
  if (epoch) return fromEpoch(Number(epoch[1]) * SECOND + msOf(epoch[2]));
  if (EPOCH_MS.test(text)) return fromEpoch(Number(text));
  const match = CALENDAR.exec(text);
  if (!match) return undefined;
  const [month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(2, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hours > 23) return undefined;
  return {
    year: match[1] === undefined ? undefined : Number(match[1]),
    month,
    day,
    dayMs: (hours * 60 + minutes) * MINUTE + seconds * SECOND + msOf(match[7]),
    offsetMs: offsetOf(match[8]),
  };
};

const wallMs = ({ month, day, dayMs }: LogTime, year: number): number =>
  Date.UTC(year, month - 1, day) + dayMs;

/**
 * Milliseconds between two times as logs write them, on the phone's wall clock or both since boot;
 * undefined when there is one of each, or one can't be read. A year that is missing is the other's.
 */
export const gapBetween = (one: string, other: string): number | undefined => {
  if (SINCE_BOOT.test(one) && SINCE_BOOT.test(other))
    return Math.abs(Number(one) - Number(other)) * SECOND;
  const first = readTime(one);
  const second = readTime(other);
  if (!first || !second) return undefined;
  const year = first.year ?? second.year ?? 2000;
  const isZoned = first.offsetMs !== undefined && second.offsetMs !== undefined;
  const shift = isZoned ? (first.offsetMs ?? 0) - (second.offsetMs ?? 0) : 0;
  const gap = Math.abs(wallMs(first, year) - wallMs(second, second.year ?? year) - shift);
  // A time of the first of January beside one of the last of December, of which one has no year.
  const hasYears = first.year !== undefined && second.year !== undefined;
  return hasYears ? gap : Math.min(gap, Math.abs(365 * DAY - gap), Math.abs(366 * DAY - gap));
};

/** What is known of the phone's clock beside the time of a line. */
export interface ClockFacts {
  /** When the log was taken, by the phone's clock, or else when it came in: gives the year. */
  readonly takenAt?: string | undefined;
  /** IANA name of a zone that the runtime knows (`knownZone`). */
  readonly timeZone?: string | undefined;
}

/** The zone as a log states it, unless nobody knows it. Costs much more than a conversion. */
export const knownZone = (zone: string | undefined): string | undefined =>
  zone !== undefined && isTimeZone(zone) ? zone : undefined;

/** Without a year: the latest that is not after the log was taken (a day's grace for zones). */
const yearOf = (time: LogTime, takenAt: string | undefined): number | undefined => {
  if (time.year !== undefined) return time.year;
  const taken = takenAt === undefined ? undefined : readTime(takenAt);
  if (taken?.year === undefined) return undefined;
  return wallMs(time, taken.year) > wallMs(taken, taken.year) + DAY ? taken.year - 1 : taken.year;
};

/**
 * The instant of a time in a log, ISO 8601 in UTC; undefined unless day, year and zone are known.
 * Times since boot are not converted: a log may hold more than one boot.
 */
export const instantInLog = (at: string, { takenAt, timeZone }: ClockFacts): string | undefined => {
  const time = readTime(at);
  const year = time && yearOf(time, takenAt);
  if (!time || year === undefined) return undefined;
  if (time.offsetMs !== undefined)
    return new Date(wallMs(time, year) - time.offsetMs).toISOString();
  if (timeZone === undefined) return undefined;
  const wall = new Date(wallMs(time, year));
  const minute = instantOf(
    {
      year,
      month: time.month,
      day: time.day,
      hour: wall.getUTCHours(),
      minute: wall.getUTCMinutes(),
    },
    timeZone,
  );
  return new Date(minute.getTime() + (time.dayMs % MINUTE)).toISOString();
};

export const TIME_PATTERNS: readonly RegExp[] = [CALENDAR, EPOCH_SECONDS, EPOCH_MS, SINCE_BOOT];
