import { DAY, later, type Clock } from '../../kernel/clock.js';
import { Conflict, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Notify } from '../../kernel/notice.js';
import { calendarDay } from '../../kernel/time-zone.js';
import type { Units } from '../units/index.js';
import { daysPast, namesOf, RUNGS, stepsOf, toneOf, type DueUnit, type Step } from './due.js';
import type { ReminderStore } from './reminder-store.js';

export interface ReminderServiceDeps {
  readonly reminders: ReminderStore;
  readonly units: Pick<Units['service'], 'dueBetween' | 'unitByRef'>;
  readonly notify: Notify;
  readonly clock: Clock;
  readonly programmeZone: string;
}

export type ReminderService = ReturnType<typeof createReminderService>;

/** Reminds holders of their return dates: one message per person and day, however many units. */
export function createReminderService(deps: ReminderServiceDeps) {
  const { reminders, units, notify, clock, programmeZone } = deps;
  const soonest = -RUNGS[0];

  /** Everything that has reached the ladder, by holder. */
  async function dueByHolder(now: Date): Promise<ReadonlyMap<string, readonly DueUnit[]>> {
    const byHolder = new Map<string, DueUnit[]>();
    const to = later(now, (soonest + 1) * DAY);
    let after: string | undefined;
    do {
      const page = await units.dueBetween(new Date(0), to, after);
      for (const { id, ref, holderId, returnBy } of page.rows) {
        if (returnBy === null) continue;
        const unit = { id, ref, holderId, returnBy };
        byHolder.set(holderId, [...(byHolder.get(holderId) ?? []), unit]);
      }
      after = page.next;
    } while (after);
    return byHolder;
  }

  /** The sentence of the most urgent unit, with the names of all. */
  async function tell(personId: string, day: string, steps: readonly Step[]): Promise<void> {
    const [worst] = steps;
    if (!worst) return;
    await notify({
      personId,
      topic: 'due',
      key: `due:${day}`,
      text: `possession.notices.${toneOf(worst.days)}`,
      facts: {
        count: steps.length,
        units: namesOf(steps.map(({ ref }) => ref)),
        dueAt: worst.returnBy.toISOString(),
      },
      link: steps.length === 1 ? `/units/${worst.ref}` : '/units',
    });
  }

  async function remindHolder(personId: string, steps: readonly Step[], now: Date): Promise<void> {
    const day = calendarDay(now, programmeZone);
    await tell(personId, day, steps);
    for (const { id, returnBy, rung } of steps)
      await reminders.add({
        ...{ id: newId(now), unitId: id, personId, returnBy, rung },
        ...{ byId: null, day, at: now },
      });
  }

  return {
    /** The ladder: whoever was reminded today is reminded of what came later tomorrow. */
    async remindAll(): Promise<void> {
      const now = clock.now();
      const byHolder = await dueByHolder(now);
      const all = [...byHolder.values()].flat();
      const [said, done] = await Promise.all([
        reminders.saidOf(all.map(({ id }) => id)),
        reminders.remindedOn(calendarDay(now, programmeZone), [...byHolder.keys()]),
      ]);
      for (const [personId, due] of byHolder) {
        const steps = done.has(personId) ? [] : stepsOf(due, said, now, programmeZone);
        if (steps.length > 0) await remindHolder(personId, steps, now);
      }
    },

    /** By an admin's hand, once a day and unit; stored with who did it. */
    async remind(ref: string, admin: { readonly id: string }): Promise<void> {
      const unit = await units.unitByRef(ref);
      const { holderId, returnBy } = unit;
      if (holderId === null) throw new NotFound();
      if (returnBy === null) throw new Conflict('possession.not_due', { ref });
      const now = clock.now();
      const day = calendarDay(now, programmeZone);
      const days = daysPast(returnBy, now, programmeZone);
      // Told first, once by the key: a process that dies between leaves no reminder that nobody got.
      await notify({
        personId: holderId,
        topic: 'due',
        key: `due-by-hand:${unit.id}:${day}`,
        text: `possession.notices.${toneOf(days)}`,
        facts: { count: 1, units: ref, dueAt: returnBy.toISOString() },
        link: `/units/${ref}`,
      });
      const added = await reminders.add({
        ...{ id: newId(now), unitId: unit.id, personId: holderId, returnBy, rung: null },
        ...{ byId: admin.id, day, at: now },
      });
      if (!added) throw new Conflict('possession.reminded_today', { ref });
    },
  };
}
