import { expect } from 'chai';
import fc from 'fast-check';
import {
  ALLOCATION_STATES,
  freeSeats,
  isAnswerable,
  isOpen,
  nextAllocationState,
  statesBefore,
} from '../../../src/features/allocations/allocation.js';
import { standingOf } from '../../../src/features/allocations/allocation-page.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const ahead = (ms: number) => new Date(NOW.getTime() + ms);

describe('the states of an allocation', () => {
  const ACTIONS = ['sign', 'hold', 'end', 'lapse', 'decline', 'withdraw'] as const;
  const legal: readonly string[] = [
    'offered sign signed',
    'offered lapse lapsed',
    'offered decline declined',
    'offered withdraw withdrawn',
    'signed hold held',
    'signed end ended',
    'signed withdraw withdrawn',
    'held end ended',
  ];

  it('allow exactly these moves', () => {
    const moves = ALLOCATION_STATES.flatMap((state) =>
      ACTIONS.flatMap((action) => {
        const next = nextAllocationState(state, action);
        return next ? `${state} ${action} ${next}` : [];
      }),
    );
    expect(moves).to.deep.equal(legal);
  });

  it('never open again once they are closed', () => {
    for (const state of ALLOCATION_STATES)
      for (const action of ACTIONS)
        if (!isOpen(state)) expect(nextAllocationState(state, action)).to.equal(undefined);
  });

  it('start a move only from where it is legal', () => {
    expect(statesBefore('withdraw')).to.deep.equal(['offered', 'signed']);
    expect(statesBefore('end')).to.deep.equal(['signed', 'held']);
  });
});

describe('an offer', () => {
  it('may be answered until just before its deadline', () => {
    const offer = { state: 'offered', offerExpiresAt: NOW } as const;
    expect(isAnswerable(offer, ahead(-1))).to.equal(true);
    expect(isAnswerable(offer, NOW)).to.equal(false);
    expect(isAnswerable({ ...offer, state: 'signed' }, ahead(-1))).to.equal(false);
  });

  it('shows as lapsed at its deadline, before the job has closed it', () => {
    const offer = { state: 'offered', offerExpiresAt: NOW } as const;
    expect(standingOf({ state: 'submitted' }, offer, NOW)).to.equal('lapsed');
    expect(standingOf({ state: 'submitted' }, offer, ahead(-1))).to.equal('offered');
  });
});

describe('free seats', () => {
  it('are those of the round that nobody has, lowest first', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.array(fc.integer({ min: 1, max: 60 })), (seats, taken) => {
        const free = freeSeats(seats, new Set(taken));
        expect(free).to.deep.equal([...free].sort((a, b) => a - b));
        expect(free.some((seat) => taken.includes(seat) || seat > seats)).to.equal(false);
        const used = new Set(taken.filter((seat) => seat <= seats));
        expect(free.length + used.size).to.equal(seats);
      }),
    );
  });
});
