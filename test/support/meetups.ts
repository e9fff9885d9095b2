import { DAY, HOUR, later } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { createMeetupStore } from '../../src/features/meetups/meetup-store.js';
import type { Meetup } from '../../src/features/meetups/meetup.js';
import { createCounters } from '../../src/platform/counters.js';
import { both } from './rounds.js';
import type { SeedTarget } from './seed-target.js';

/** A meetup with every field defaulted, in a week; nothing is stored. */
export function buildMeetup(at: Date, overrides: Partial<Meetup> = {}): Meetup {
  const id = newId(at);
  const startsAt = overrides.startsAt ?? later(at, 7 * DAY);
  return {
    id,
    ref: `M-${id}`,
    kind: 'official',
    state: 'announced',
    title: both('Coffee and crashes', '咖啡与崩溃'),
    about: both('Bring your unit.', '请带上工程机。'),
    city: '重庆',
    venue: 'Room 3, 1 Main Street',
    startsAt,
    endsAt: later(startsAt, 3 * HOUR),
    zone: 'Asia/Shanghai',
    capacity: 30,
    organiserId: 'organiser',
    rsvps: [],
    cancellations: [],
    revision: 0,
    decidedById: null,
    reason: '',
    organiserTold: 'announced',
    remindedAt: null,
    createdAt: at,
    ...overrides,
  };
}

export async function seedMeetup(
  app: Pick<SeedTarget, 'clock'> & {
    readonly container: { readonly database: SeedTarget['container']['database'] };
  },
  overrides: Partial<Meetup> = {},
): Promise<Meetup> {
  const { connection } = app.container.database;
  const ref = await createCounters(connection).nextRef('meetup');
  return createMeetupStore(connection).add(buildMeetup(app.clock.now(), { ref, ...overrides }));
}

/** What the form of a new meetup sends: from 14:00 to 17:00 in Shanghai, a month after the start. */
export const MEETUP_FORM = {
  title: 'Coffee and crashes',
  about: 'Bring your unit.',
  city: 'Chongqing',
  venue: 'Room 3, 1 Main Street',
  startsAt: '2026-04-03T14:00',
  endsAt: '2026-04-03T17:00',
  zone: 'Asia/Shanghai',
  capacity: '30',
};
