export type Act = () => Promise<void>;

export interface Schedule {
  /** An act may put later acts on the schedule while it is played. */
  at(when: Date, act: Act): void;
  /** Plays every act up to `until` in the order of time; what is later has not happened yet. */
  play(until: Date): Promise<void>;
}

interface Entry {
  readonly when: Date;
  readonly act: Act;
}

/** Moves the clock from act to act, so that the services live through the story. */
export function createSchedule(clock: { set(at: Date): void }): Schedule {
  const entries: Entry[] = [];
  return {
    at(when, act) {
      // Behind those of the same instant, which therefore happen in the order they were put here.
      const index = entries.findLastIndex((entry) => entry.when <= when) + 1;
      entries.splice(index, 0, { when, act });
    },
    async play(until) {
      for (;;) {
        const [next] = entries;
        if (!next || next.when > until) return;
        entries.shift();
        clock.set(next.when);
        await next.act();
      }
    },
  };
}
