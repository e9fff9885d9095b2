import type { Container } from '../compose.js';
import type { Viewer } from '../kernel/people.js';
import { createCalendar, type Calendar } from './calendar.js';
import { createChance, type Chance } from './chance.js';
import type { Moment } from './plot/seats.js';
import { createSchedule, type Act, type Schedule } from './schedule.js';

/** What every chapter works with. */
export interface Teller {
  readonly container: Container;
  readonly calendar: Calendar;
  readonly chance: Chance;
  readonly schedule: Schedule;
  /** Moved by the schedule; a chapter that looks back within an act sets it forward again. */
  readonly clock: { set(at: Date): void };
  /** Puts an act on a day of the story. */
  on(moment: Moment, act: Act): void;
  meet(viewer: Viewer): void;
  /** Throws for somebody who has not signed up yet at that point of the story. */
  viewer(handle: string): Viewer;
}

export function createTeller(
  container: Container,
  clock: { set(at: Date): void },
  now: Date,
  seed: number,
): Teller {
  const calendar = createCalendar(now);
  const schedule = createSchedule(clock);
  const people = new Map<string, Viewer>();
  return {
    container,
    calendar,
    schedule,
    clock,
    chance: createChance(seed),
    on: ([day, time], act) => {
      schedule.at(calendar.at(day, time), act);
    },
    meet(viewer) {
      people.set(viewer.handle, viewer);
    },
    viewer(handle) {
      const viewer = people.get(handle);
      if (!viewer) throw new Error(`${handle} is not in the story yet`);
      return viewer;
    },
  };
}
