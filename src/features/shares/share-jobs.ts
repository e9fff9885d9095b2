import { DAY, HOUR, later, MINUTE, type Clock } from '../../kernel/clock.js';
import { calendarDay } from '../../kernel/time-zone.js';
import type { Job } from '../../platform/jobs.js';
import type { ClickStore } from './clicks-store.js';

export interface ShareJobsDeps {
  readonly clicks: ClickStore;
  readonly clock: Clock;
  readonly programmeZone: string;
}

const SALT_LIFE_MS = 48 * HOUR;
/** Visits of the last second of a day are written in the first of the next; this is far beyond. */
const SETTLED_MS = 10 * MINUTE;

/** Salts go, so that no visitor can be recognised; sums of finished days are counted again. */
export function shareJobs({ clicks, clock, programmeZone }: ShareJobsDeps): readonly Job[] {
  return [
    {
      name: 'shares.salts',
      everyMs: HOUR,
      run: () => clicks.removeSalts(later(clock.now(), -SALT_LIFE_MS)),
    },
    {
      name: 'shares.days',
      everyMs: 6 * HOUR,
      // Never a day that still gets visits: a sum set beside one being added would count it twice.
      run: () =>
        clicks.rebuildDay(calendarDay(later(clock.now(), -DAY - SETTLED_MS), programmeZone)),
    },
  ];
}
