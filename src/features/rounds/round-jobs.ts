import { later, MINUTE, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Job } from '../../platform/jobs.js';
import { dueReminder, REMINDED_AHEAD_MS } from './reminder.js';
import type { ReminderStore } from './reminder-store.js';
import type { RoundQueries } from './round-queries.js';
import { inBoth, type RoundCard } from './round.js';

const BATCH = 200;

export interface RoundJobsDeps {
  readonly reminders: ReminderStore;
  readonly rounds: Pick<RoundQueries, 'opening'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

/** Tells those who asked for it that a round opens soon; the key of the notice makes it once. */
export function roundJobs({ reminders, rounds, notify, clock }: RoundJobsDeps): readonly Job[] {
  async function tell(round: RoundCard & { readonly opensAt: Date }): Promise<void> {
    const due = dueReminder(round, clock.now());
    for (let isMore = due !== undefined; due && isMore;) {
      const people = await reminders.untold(round.id, due.key, BATCH);
      for (const { personId } of people)
        await notify({
          personId,
          topic: 'round',
          key: due.key,
          text: `rounds.notices.opens_${due.step}`,
          facts: { title: inBoth(round.title), opensAt: round.opensAt.toISOString() },
          link: `/rounds/${round.slug}`,
        });
      await reminders.markTold(
        people.map(({ id }) => id),
        due.key,
      );
      isMore = people.length === BATCH;
    }
  }
  return [
    {
      name: 'rounds.remind',
      everyMs: MINUTE,
      async run() {
        const now = clock.now();
        for (const round of await rounds.opening(now, later(now, REMINDED_AHEAD_MS)))
          await tell(round);
      },
    },
  ];
}
