import type { Clock } from '../kernel/clock.js';

/** Stands still in the past while the story is told and runs with the system from then on. */
export interface StoryClock extends Clock {
  set(at: Date): void;
  goLive(): void;
}

export function createStoryClock(start: Date): StoryClock {
  let told: Date | undefined = start;
  return {
    now: () => told ?? new Date(),
    set(at) {
      told = at;
    },
    goLive() {
      told = undefined;
    },
  };
}
