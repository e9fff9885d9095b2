import { expect } from 'chai';
import { instantOf, toLocalTime, wallClock } from '../../../src/kernel/time-zone.js';

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
});
