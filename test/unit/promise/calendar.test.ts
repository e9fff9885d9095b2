import { expect } from 'chai';
import fc from 'fast-check';
import { HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import {
  afterDuty,
  defaultCalendar,
  dueAt,
  dutyBetween,
  exceptionsFrom,
  isOnDuty,
  nextOpening,
  type DutyCalendar,
  type Hours,
} from '../../../src/features/promise/calendar.js';

/** Shanghai has had no summer time since 1991: eight hours ahead of UTC all year. */
const shanghai = (text: string) => new Date(`${text}+08:00`);
const DEFAULT = defaultCalendar('Asia/Shanghai');
const hours = (opensAt: number, closesAt: number): Hours => ({
  opensAt: opensAt * 60,
  closesAt: closesAt * 60,
});
const calendarOf = (overrides: Partial<DutyCalendar>): DutyCalendar => ({
  ...DEFAULT,
  ...overrides,
});
const everyDay = (zone: string, one: Hours) =>
  calendarOf({ zone, week: Array.from({ length: 7 }, () => one) });
const OFFICE = hours(10, 18);
/** Monday to Friday, with the first days of October 2026 off and a Saturday to make up for it. */
const WORKING = calendarOf({
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, null, null],
  exceptions: [
    { day: '2026-10-01', hours: null, name: 'National Day' },
    { day: '2026-10-02', hours: null, name: 'National Day' },
    { day: '2026-10-05', hours: hours(12, 13), name: '' },
    { day: '2026-10-10', hours: hours(10, 24), name: 'make-up day' },
  ],
});

