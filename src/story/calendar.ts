import { DAY, later, MINUTE } from '../kernel/clock.js';
import { instantOf, wallClock } from '../kernel/time-zone.js';

/** Days of the story are days of the programme. */
export const STORY_ZONE = 'Asia/Shanghai';

/** Turns the story's offsets into instants. */
export interface Calendar {
  readonly now: Date;
  /** `day` counts from today, yesterday is -1; `time` is `HH:MM` on the programme's wall. */
  at(day: number, time: string): Date;
  minutesAgo(minutes: number): Date;
  /** Whole days since the beginning of today, negative for the past: the reverse of `at`. */
  dayOf(at: Date): number;
}

export function createCalendar(now: Date): Calendar {
  const { year, month, day: today } = wallClock(now, STORY_ZONE);
  const midnight = instantOf({ year, month, day: today, hour: 0, minute: 0 }, STORY_ZONE);
  return {
    now,
    at(day, time) {
      const [hour = 0, minute = 0] = time.split(':').map(Number);
      return instantOf({ year, month, day: today + day, hour, minute }, STORY_ZONE);
    },
    minutesAgo: (minutes) => later(now, -minutes * MINUTE),
    dayOf: (at) => Math.floor((at.getTime() - midnight.getTime()) / DAY),
  };
}
