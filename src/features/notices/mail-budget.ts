import { calendarDay, instantOf, wallClock } from '../../kernel/time-zone.js';

/** Hours on the person's wall in which nothing but urgent mail is sent. */
export const QUIET_FROM_HOUR = 22;
export const QUIET_UNTIL_HOUR = 8;

/** What waits for one person, and what they had today. */
export interface Waiting {
  readonly hasUrgent: boolean;
  /** Their automated mail of this programme day is made already. */
  readonly hasHadMail: boolean;
  readonly personZone: string;
  readonly programmeZone: string;
}

export type MailDecision =
  | { readonly kind: 'send'; readonly day: string | null }
  | { readonly kind: 'hold'; readonly until: Date };

/**
 * Whether everything that waits for a person goes out now. Something urgent takes the rest along
 * and does not use up the day; else one mail per programme day, and none at night.
 */
export function decideMail(waiting: Waiting, now: Date): MailDecision {
  if (waiting.hasUrgent) return { kind: 'send', day: null };
  if (waiting.hasHadMail) return { kind: 'hold', until: nextDay(now, waiting.programmeZone) };
  const morning = endOfQuiet(now, waiting.personZone);
  if (morning) return { kind: 'hold', until: morning };
  return { kind: 'send', day: calendarDay(now, waiting.programmeZone) };
}

function nextDay(now: Date, zone: string): Date {
  const { year, month, day } = wallClock(now, zone);
  return instantOf({ year, month, day: day + 1, hour: 0, minute: 0 }, zone);
}

/** The next 08:00 on the person's wall, or undefined outside the quiet hours. */
function endOfQuiet(now: Date, zone: string): Date | undefined {
  const { year, month, day, hour } = wallClock(now, zone);
  if (hour >= QUIET_UNTIL_HOUR && hour < QUIET_FROM_HOUR) return undefined;
  const onDay = hour < QUIET_UNTIL_HOUR ? day : day + 1;
  return instantOf({ year, month, day: onDay, hour: QUIET_UNTIL_HOUR, minute: 0 }, zone);
}
