import { expect } from 'chai';
import fc from 'fast-check';
import { HOUR, later, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import {
  afterDuty,
  DEFAULT_DUTY,
  dueAt,
  dutyBetween,
  isOnDuty,
  promiseState,
  RESPONSE_MS,
  type Duty,
} from '../../../src/features/reports/first-response.js';

/** Shanghai has had no summer time since 1991: eight hours ahead of UTC all year. */
const shanghai = (text: string) => new Date(`${text}+08:00`);
const BERLIN: Duty = { zone: 'Europe/Berlin', opensAt: 9 * 60, closesAt: 22 * 60 };
const ALL_DAY: Duty = { zone: 'America/New_York', opensAt: 0, closesAt: 24 * 60 };

describe('the first response', () => {
  const cases: readonly [string, string, string][] = [
    ['in the morning', '2026-03-03T10:00:00', '2026-03-03T10:15:00'],
    ['at the second of opening', '2026-03-03T09:00:00', '2026-03-03T09:15:00'],
    ['a second before opening', '2026-03-03T08:59:59', '2026-03-03T09:15:00'],
    ['in the middle of the night', '2026-03-03T03:00:00', '2026-03-03T09:15:00'],
    ['so that it ends at closing', '2026-03-03T21:45:00', '2026-03-03T22:00:00'],
    ['with five minutes left of the day', '2026-03-03T21:55:00', '2026-03-04T09:10:00'],
    ['at the second of closing', '2026-03-03T22:00:00', '2026-03-04T09:15:00'],
    ['on the last evening of the year', '2026-12-31T23:00:00', '2027-01-01T09:15:00'],
    ['on a leap day at night', '2028-02-29T23:30:00', '2028-03-01T09:15:00'],
  ];
  for (const [when, sent, due] of cases)
    it(`is due at ${due} when a report comes ${when}`, () => {
      expect(dueAt(shanghai(sent))).to.deep.equal(shanghai(due));
    });

  it('opens at nine on the wall on both days of a change of the clocks', () => {
    const due = (sent: string) => dueAt(new Date(sent), BERLIN).toISOString();
    expect(due('2026-03-28T23:00:00Z')).to.equal('2026-03-29T07:15:00.000Z');
    expect(due('2026-10-24T23:00:00Z')).to.equal('2026-10-25T08:15:00.000Z');
  });

  it('runs through the night where duty never ends', () => {
    const sent = new Date('2026-11-01T03:55:00Z');
    expect(dueAt(sent, ALL_DAY)).to.deep.equal(later(sent, RESPONSE_MS));
  });

  it('tells duty from night at both ends', () => {
    const on = (text: string) => isOnDuty(shanghai(text));
    expect(on('2026-03-03T09:00:00')).to.equal(true);
    expect(on('2026-03-03T08:59:59')).to.equal(false);
    expect(on('2026-03-03T21:59:59')).to.equal(true);
    expect(on('2026-03-03T22:00:00')).to.equal(false);
  });

  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
  const duties = fc.record({
    zone: fc.constantFrom(...zones),
    opensAt: fc.integer({ min: 0, max: 1400 }),
    length: fc.integer({ min: 20, max: 1440 }),
  });
  const moments = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });

  it('is due after exactly fifteen minutes of duty, whatever the zone and the hour', () => {
    fc.assert(
      fc.property(
        duties,
        moments,
        fc.integer({ min: 1, max: 300 }),
        ({ zone, opensAt, length }, ms, minutes) => {
          const duty = { zone, opensAt, closesAt: Math.min(1440, opensAt + length) };
          const sent = new Date(ms);
          const due = afterDuty(sent, minutes * MINUTE, duty);
          expect(dutyBetween(sent, due, duty)).to.equal(minutes * MINUTE);
          expect(dutyBetween(sent, later(due, -1), duty)).to.equal(minutes * MINUTE - 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is never due earlier for a later report', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 48 * HOUR }), (ms, gap) => {
        const [first, second] = [new Date(ms), new Date(ms + gap)];
        expect(dueAt(first).getTime()).to.be.at.most(dueAt(second).getTime());
      }),
      { numRuns: 300 },
    );
  });
});

describe('the promise', () => {
  const createdAt = shanghai('2026-03-03T10:00:00');
  const report = (answer?: number) => ({
    createdAt,
    dueAt: dueAt(createdAt, DEFAULT_DUTY),
    firstResponseAt: answer === undefined ? null : later(createdAt, answer),
  });
  const cases: readonly [string, number | undefined, number, string][] = [
    ['runs', undefined, 0, 'running'],
    ['runs until ten minutes are over', undefined, 10 * MINUTE - 1, 'running'],
    ['warns from ten minutes on', undefined, 10 * MINUTE, 'warning'],
    ['is not broken at fifteen minutes', undefined, 15 * MINUTE, 'warning'],
    ['is broken a millisecond later', undefined, 15 * MINUTE + 1, 'broken'],
    ['is kept by an answer at fifteen minutes', 15 * MINUTE, HOUR, 'kept'],
    ['stays broken after a late answer', 15 * MINUTE + SECOND, HOUR, 'broken'],
  ];
  for (const [claim, answer, now, state] of cases)
    it(claim, () => {
      expect(promiseState(report(answer), later(createdAt, now))).to.equal(state);
    });
});
