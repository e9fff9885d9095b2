import { expect } from 'chai';
import { DAY, later, MINUTE } from '../../../src/kernel/clock.js';
import { marksOf, plainAddress, plainPhone } from '../../../src/features/rounds/marks.js';
import { oddsOf } from '../../../src/features/rounds/odds.js';
import { dueReminder } from '../../../src/features/rounds/reminder.js';
import {
  isFormFrozen,
  takesApplications,
  wholeQuota,
  type RoundMode,
  type RoundPhase,
} from '../../../src/features/rounds/round.js';

describe('the marks of an application', () => {
  for (const typed of ['13800000001', '+86 138 0000 0001', '0086-138-0000-0001', '１３８00000001'])
    it(`see one number in ${typed}`, () => {
      expect(plainPhone(typed)).to.equal('13800000001');
    });
  it('leave a foreign number that begins with 86 alone', () => {
    expect(plainPhone('86 12 34 56')).to.equal('86123456');
  });
  it('see one address however it is spaced', () => {
    expect(plainAddress('重庆市 渝中区，解放碑 1 号')).to.equal(
      plainAddress('重庆市渝中区解放碑1号'),
    );
  });

  const contact = { phone: '13800000001', address: '解放碑步行街 1 号' };
  it('are keyed, bound to the round and absent where nothing is known', () => {
    const marks = marksOf('secret', 'round', contact, undefined);
    expect(marks.phone).to.match(/^[0-9a-f]{64}$/);
    expect(marks.device).to.equal(null);
    expect(marksOf('secret', 'other', contact, 'x').phone).not.to.equal(marks.phone);
    expect(marksOf('other', 'round', contact, 'x').phone).not.to.equal(marks.phone);
    expect(marksOf('secret', 'round', { ...contact, address: '1 号' }, 'x').address).to.equal(null);
  });
});

describe('the odds of a quota', () => {
  const quota = (city: string | null, cohort: string | null) => ({
    ...wholeQuota('draw', 10),
    city,
    cohort,
  });
  it('count whoever fits, in every quota they fit', () => {
    const odds = oddsOf({ quotas: [quota(null, null), quota('重庆', null), quota(null, 'o1')] }, [
      { city: '重庆', cohort: 'o1', count: 20 },
      { city: 'Chongqing', cohort: null, count: 5 },
      { city: '成都', cohort: 'o2', count: 4 },
    ]);
    expect(odds.map(({ applicants, oneIn }) => [applicants, oneIn])).to.deep.equal([
      [29, 3],
      [25, 3],
      [20, 2],
    ]);
  });
  it('never promise more than a seat for everybody', () => {
    expect(oddsOf({ quotas: [quota(null, null)] }, [])[0]).to.include({ applicants: 0, oneIn: 1 });
  });
});

describe('a reminder', () => {
  const opensAt = new Date('2026-03-04T10:00:00.000Z');
  const at = (beforeMs: number) =>
    dueReminder({ id: 'r', opensAt }, later(opensAt, -beforeMs))?.step;
  for (const [beforeMs, step] of [
    [DAY + 1, undefined],
    [DAY, 'day'],
    [15 * MINUTE + 1, 'day'],
    [15 * MINUTE, 'soon'],
    [1, 'soon'],
    [0, undefined],
  ] as const)
    it(`is ${step ?? 'not due'} ${beforeMs} ms before the opening`, () => {
      expect(at(beforeMs)).to.equal(step);
    });
  it('is another one when the opening was moved', () => {
    const moved = { id: 'r', opensAt: later(opensAt, DAY) };
    const now = later(opensAt, -MINUTE);
    expect(dueReminder({ id: 'r', opensAt }, now)?.key).not.to.equal(
      dueReminder(moved, later(now, DAY))?.key,
    );
  });
});

describe('a round takes applications', () => {
  for (const [mode, phase, isTaking, isFrozen] of [
    ['draw', 'draft', false, false],
    ['draw', 'announced', false, false],
    ['draw', 'open', true, true],
    ['draw', 'closed', false, true],
    ['first_come', 'draft', false, false],
    ['first_come', 'announced', true, true],
    ['first_come', 'open', true, true],
    ['first_come', 'claimed', false, true],
    ['invite', 'announced', false, false],
    ['merit', 'ended', false, true],
  ] as const satisfies readonly (readonly [RoundMode, RoundPhase, boolean, boolean])[])
    it(`${isTaking ? 'while' : 'not while'} a ${mode} round is ${phase}, and its terms are ${
      isFrozen ? 'fixed' : 'free'
    }`, () => {
      expect(takesApplications(mode, phase)).to.equal(isTaking);
      expect(isFormFrozen(mode, phase)).to.equal(isFrozen);
    });
});
