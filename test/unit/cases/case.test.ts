import { expect } from 'chai';
import { DAY, later } from '../../../src/kernel/clock.js';
import { lastHolderOf, possibleKinds } from '../../../src/features/cases/case-rules.js';
import {
  APPEAL_MS,
  CASE_KINDS,
  CASE_STATES,
  effectOf,
  isAppealable,
  isWithin,
  mayDecide,
  mayDecideAppeal,
  nextCaseState,
  NO_TERMS,
  type CaseAction,
} from '../../../src/features/cases/case.js';
import type { Unit, UnitState } from '../../../src/features/units/index.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const ACTIONS: readonly CaseAction[] = [
  ...(['withdraw', 'approve', 'refuse', 'appeal', 'uphold', 'overturn', 'close'] as const),
];

describe('a case', () => {
  it('moves only as its table says', () => {
    const moves = CASE_STATES.flatMap((state) =>
      ACTIONS.flatMap((action) => {
        const to = nextCaseState(state, action);
        return to ? [`${state} ${action} ${to}`] : [];
      }),
    );
    expect(moves).to.deep.equal([
      'proposed withdraw withdrawn',
      'proposed approve approved',
      'proposed refuse refused',
      'approved appeal appealed',
      'approved close closed',
      'refused appeal appealed',
      'appealed uphold upheld',
      'appealed overturn overturned',
      'upheld close closed',
      'overturned close closed',
    ]);
  });

  it('needs a second person, and on appeal a third', () => {
    const found = {
      openedById: 'opener',
      holderId: 'holder',
      decision: { verdict: 'refused', byId: 'second', at: NOW, reason: '' },
    } as const;
    const who = ['opener', 'holder', 'second', 'third'];
    expect(who.map((one) => mayDecide(found, one))).to.deep.equal([false, false, true, true]);
    expect(who.map((one) => mayDecideAppeal(found, one))).to.deep.equal([
      ...[false, false, false, true],
    ]);
  });

  it('can be appealed against for 72 hours', () => {
    const decision = { verdict: 'refused', byId: 'second', at: NOW, reason: '' } as const;
    const at = (ms: number) => isAppealable({ state: 'refused', decision }, later(NOW, ms));
    expect([at(0), at(APPEAL_MS - 1), at(APPEAL_MS)]).to.deep.equal([true, true, false]);
    expect(isAppealable({ state: 'upheld', decision }, NOW)).to.equal(false);
    expect(isAppealable({ state: 'proposed', decision: null }, NOW)).to.equal(false);
  });

  it('agrees on days ahead only, and not too far', () => {
    const days = (count: number) => isWithin(later(NOW, count * DAY), 10, NOW);
    expect([days(-1), days(0.5), days(10.5), days(11.5)]).to.deep.equal([false, true, true, false]);
  });

  it('asks something of the unit where it does', () => {
    const returnBy = '2026-03-10';
    const effects = CASE_KINDS.map((kind) => `${kind} ${effectOf({ kind }, NO_TERMS)}`);
    expect(effects).to.deep.equal([
      ...['loss due', 'damage none', 'exchange due', 'write_off due', 'scrap due'],
    ]);
    expect(effectOf({ kind: 'damage' }, { outcome: null, returnBy })).to.equal('due');
  });

  const KINDS_BY_STATE: readonly [UnitState, string][] = [
    ['in_stock', 'loss write_off'],
    ['reserved', ''],
    ['shipped', 'loss'],
    ['in_test', 'loss damage exchange'],
    ['return_due', 'loss damage exchange'],
    ['received', 'damage exchange'],
    ['inspected', 'damage exchange write_off scrap'],
    ['lost', 'write_off'],
    ['written_off', ''],
  ];
  for (const [state, kinds] of KINDS_BY_STATE)
    it(`of a unit that is ${state} may be: ${kinds || 'none'}`, () => {
      const unit = { state, allocationId: null } as Unit;
      expect(possibleKinds(CASE_KINDS, unit).join(' ')).to.equal(kinds);
    });

  it('is about who has the unit, or had it last', () => {
    const event = (action: string, byId: string, facts = {}) => ({ action, byId, facts });
    const events = [event('accept', 'ann'), event('hand_over', 'ann', { to_person: 'bo' })];
    const unit = (holderId: string | null, some: object[]) => ({ holderId, events: some }) as never;
    expect(lastHolderOf(unit('cy', events))).to.equal('cy');
    expect(lastHolderOf(unit(null, events))).to.equal('bo');
    expect(lastHolderOf(unit(null, events.slice(0, 1)))).to.equal('ann');
    expect(lastHolderOf(unit(null, []))).to.equal(null);
  });
});
