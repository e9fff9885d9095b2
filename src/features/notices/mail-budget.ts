import { calendarDay, instantOf, nextMidnight, wallClock } from '../../kernel/time-zone.js';

/**
 * Hours on the person's wall in which nothing but urgent mail is sent: from the first until just
 * before the second, over midnight if need be; none when both are the same.
 */
export interface QuietHours {
  readonly fromHour: number;
  readonly untilHour: number;
}
/** Of people who chose none. */
export const QUIET_AT_NIGHT: QuietHours = { fromHour: 22, untilHour: 8 };

/** What waits for one person, and what they had today. */
export interface Waiting {
  readonly hasUrgent: boolean;
  /** Their automated mail of this programme day is made already. */
  readonly hasHadMail: boolean;
  readonly quiet: QuietHours;
  readonly personZone: string;
  readonly programmeZone: string;
}

export type MailDecision =
  | { readonly kind: 'send'; readonly day: string | null }
  | { readonly kind: 'hold'; readonly until: Date };

/**
 * Whether everything that waits for a person goes out now. Something urgent takes the rest along
 * and does not use up the day; else one mail per programme day, and none in the quiet hours.
 */
export function decideMail(waiting: Waiting, now: Date): MailDecision {
  if (waiting.hasUrgent) return { kind: 'send', day: null };
  if (waiting.hasHadMail) return { kind: 'hold', until: nextMidnight(now, waiting.programmeZone) };
  const until = endOfQuiet(now, waiting.personZone, waiting.quiet);
  if (until) return { kind: 'hold', until };
  return { kind: 'send', day: calendarDay(now, waiting.programmeZone) };
}

/** When the quiet hours end in which the person is now; undefined outside of them. */
function endOfQuiet(now: Date, zone: string, quiet: QuietHours): Date | undefined {
  const { year, month, day, hour } = wallClock(now, zone);
  const { fromHour, untilHour } = quiet;
  const [isLate, isEarly] = [hour >= fromHour, hour < untilHour];
  const isQuiet = fromHour < untilHour ? isLate && isEarly : isLate || isEarly;
  if (!isQuiet || fromHour === untilHour) return undefined;
  const onDay = isEarly ? day : day + 1;
  return instantOf({ year, month, day: onDay, hour: untilHour, minute: 0 }, zone);
}
