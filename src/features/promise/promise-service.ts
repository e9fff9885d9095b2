import type { Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import {
  defaultCalendar,
  type CalendarEdition,
  type CalendarTerms,
  type DutyCalendar,
} from './calendar.js';
import type { PromiseStore } from './promise-store.js';

export interface PromiseServiceDeps {
  readonly store: PromiseStore;
  readonly clock: Clock;
  readonly programmeZone: string;
  readonly changed: News<DutyCalendar>;
}

export type PromiseService = ReturnType<typeof createPromiseService>;

export function createPromiseService({ store, clock, programmeZone, changed }: PromiseServiceDeps) {
  const current = async (): Promise<DutyCalendar | CalendarEdition> =>
    (await store.newest()) ?? defaultCalendar(programmeZone);

  return {
    /** One read by index: nobody keeps it, so that every process goes by the newest at once. */
    current,

    /** In force at once; Conflict `promise.changed` where somebody wrote a newer version. */
    async change(
      terms: CalendarTerms,
      basedOn: number,
      admin: { readonly id: string },
    ): Promise<void> {
      const version = basedOn + 1;
      const edition = {
        ...terms,
        id: String(version),
        version,
        byId: admin.id,
        createdAt: clock.now(),
      };
      if ((await current()).version !== basedOn || !(await store.add(edition)))
        throw new Conflict('promise.changed');
      await changed.publish(edition);
    },
  };
}
