import { expect } from 'chai';
import fc from 'fast-check';
import {
  ADMIN_ACTIONS,
  FREE_STATES,
  movesFrom,
  nextState,
  preferenceOrder,
  TRANSITIONS,
  UNIT_ACTIONS,
  UNIT_STATES,
  usualMove,
  type UnitState,
} from '../../../src/features/units/unit.js';
import { illegalMove } from '../../../src/features/units/unit-move.js';

/** Everything that can be reached from stock. */
function reachable(): Set<UnitState> {
  const found = new Set<UnitState>(['in_stock']);
  for (const state of found)
    for (const action of movesFrom(state)) found.add(nextState(state, action)!);
  return found;
}

describe('the moves of a unit', () => {
  it('lead from stock to every state', () => {
    expect([...reachable()].sort()).to.deep.equal([...UNIT_STATES].sort());
  });

  it('follow the life cycle of the product from stock to the shelf again', () => {
    const way = [
      ['reserve', 'reserved'],
      ['pack', 'packed'],
      ['ship', 'shipped'],
      ['deliver', 'delivered'],
      ['accept', 'accepted'],
      ['start_test', 'in_test'],
      ['call_back', 'return_due'],
      ['send_back', 'return_shipped'],
      ['receive', 'received'],
      ['inspect', 'inspected'],
      ['restock', 'restocked'],
      ['reserve', 'reserved'],
    ] as const;
    let state: UnitState = 'in_stock';
    for (const [action, expected] of way) {
      expect(nextState(state, action), `${state} ${action}`).to.equal(expected);
      state = expected;
    }
  });

  for (const state of ['exchanged', 'gifted', 'scrapped', 'written_off'] as const)
    it(`end with ${state}`, () => {
      expect(movesFrom(state)).to.deep.equal([]);
    });

  it('let nobody take over a unit that was not sent off', () => {
    const before = UNIT_STATES.filter((state) => nextState(state, 'accept'));
    expect(before).to.deep.equal(['shipped', 'delivered']);
  });

  it('reserve free units only', () => {
    expect(UNIT_STATES.filter((state) => nextState(state, 'reserve'))).to.deep.equal([
      ...FREE_STATES,
    ]);
  });

  it('never register a unit twice', () => {
    expect(UNIT_STATES.filter((state) => nextState(state, 'register'))).to.deep.equal([]);
  });

  it('are all made by somebody: an admin, a signature, its end, a code, a receiver or a report', () => {
    const others = ['register', 'reserve', 'release', 'accept', 'hand_over', 'start_test'];
    expect([...ADMIN_ACTIONS, ...others].sort()).to.deep.equal([...UNIT_ACTIONS].sort());
  });

  it('name as the usual next step only what is possible', () => {
    for (const state of UNIT_STATES) {
      const usual = usualMove(state);
      if (usual) expect(nextState(state, usual), state).not.to.equal(undefined);
    }
  });

  it('agree in table, list and refusal for any state and action', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...UNIT_STATES),
        fc.constantFrom(...UNIT_ACTIONS),
        (state, action) => {
          const isListed = movesFrom(state).includes(action);
          expect(nextState(state, action) !== undefined).to.equal(isListed);
          expect(action in TRANSITIONS[state]).to.equal(isListed);
          const { facts } = illegalMove({ ref: 'U-0001', state });
          expect(Object.values(facts).includes(action)).to.equal(isListed);
        },
      ),
    );
  });
});

describe('the order in which a signature tries units', () => {
  it('is the same every time and holds every unit once', () => {
    const units = Array.from({ length: 30 }, (_, n) => ({ id: `unit-${n}` }));
    const order = preferenceOrder(units, 'allocation');
    expect(preferenceOrder([...units].reverse(), 'allocation')).to.deep.equal(order);
    expect(new Set(order.map(({ id }) => id)).size).to.equal(30);
  });

  it('spreads many signatures over all units', () => {
    const units = Array.from({ length: 10 }, (_, n) => ({ id: `unit-${n}` }));
    const firsts = Array.from({ length: 200 }, (_, n) => preferenceOrder(units, `a-${n}`)[0]!.id);
    const most = Math.max(...units.map(({ id }) => firsts.filter((first) => first === id).length));
    expect(most).to.be.lessThan(45);
  });
});
