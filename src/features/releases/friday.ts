import { DAY, later } from '../../kernel/clock.js';
import { instantOf, wallClock } from '../../kernel/time-zone.js';

const FRIDAY = 5;
const HOUR_OF_RELEASE = 17;

/** Users have at least so long to try a build before they are asked no more. */
const TRIAL_DAYS = 3;

/** The first Friday, 17:00 on the wall of `zone`, that is later than the instant. */
export const nextFriday = (after: Date, zone: string): Date =>
  fridayAt(HOUR_OF_RELEASE, after, zone);

/** The end of the first Thursday there that is at least three days later than the publication. */
export const closeAfter = (publishedAt: Date, zone: string): Date =>
  fridayAt(0, later(publishedAt, TRIAL_DAYS * DAY - 1), zone);

function fridayAt(hour: number, after: Date, zone: string): Date {
  const { year, month, day } = wallClock(after, zone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const ahead = (FRIDAY - weekday + 7) % 7;
  const inDays = (days: number) =>
    instantOf({ year, month, day: day + days, hour, minute: 0 }, zone);
  const first = inDays(ahead);
  return first > after ? first : inDays(ahead + 7);
}
