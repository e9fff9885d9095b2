import { expect } from 'chai';
import {
  instantOf,
  nextMidnight,
  parseLocalTime,
  toLocalTime,
  wallClock,
} from '../../../src/kernel/time-zone.js';

const NOON = new Date('2026-07-01T12:00:00Z');

describe('the clock on the wall', () => {
  for (const [zone, shown] of [
    ['UTC', '2026-07-01T12:00'],
    ['Asia/Shanghai', '2026-07-01T20:00'],
    ['America/St_Johns', '2026-07-01T09:30'],
    ['Pacific/Kiritimati', '2026-07-02T02:00'],
  ] as const) {
    it(`shows ${shown} in ${zone} at noon of Greenwich`, () => {
      expect(toLocalTime(NOON, zone)).to.equal(shown);
    });
  }

  it('says the same after every other zone was asked', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const first = zones.map((zone) => wallClock(NOON, zone));
    expect(zones.map((zone) => wallClock(NOON, zone))).to.deep.equal(first);
    expect(toLocalTime(NOON, 'Asia/Shanghai')).to.equal('2026-07-01T20:00');
  });

  it('is the first of two where a time happens twice', () => {
    const twice = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 };
    expect(instantOf(twice, 'Europe/Berlin').toISOString()).to.equal('2026-10-25T00:30:00.000Z');
  });

  for (const [zone, text, instant] of [
    ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T03:00:00.000Z'],
    ['America/Sao_Paulo', '2018-02-18T00:00', '2018-02-18T03:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:10', '2026-10-03T15:30:00.000Z'],
    ['Pacific/Apia', '2011-12-30T09:00', '2011-12-30T10:00:00.000Z'],
  ] as const)
    it(`reads ${text} in ${zone} as ${instant}, after any gap`, () => {
      expect(parseLocalTime(text, zone).toISOString()).to.equal(instant);
    });

  for (const [what, at, midnight] of [
    ['of 25 hours, in its first', '2026-10-24T22:30:00Z', '2026-10-25T23:00:00.000Z'],
    ['of 25 hours, in its last', '2026-10-25T22:30:00Z', '2026-10-25T23:00:00.000Z'],
    ['of 23 hours, in its last', '2026-03-29T21:30:00Z', '2026-03-29T22:00:00.000Z'],
    ['before one of 23 hours', '2026-03-28T22:30:00Z', '2026-03-28T23:00:00.000Z'],
  ] as const)
    it(`turns to the next day at the end of a day ${what} hour`, () => {
      expect(nextMidnight(new Date(at), 'Europe/Berlin').toISOString()).to.equal(midnight);
    });
});