describe('a duty calendar', () => {
  const cases: readonly [string, DutyCalendar, string, string][] = [
    ['in the morning', DEFAULT, '2026-03-03T10:00:00', '2026-03-03T10:15:00'],
    ['at the second of opening', DEFAULT, '2026-03-03T09:00:00', '2026-03-03T09:15:00'],
    ['a second before opening', DEFAULT, '2026-03-03T08:59:59', '2026-03-03T09:15:00'],
    ['in the middle of the night', DEFAULT, '2026-03-03T03:00:00', '2026-03-03T09:15:00'],
    ['so that it ends at closing', DEFAULT, '2026-03-03T21:45:00', '2026-03-03T22:00:00'],
    ['with five minutes left', DEFAULT, '2026-03-03T21:55:00', '2026-03-04T09:10:00'],
    ['at the second of closing', DEFAULT, '2026-03-03T22:00:00', '2026-03-04T09:15:00'],
    ['on the last evening of the year', DEFAULT, '2026-12-31T23:00:00', '2027-01-01T09:15:00'],
    ['on a leap day at night', DEFAULT, '2028-02-29T23:30:00', '2028-03-01T09:15:00'],
    ['on a Friday evening', WORKING, '2026-09-25T17:50:00', '2026-09-28T10:05:00'],
    ['on the eve of a holiday', WORKING, '2026-09-30T17:50:00', '2026-10-05T12:05:00'],
    ['on a holiday', WORKING, '2026-10-01T11:00:00', '2026-10-05T12:15:00'],
    ['on a Saturday that is worked', WORKING, '2026-10-10T23:45:00', '2026-10-11T00:00:00'],
    ['just before its midnight', WORKING, '2026-10-10T23:50:00', '2026-10-12T10:05:00'],
  ];
  for (const [when, calendar, sent, due] of cases)
    it(`has an answer due at ${due} when a report comes ${when}`, () => {
      expect(dueAt(shanghai(sent), calendar)).to.deep.equal(shanghai(due));
    });

  it('opens at nine on the wall on both days of a change of the clocks', () => {
    const due = (sent: string) => dueAt(new Date(sent), everyDay('Europe/Berlin', hours(9, 22)));
    expect(due('2026-03-28T23:00:00Z').toISOString()).to.equal('2026-03-29T07:15:00.000Z');
    expect(due('2026-10-24T23:00:00Z').toISOString()).to.equal('2026-10-25T08:15:00.000Z');
  });

  it('has 23 and 25 hours on those days where duty never ends', () => {
    const length = (zone: string, from: string, to: string) =>
      dutyBetween(new Date(from), new Date(to), everyDay(zone, hours(0, 24))) / HOUR;
    expect(length('Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).to.equal(23);
    expect(length('Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).to.equal(25);
    expect(length('America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z')).to.equal(
      23,
    );
  });

  it('closes at the midnight that the clocks skip, and not an hour before it', () => {
    const late = everyDay('America/Sao_Paulo', hours(20, 24));
    expect(isOnDuty(new Date('2018-11-04T02:59:59Z'), late)).to.equal(true);
    expect(isOnDuty(new Date('2018-11-04T03:00:00Z'), late)).to.equal(false);
  });

  it('tells duty from night at both ends, and when it begins again', () => {
    const on = (text: string) => isOnDuty(shanghai(text), DEFAULT);
    expect(on('2026-03-03T09:00:00')).to.equal(true);
    expect(on('2026-03-03T08:59:59')).to.equal(false);
    expect(on('2026-03-03T21:59:59')).to.equal(true);
    expect(on('2026-03-03T22:00:00')).to.equal(false);
    const opening = nextOpening(shanghai('2026-09-30T18:00:00'), WORKING);
    expect(opening).to.deep.equal(shanghai('2026-10-05T12:00:00'));
  });

  it('names the days ahead that are not as usual, today among them', () => {
    const ahead = exceptionsFrom(shanghai('2026-10-02T23:00:00'), WORKING);
    expect(ahead.map(({ day }) => day)).to.deep.equal(['2026-10-02', '2026-10-05', '2026-10-10']);
  });

  it('ends its search in a calendar that never opens', () => {
    const never = calendarOf({ week: [null, null, null, null, null, null, null] });
    expect(() => dueAt(shanghai('2026-03-03T10:00:00'), never)).to.throw('no end');
    expect(dutyBetween(new Date(0), new Date(1e11), never)).to.equal(0);
  });
});

describe('any duty calendar', () => {
  const zones = [
    ...['Asia/Shanghai', 'Europe/Berlin', 'America/Sao_Paulo'],
    ...['Australia/Lord_Howe', 'Pacific/Apia'],
  ];
  const someHours = fc
    .record({
      opensAt: fc.integer({ min: 0, max: 1410 }),
      length: fc.integer({ min: 30, max: 1440 }),
    })
    .map(({ opensAt, length }) => ({ opensAt, closesAt: Math.min(1440, opensAt + length) }));
  const moments = fc
    .integer({ min: Date.UTC(2017, 0, 1), max: Date.UTC(2019, 0, 1) })
    .map((ms) => new Date(ms));
  const calendars = fc
    .record({
      zone: fc.constantFrom(...zones),
      first: someHours,
      rest: fc.array(fc.option(someHours), { minLength: 6, maxLength: 6 }),
      days: fc.uniqueArray(fc.integer({ min: 0, max: 760 }), { maxLength: 30 }),
      hours: fc.option(someHours),
    })
    .map(({ zone, first, rest, days, hours: special }) =>
      calendarOf({
        zone,
        week: [first, ...rest],
        exceptions: days.map((day) => ({
          day: new Date(Date.UTC(2017, 0, 1 + day)).toISOString().slice(0, 10),
          hours: special,
          name: '',
        })),
      }),
    );
  const spans = fc.integer({ min: 1, max: 20 * HOUR });
  const runs = { numRuns: 200 };

  it('counts exactly the duty that an answer was given', () => {
    fc.assert(
      fc.property(calendars, moments, spans, (calendar, at, ms) => {
        const due = afterDuty(at, ms, calendar);
        expect(dutyBetween(at, due, calendar)).to.equal(ms);
        expect(dutyBetween(at, later(due, -1), calendar)).to.equal(ms - 1);
      }),
      runs,
    );
  });

  it('is never due earlier for a later report, nor for less time', () => {
    fc.assert(
      fc.property(calendars, moments, spans, spans, (calendar, at, gap, ms) => {
        const due = afterDuty(at, ms, calendar).getTime();
        expect(afterDuty(later(at, gap), ms, calendar).getTime()).to.be.at.least(due);
        expect(afterDuty(at, ms + gap, calendar).getTime()).to.be.at.least(due);
      }),
      runs,
    );
  });

  it('adds up wherever the time is split', () => {
    const gaps = fc.integer({ min: 0, max: 20 * 24 * HOUR });
    fc.assert(
      fc.property(calendars, moments, gaps, gaps, (calendar, from, first, second) => {
        const middle = later(from, first);
        const to = later(middle, second);
        const parts = dutyBetween(from, middle, calendar) + dutyBetween(middle, to, calendar);
        expect(dutyBetween(from, to, calendar)).to.equal(parts);
      }),
      runs,
    );
  });

  it('reaches an answer in two steps as in one', () => {
    fc.assert(
      fc.property(calendars, moments, spans, spans, (calendar, at, first, second) => {
        const inTwo = afterDuty(afterDuty(at, first, calendar), second, calendar);
        expect(inTwo).to.deep.equal(afterDuty(at, first + second, calendar));
      }),
      runs,
    );
  });

  it('is open at its next opening and closed until then', () => {
    fc.assert(
      fc.property(calendars, moments, (calendar, at) => {
        const opening = nextOpening(at, calendar);
        expect(isOnDuty(opening, calendar)).to.equal(true);
        expect(dutyBetween(at, opening, calendar)).to.equal(0);
        if (opening > at) expect(isOnDuty(later(opening, -MINUTE), calendar)).to.equal(false);
      }),
      runs,
    );
  });
});
