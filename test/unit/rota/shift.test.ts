import { expect } from 'chai';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import { parseLocalTime } from '../../../src/kernel/time-zone.js';
import {
  covers,
  mayNote,
  onDuty,
  problemOf,
  type Shift,
} from '../../../src/features/rota/shift.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const shift = (start: number, end: number, overrides: Partial<Shift> = {}): Shift => ({
  id: 'shift',
  personId: 'lin',
  startsAt: later(NOW, start),
  endsAt: later(NOW, end),
  remark: '',
  note: null,
  createdById: 'lin',
  createdAt: NOW,
  ...overrides,
});

describe('a shift', () => {
  const cases: readonly [string, number, number, string | undefined][] = [
    ['of today', HOUR, 9 * HOUR, undefined],
    ['that is under way', -HOUR, HOUR, undefined],
    ['of a whole day', HOUR, HOUR + DAY, undefined],
    ['of more than a day', HOUR, HOUR + DAY + MINUTE, 'rota.too_long'],
    ['that ends as it begins', HOUR, HOUR, 'rota.ends_first'],
    ['that ends before it begins', 2 * HOUR, HOUR, 'rota.ends_first'],
    ['that is over', -2 * HOUR, 0, 'rota.over'],
    ['in eight weeks', 56 * DAY, 56 * DAY + HOUR, undefined],
    ['later than that', 56 * DAY + MINUTE, 56 * DAY + HOUR, 'rota.too_far'],
  ];
  for (const [name, start, end, code] of cases)
    it(`${name} is ${code ?? 'planned'}`, () => {
      expect(problemOf(shift(start, end), NOW)?.[1]).to.equal(code);
    });

  it('begins with its first instant and ends before its last', () => {
    const one = shift(0, HOUR);
    expect(covers(one, NOW)).to.equal(true);
    expect(covers(one, later(NOW, HOUR - 1))).to.equal(true);
    expect(covers(one, later(NOW, HOUR))).to.equal(false);
    expect(covers(one, later(NOW, -1))).to.equal(false);
  });

  it('passes midnight and changes of the clocks as the wall says', () => {
    const zone = 'Europe/Berlin';
    const night = (day: string, next: string) => ({
      startsAt: parseLocalTime(`${day}T22:00`, zone),
      endsAt: parseLocalTime(`${next}T06:00`, zone),
    });
    const hours = ({ startsAt, endsAt }: ReturnType<typeof night>) =>
      (endsAt.getTime() - startsAt.getTime()) / HOUR;
    expect(hours(night('2026-03-27', '2026-03-28'))).to.equal(8);
    expect(hours(night('2026-03-28', '2026-03-29'))).to.equal(7);
    expect(hours(night('2026-10-24', '2026-10-25'))).to.equal(9);
    const spring = night('2026-03-28', '2026-03-29');
    expect(covers(spring, new Date('2026-03-29T03:59:59Z'))).to.equal(true);
    expect(covers(spring, new Date('2026-03-29T04:00:00Z'))).to.equal(false);
  });

  it('takes a note from its person, from its beginning until half a day after', () => {
    const one = shift(0, HOUR);
    expect(mayNote(one, 'bo', NOW)).to.equal(false);
    expect(mayNote(one, 'lin', later(NOW, -1))).to.equal(false);
    expect(mayNote(one, 'lin', NOW)).to.equal(true);
    expect(mayNote(one, 'lin', later(NOW, 13 * HOUR))).to.equal(true);
    expect(mayNote(one, 'lin', later(NOW, 13 * HOUR + 1))).to.equal(false);
  });

  it('takes no other note once one was read', () => {
    const note = { text: 'Camera again', at: NOW, readById: null, readAt: null };
    expect(mayNote(shift(0, HOUR, { note }), 'lin', NOW)).to.equal(true);
    const read = { ...note, readById: 'bo', readAt: NOW };
    expect(mayNote(shift(0, HOUR, { note: read }), 'lin', NOW)).to.equal(false);
  });
});

describe('who is on duty', () => {
  it('is who has a shift, each once', () => {
    const covering = [{ personId: 'bo' }, { personId: 'bo' }, { personId: 'lin' }];
    expect(onDuty(covering, ['lin', 'bo', 'rui'])).to.deep.equal(['lin', 'bo']);
  });
  it('is everybody while nobody has one, or only somebody who left', () => {
    expect(onDuty([], ['lin', 'bo'])).to.deep.equal(['lin', 'bo']);
    expect(onDuty([{ personId: 'gone' }], ['lin', 'bo'])).to.deep.equal(['lin', 'bo']);
  });
});
