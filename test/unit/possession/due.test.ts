import { expect } from 'chai';
import { DAY, HOUR, later } from '../../../src/kernel/clock.js';
import { nextFor, retryUntil } from '../../../src/features/possession/challenge.js';
import {
  daysPast,
  isForStaff,
  namesOf,
  rungKey,
  rungOf,
  stepsOf,
  type DueUnit,
} from '../../../src/features/possession/due.js';

const ZONE = 'Asia/Shanghai';
/** The evening of 10 March in Shanghai. */
const RETURN_BY = new Date('2026-03-10T15:59:59Z');

describe('the ladder of reminders', () => {
  const cases: readonly [string, number, number | undefined, boolean][] = [
    ['2026-03-02T15:59:00Z', -8, undefined, false],
    ['2026-03-02T16:00:00Z', -7, -7, false],
    ['2026-03-05T02:00:00Z', -5, -7, false],
    ['2026-03-08T02:00:00Z', -2, -2, false],
    ['2026-03-09T16:00:00Z', 0, 0, false],
    ['2026-03-10T15:59:59Z', 0, 0, false],
    ['2026-03-10T16:00:00Z', 1, 1, false],
    ['2026-03-12T02:00:00Z', 2, 1, false],
    ['2026-03-13T02:00:00Z', 3, 3, false],
    ['2026-03-17T02:00:00Z', 7, 7, false],
    ['2026-03-18T02:00:00Z', 8, 7, true],
    ['2026-06-01T02:00:00Z', 83, 7, true],
  ];
  for (const [now, days, rung, forStaff] of cases)
    it(`stands at ${rung ?? 'nothing'} on ${now}`, () => {
      expect(daysPast(RETURN_BY, new Date(now), ZONE)).to.equal(days);
      expect(rungOf(days)).to.equal(rung);
      expect(isForStaff(days)).to.equal(forStaff);
    });

  it('says each rung of a unit once, and starts anew with another return date', () => {
    const unit: DueUnit = { id: 'u', ref: 'U-1', holderId: 'mei', returnBy: RETURN_BY };
    const now = new Date('2026-03-08T02:00:00Z');
    const said = new Set([rungKey('u', RETURN_BY, -2)]);
    expect(stepsOf([unit], new Set(), now, ZONE).map(({ rung }) => rung)).to.deep.equal([-2]);
    expect(stepsOf([unit], said, now, ZONE)).to.deep.equal([]);
    const moved = { ...unit, returnBy: later(RETURN_BY, DAY) };
    expect(stepsOf([moved], said, now, ZONE).map(({ rung }) => rung)).to.deep.equal([-7]);
  });

  it('puts the most overdue first', () => {
    const unit = (ref: string, days: number): DueUnit => ({
      ...{ id: ref, ref, holderId: 'mei' },
      returnBy: later(RETURN_BY, days * DAY),
    });
    const steps = stepsOf(
      [unit('U-1', 2), unit('U-2', -3), unit('U-3', 2)],
      new Set(),
      RETURN_BY,
      ZONE,
    );
    expect(steps.map(({ ref }) => ref)).to.deep.equal(['U-2', 'U-1', 'U-3']);
  });

  it('names a few units and hints at the rest', () => {
    const refs = Array.from({ length: 9 }, (_, n) => `U-${n}`);
    expect(namesOf(refs.slice(0, 2))).to.equal('U-0, U-1');
    expect(namesOf(refs)).to.match(/U-7 …$/);
  });
});

describe('the monthly question', () => {
  const now = new Date('2026-03-31T02:00:00Z');
  const ago = (days: number) => later(now, -days * DAY);
  const ended = (days: number) => ({ isOpen: false, createdAt: ago(99), endedAt: ago(days) });

  it('begins with the takeover and comes back thirty days after the last proof', () => {
    expect(nextFor(undefined, now)).to.equal('begin');
    expect(nextFor(ended(29), now)).to.equal('wait');
    expect(nextFor(ended(30), now)).to.equal('ask');
  });
  it('waits while one is open', () => {
    expect(nextFor({ isOpen: true, createdAt: ago(99), endedAt: null }, now)).to.equal('wait');
  });
  it('leaves a day for a better photo and takes no time away', () => {
    expect(retryUntil(later(now, -HOUR), now)).to.deep.equal(later(now, 24 * HOUR));
    expect(retryUntil(later(now, 40 * HOUR), now)).to.deep.equal(later(now, 40 * HOUR));
  });
});
