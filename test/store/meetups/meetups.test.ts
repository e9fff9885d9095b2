import { expect } from 'chai';
import { later } from '../../../src/kernel/clock.js';
import { createMeetupStore } from '../../../src/features/meetups/meetup-store.js';
import { placesOf, type Meetup } from '../../../src/features/meetups/meetup.js';
import { createRsvpService, type RsvpService } from '../../../src/features/meetups/rsvp-service.js';
import { createTeller } from '../../../src/features/meetups/teller-service.js';
import { createMeetupQueries } from '../../../src/features/meetups/meetup-queries.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import type { Database } from '../../../src/platform/database.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { seedMeetup } from '../../support/meetups.js';

describe('places of a meetup', function () {
  this.timeout(60_000);
  const clock = createTestClock();
  let database: Database;
  let rsvps: RsvpService;
  /** Keys of the notices sent, each once. */
  const sent = new Set<string>();
  before(async () => {
    database = await openTestDatabase();
    const { connection } = database;
    const meetups = createMeetupStore(connection);
    const queries = createMeetupQueries(connection);
    await syncIndexes(connection, quietLog);
    const notify = ({ personId, key, text }: { personId: string; key: string; text: string }) => {
      sent.add(`${personId} ${key} ${text}`);
      return Promise.resolve(key);
    };
    const teller = createTeller({ meetups, queries, notify, clock });
    rsvps = createRsvpService({ meetups, teller, clock });
  });
  after(() => database.close());

  const store = () => createMeetupStore(database.connection);
  const read = async (ref: string) => (await store().byRef(ref))!;
  const particularsOf = ({
    title,
    about,
    city,
    venue,
    zone,
    capacity,
    startsAt,
    endsAt,
  }: Meetup) => ({
    ...{ title, about, city, venue, zone, capacity, startsAt, endsAt },
  });
  const seed = (overrides: Partial<Meetup> = {}) =>
    seedMeetup({ clock, container: { database } }, overrides);

  it('gives 30 places to 100 who come at once, and lists the others in order', async () => {
    const { ref } = await seed({ capacity: 30 });
    const people = Array.from({ length: 100 }, (_, n) => `person-${n}`);
    const answers = await Promise.all(people.map((one) => rsvps.signUp(ref, one)));
    const places = placesOf(await read(ref));
    const count = (standing: string) => places.filter((one) => one.standing === standing).length;
    expect([count('going'), count('waitlisted')]).to.deep.equal([30, 70]);
    // What each was answered is what is stored.
    const stored = new Map(places.map((one) => [one.rsvp.personId, one]));
    people.forEach((one, index) => {
      const { standing, place } = stored.get(one)!;
      expect(answers[index]).to.include({ standing, place });
    });
    expect(new Set(places.map(({ rsvp }) => rsvp.code)).size).to.equal(100);
    expect(places.map(({ rsvp }) => rsvp.told.split(':')[0])).to.deep.equal(
      places.map(({ standing }) => standing),
    );
  });

  it('gives one place to one person who presses many times', async () => {
    const { ref } = await seed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => rsvps.signUp(ref, 'eager')));
    expect(new Set(answers.map(({ rsvp }) => rsvp.code)).size).to.equal(1);
    expect((await read(ref)).rsvps).to.have.length(1);
  });

  it('moves up as many as leave, however all of it mixes', async () => {
    const { ref } = await seed({ capacity: 5 });
    for (let n = 0; n < 10; n += 1) await rsvps.signUp(ref, `p${n}`);
    await Promise.all([
      ...[0, 1, 2].map((n) => rsvps.leave(ref, `p${n}`)),
      ...[10, 11].map((n) => rsvps.signUp(ref, `p${n}`)),
    ]);
    const places = placesOf(await read(ref));
    const going = places.filter(({ standing }) => standing === 'going');
    expect(going.map(({ rsvp }) => rsvp.personId)).to.deep.equal(['p3', 'p4', 'p5', 'p6', 'p7']);
    expect(places).to.have.length(9);
    const told = [...sent].filter((one) => one.includes('meetups.notices.going'));
    expect(told.map((one) => one.split(' ')[0]).toSorted()).to.deep.equal(['p5', 'p6', 'p7']);
  });

  it('confirms attendance once, and keeps the place of who was there', async () => {
    const meetup = await seed({ startsAt: later(clock.now(), 1000) });
    const { rsvp } = await rsvps.signUp(meetup.ref, 'mei');
    const done = await Promise.all(
      Array.from({ length: 10 }, () =>
        store().attend(meetup.id, rsvp.code, clock.now(), 'organiser'),
      ),
    );
    expect(done.filter(Boolean)).to.have.length(1);
    const refusal: unknown = await rsvps.leave(meetup.ref, 'mei').catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'meetups.attended_already' });
  });

  it('never takes places away by a smaller capacity', async () => {
    const meetup = await seed({ capacity: 4 });
    for (const one of ['a', 'b', 'c']) await rsvps.signUp(meetup.ref, one);
    const same = particularsOf(meetup);
    expect(await store().edit(meetup, { ...same, capacity: 2 })).to.equal(undefined);
    expect((await store().edit(meetup, { ...same, capacity: 3 }))?.revision).to.equal(1);
    expect(await store().edit(meetup, { ...same, capacity: 9 }), 'an old revision').to.equal(
      undefined,
    );
  });

  it('reminds anew of a meetup that is moved while its reminder goes out', async () => {
    const meetup = await seed();
    const startsAt = later(meetup.startsAt, 3_600_000);
    const moved = await store().edit(meetup, { ...particularsOf(meetup), startsAt });
    await store().markReminded(meetup, clock.now());
    expect((await read(meetup.ref)).remindedAt).to.equal(null);
    await store().markReminded(moved!, clock.now());
    expect((await read(meetup.ref)).remindedAt).to.deep.equal(clock.now());
  });
});
