import { instantOf, wallClock } from '../../kernel/time-zone.js';

const FRIDAY = 5;
const HOUR_OF_RELEASE = 17;

/** The first Friday, 17:00 on the wall of `zone`, that is later than the instant. */
export function nextFriday(after: Date, zone: string): Date {
  const { year, month, day } = wallClock(after, zone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const ahead = (FRIDAY - weekday + 7) % 7;
  const inDays = (days: number) =>
    instantOf({ year, month, day: day + days, hour: HOUR_OF_RELEASE, minute: 0 }, zone);
  const first = inDays(ahead);
  return first > after ? first : inDays(ahead + 7);
}
