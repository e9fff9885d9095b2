import { expect } from 'chai';
import { HOUR, later } from '../../../src/kernel/clock.js';
import { calendarFile } from '../../../src/features/meetups/calendar-file.js';
import { rankCities } from '../../../src/features/meetups/city-figures.js';
import { isReminderDue, markOf, untold } from '../../../src/features/meetups/meetup-news.js';
import {
  isDoorOpen,
  meaningOf,
  meetupPhase,
  MEETUP_STATES,
  nextMeetupState,
  placeOf,
  placesOf,
  type Rsvp,
} from '../../../src/features/meetups/meetup.js';
import { buildMeetup } from '../../support/meetups.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const rsvp = (personId: string, more: Partial<Rsvp> = {}): Rsvp => ({
  personId,
  code: `CODE${personId.toUpperCase()}`,
  at: NOW,
  attendedAt: null,
  attendedById: null,
  told: '',
  ...more,
});
const people = ['ann', 'bo', 'cy', 'di'];

describe('a meetup', () => {
  it('gives the first places to who signed up first and numbers the waitlist', () => {
    const meetup = buildMeetup(NOW, { capacity: 2, rsvps: people.map((one) => rsvp(one)) });
    expect(placesOf(meetup).map(({ standing, place }) => `${standing} ${place}`)).to.deep.equal([
      ...['going 1', 'going 2', 'waitlisted 1', 'waitlisted 2'],
    ]);
    const left = { ...meetup, rsvps: meetup.rsvps.slice(1) };
    expect(placeOf(left, 'cy')?.standing).to.equal('going');
  });

  it('moves only as its table says', () => {
    const moves = MEETUP_STATES.flatMap((state) =>
      (['announce', 'decline', 'cancel'] as const).flatMap((action) => {
        const to = nextMeetupState(state, action);
        return to ? [`${state} ${action} ${to}`] : [];
      }),
    );
    expect(moves).to.deep.equal([
      'draft announce announced',
      'draft cancel cancelled',
      'proposed announce announced',
      'proposed decline declined',
      'proposed cancel cancelled',
      'announced cancel cancelled',
    ]);
  });

  it('is over when its time is', () => {
    const meetup = buildMeetup(NOW);
    expect(meetupPhase(meetup, NOW)).to.equal('announced');
    expect(meetupPhase(meetup, meetup.endsAt)).to.equal('over');
    expect(meetupPhase({ ...meetup, state: 'cancelled' }, meetup.endsAt)).to.equal('cancelled');
  });

  it('opens its door around its time', () => {
    const meetup = buildMeetup(NOW);
    const at = (ms: number) => isDoorOpen(meetup, later(meetup.startsAt, ms));
    expect([at(-3 * HOUR), at(-2 * HOUR), at(15 * HOUR), at(16 * HOUR)]).to.deep.equal([
      ...[false, true, true, false],
    ]);
    expect(isDoorOpen({ ...meetup, state: 'cancelled' }, meetup.startsAt)).to.equal(false);
  });

  it('knows what a code stands for', () => {
    const meetup = buildMeetup(NOW, {
      capacity: 2,
      rsvps: [rsvp('ann', { attendedAt: NOW }), rsvp('bo'), rsvp('cy')],
      cancellations: [{ personId: 'di', code: 'CODEDI', at: NOW }],
    });
    const meanings = [...people, 'nobody'].map(
      (one) => meaningOf(meetup, `CODE${one.toUpperCase()}`).meaning,
    );
    expect(meanings).to.deep.equal(['attended', 'going', 'waitlisted', 'left', 'unknown']);
  });

  it('tells each change once', () => {
    const meetup = buildMeetup(NOW, { capacity: 2, rsvps: people.map((one) => rsvp(one)) });
    const told = {
      ...meetup,
      rsvps: placesOf(meetup).map((place) => ({ ...place.rsvp, told: markOf(meetup, place) })),
    };
    const texts = (now: typeof told) =>
      untold(now).map(({ rsvp, text }) => `${rsvp.personId} ${text}`);
    expect(texts(told)).to.deep.equal([]);
    expect(texts({ ...told, rsvps: told.rsvps.slice(1) })).to.deep.equal(['cy going']);
    expect(texts({ ...told, revision: 1 })).to.deep.equal(people.map((one) => `${one} changed`));
    expect(texts({ ...told, capacity: 3, revision: 1 })[2]).to.equal('cy going');
    expect(texts({ ...told, state: 'cancelled' })).to.have.length(4);
  });

  it('reminds within the day before and never after', () => {
    const meetup = buildMeetup(NOW);
    const at = (ms: number) => isReminderDue(meetup, later(meetup.startsAt, ms));
    expect([at(-25 * HOUR), at(-24 * HOUR), at(-HOUR), at(0)]).to.deep.equal([
      ...[false, true, true, false],
    ]);
    expect(isReminderDue({ ...meetup, remindedAt: NOW }, later(meetup.startsAt, -HOUR))).to.equal(
      false,
    );
  });
});

describe('a calendar file', () => {
  it('escapes text, cuts no character in two and ends its lines as RFC 5545 says', () => {
    const text = calendarFile({
      uid: 'x@example.com',
      title: '重庆同城会'.repeat(12),
      about: 'Bring: unit, cable; a \\ and\nfriends',
      place: 'Room 3, Main Street',
      url: 'https://example.com/meetups/M-3',
      startsAt: new Date('2026-04-03T06:00:00Z'),
      endsAt: new Date('2026-04-03T09:00:00Z'),
      changedAt: NOW,
      revision: 2,
      isCancelled: false,
    });
    const lines = text.split('\r\n');
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).to.equal(true);
    const whole = text.replaceAll('\r\n ', '');
    expect(whole).to.contain(`SUMMARY:${'重庆同城会'.repeat(12)}\r\n`);
    expect(whole).to.contain('DESCRIPTION:Bring: unit\\, cable\\; a \\\\ and\\nfriends\r\n');
    expect(whole).to.contain('DTSTART:20260403T060000Z\r\n').and.contain('SEQUENCE:2\r\n');
    expect(text.endsWith('END:VCALENDAR\r\n')).to.equal(true);
  });
});

describe('the ranking of cities', () => {
  it('counts who holds a unit before who asked for one', () => {
    const ranked = rankCities([
      { city: 'A', applicants: 90, holders: 1 },
      { city: 'C', applicants: 5, holders: 2 },
      { city: 'B', applicants: 7, holders: 2 },
    ]);
    expect(ranked.map(({ city }) => city)).to.deep.equal(['B', 'C', 'A']);
  });
});
