import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import { isReminderDue, organiserNews, untold } from './meetup-news.js';
import type { MeetupQueries } from './meetup-queries.js';
import type { MeetupStore } from './meetup-store.js';
import { placesOf, type Meetup } from './meetup.js';

export interface TellerDeps {
  readonly meetups: MeetupStore;
  readonly queries: MeetupQueries;
  readonly notify: Notify;
  readonly clock: Clock;
}

export type Teller = ReturnType<typeof createTeller>;

/**
 * Tells people what changed for them, and writes down that they were told. Every notice has a key
 * that names the change, so telling twice is telling once, and the job finishes what a crash left.
 */
export function createTeller({ meetups, queries, notify, clock }: TellerDeps) {
  const send = (meetup: Meetup, personId: string, what: string, key: string, link?: string) =>
    notify({
      personId,
      topic: 'meetup',
      key: `meetup:${meetup.id}:${key}`,
      text: `meetups.notices.${what}`,
      facts: {
        ref: meetup.ref,
        city: meetup.city,
        startsAt: meetup.startsAt.toISOString(),
        reason: meetup.reason,
      },
      link: link ?? `/meetups/${meetup.ref}`,
    });

  async function tell(meetup: Meetup): Promise<void> {
    const decided = organiserNews(meetup);
    if (decided) {
      const what = decided === 'cancelled' ? 'cancelled' : `proposal_${decided}`;
      await send(meetup, meetup.organiserId, what, decided);
      await meetups.markOrganiserTold(meetup.id, decided);
    }
    for (const { rsvp, mark, text } of untold(meetup)) {
      await send(meetup, rsvp.personId, text, `${rsvp.code}:${mark}`);
      await meetups.markTold(meetup.id, rsvp, mark);
    }
  }

  async function remind(meetup: Meetup): Promise<void> {
    const going = placesOf(meetup).filter(({ standing }) => standing === 'going');
    const key = `reminder:${meetup.startsAt.toISOString()}`;
    for (const { rsvp } of going) await send(meetup, rsvp.personId, 'reminder', key);
    await meetups.markReminded(meetup, clock.now());
  }

  return {
    tell,
    async sweep(): Promise<void> {
      for (const meetup of await queries.live(clock.now())) {
        await tell(meetup);
        if (isReminderDue(meetup, clock.now())) await remind(meetup);
      }
    },
  };
}
