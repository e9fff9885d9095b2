import { expect } from 'chai';
import {
  endOf,
  periodOf,
  periodsFrom,
  shiftPeriod,
  startOf,
} from '../../../src/features/standing/period.js';

describe('a week of the programme', () => {
  const days: readonly [string, string, string][] = [
    ['2026-03-01T15:59:59Z', 'Asia/Shanghai', '2026-W09'],
    ['2026-03-01T16:00:00Z', 'Asia/Shanghai', '2026-W10'],
    ['2026-03-01T16:00:00Z', 'Europe/Berlin', '2026-W09'],
    ['2026-01-01T12:00:00Z', 'UTC', '2026-W01'],
    ['2027-01-01T12:00:00Z', 'UTC', '2026-W53'],
    ['2024-12-30T12:00:00Z', 'UTC', '2025-W01'],
    ['2023-01-01T12:00:00Z', 'UTC', '2022-W52'],
  ];
  for (const [at, zone, period] of days)
    it(`has ${at} of ${zone} in ${period}`, () => {
      expect(periodOf(new Date(at), zone)).to.equal(period);
    });

  it('goes from Monday 00:00 to Sunday 24:00 of its zone', () => {
    expect(startOf('2026-W10', 'Asia/Shanghai').toISOString()).to.equal('2026-03-01T16:00:00.000Z');
    expect(endOf('2026-W10', 'Asia/Shanghai').toISOString()).to.equal('2026-03-08T16:00:00.000Z');
  });

  it('is an hour shorter when the clocks of its zone go forward', () => {
    const hours = (period: string) =>
      (endOf(period, 'Europe/Berlin').getTime() - startOf(period, 'Europe/Berlin').getTime()) /
      3_600_000;
    expect([hours('2026-W12'), hours('2026-W13'), hours('2026-W43')]).to.deep.equal([
      168, 167, 169,
    ]);
  });

  it('is followed by the next across years, with names in the order of time', () => {
    expect(shiftPeriod('2026-W53', 1)).to.equal('2027-W01');
    expect(shiftPeriod('2027-W01', -1)).to.equal('2026-W53');
    expect(periodsFrom('2026-W52', '2027-W01')).to.deep.equal(['2026-W52', '2026-W53', '2027-W01']);
    expect(periodsFrom('2027-W01', '2026-W53')).to.deep.equal([]);
  });
});
