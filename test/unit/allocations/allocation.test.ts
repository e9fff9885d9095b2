import { expect } from 'chai';
import fc from 'fast-check';
import { HOUR } from '../../../src/kernel/clock.js';
import {
  ALLOCATION_STATES,
  isAnswerable,
  isOpen,
  nextAllocationState,
  noticesDue,
  statesBefore,
  type AllocationState,
  type Consent,
} from '../../../src/features/allocations/allocation.js';
import { seatsByHand, seatsToFill, turnId } from '../../../src/features/allocations/seat.js';
import { wholeQuota } from '../../../src/features/rounds/round.js';
import type { RoundMode } from '../../../src/features/rounds/index.js';
import { listStanding, standingOf } from '../../../src/features/allocations/allocation-page.js';

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
    const asked = { state: 'submitted' } as const;
    expect(listStanding(asked, undefined, { decidedAt: null }, NOW)).to.equal('submitted');
    expect(listStanding(asked, undefined, { decidedAt: NOW }, NOW)).to.equal('no_seat_yet');
    expect(listStanding(asked, offer, { decidedAt: NOW }, ahead(-1))).to.equal('offered');
  });
});

describe('the seats to fill', () => {
  const use = (seat: number, state: AllocationState, offeredById: string | null = null) => ({
    seat,
    open: isOpen(state),
    heldAt: state === 'held' || state === 'ended' ? NOW : null,
    offeredById,
  });

  it('are those that nobody has and that never brought a unit, with their turn', () => {
    const uses = [
      use(1, 'held'),
      use(2, 'lapsed'),
      use(2, 'declined'),
      use(3, 'withdrawn', 'admin'),
      use(4, 'ended'),
      use(5, 'lapsed'),
      use(5, 'offered'),
      // The parcel came back before anybody took the unit over.
      { ...use(6, 'ended'), heldAt: null },
    ];
    expect(seatsToFill(6, uses)).to.deep.equal([
      { seat: 2, turn: 2 },
      { seat: 3, turn: 0 },
      { seat: 6, turn: 1 },
    ]);
  });

  it('are lowest first and never more than the round has', () => {
    const states = fc.constantFrom(...ALLOCATION_STATES);
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), states)),
        (seats, drawn) => {
          const uses = drawn.map(([seat, state]) => use(seat, state));
          const free = seatsToFill(seats, uses).map(({ seat }) => seat);
          expect(free).to.deep.equal([...free].sort((a, b) => a - b));
          const kept = new Set(
            uses.filter((one) => one.open || one.heldAt !== null).map(({ seat }) => seat),
          );
          const within = [...kept].filter((seat) => seat <= seats);
          expect(free.some((seat) => kept.has(seat) || seat > seats)).to.equal(false);
          expect(free.length + within.length).to.equal(seats);
        },
      ),
    );
  });

  it('name one allocation for each turn of a seat', () => {
    const ids = [1, 2, 12].flatMap((seat) =>
      [0, 1, 2].map((turn) => turnId('round', { seat, turn })),
    );
    expect(new Set(ids).size).to.equal(ids.length);
    expect(turnId('round', { seat: 1, turn: 2 })).to.equal(turnId('round', { seat: 1, turn: 2 }));
  });
});

describe('seats by hand', () => {
  const quota = (key: string, mode: RoundMode, seats: number, city: string | null = null) => ({
    ...wholeQuota(mode, seats),
    key,
    city,
  });
  const quotas = [
    quota('lot', 'draw', 2),
    quota('home', 'merit', 2, '重庆'),
    quota('best', 'merit', 2),
  ];
  const cases = [
    { city: 'Chongqing', spillsOver: false, seats: [3, 4, 5, 6] },
    { city: '北京', spillsOver: false, seats: [5, 6] },
    { city: '北京', spillsOver: true, seats: [5, 6, 3, 4] },
  ];
  for (const { city, spillsOver, seats } of cases)
    it(`of ${city} ${spillsOver ? 'with' : 'without'} spilling over are ${seats.join()}`, () => {
      const round = { quotas, spillsOver, cohortQuestion: null };
      expect(seatsByHand(round, { city, answers: {} })).to.deep.equal(seats);
    });
});

describe('notices of an allocation', () => {
  const text = { version: 2, hash: 'b'.repeat(64) };
  const signed = (hash: string): Consent => ({
    version: 1,
    language: 'en',
    hash,
    at: NOW,
    how: 'page',
  });
  const offer = {
    state: 'offered',
    consents: [],
    told: [],
    offeredAt: NOW,
    offerExpiresAt: ahead(48 * HOUR),
  } as const;
  const marks = (allocation: Parameters<typeof noticesDue>[0], now: Date) =>
    noticesDue(allocation, text, now).map(({ mark }) => mark);

  it('tell of the offer at once and of its deadline twelve hours before it', () => {
    expect(marks(offer, NOW)).to.deep.equal(['offered']);
    expect(marks({ ...offer, told: ['offered'] }, ahead(36 * HOUR - 1))).to.deep.equal([]);
    expect(marks({ ...offer, told: ['offered'] }, ahead(36 * HOUR))).to.deep.equal(['reminder']);
    expect(marks({ ...offer, told: ['offered', 'reminder'] }, ahead(40 * HOUR))).to.deep.equal([]);
    expect(marks(offer, ahead(48 * HOUR))).to.deep.equal([]);
  });

  it('leave out the reminder where the offer is not longer than its lead', () => {
    const short = { ...offer, told: ['offered'], offerExpiresAt: ahead(12 * HOUR) };
    expect(marks(short, ahead(11 * HOUR))).to.deep.equal([]);
  });

  it('ask who signed another text for a new consent, once for each version', () => {
    const held = { ...offer, state: 'held', consents: [signed('a'.repeat(64))] } as const;
    expect(marks(held, NOW)).to.deep.equal(['consent-2']);
    expect(marks({ ...held, told: ['consent-2'] }, NOW)).to.deep.equal([]);
    const renewed = { ...held, consents: [...held.consents, signed(text.hash)] };
    expect(marks(renewed, NOW)).to.deep.equal([]);
    expect(marks({ ...held, state: 'ended' }, NOW)).to.deep.equal([]);
  });
});

describe('an application without an offer', () => {
  const why = { isChosen: false, waitlistPlace: null, reasons: [] };
  const cases = [
    { name: 'submitted', state: 'submitted', why: undefined },
    { name: 'submitted', state: 'submitted', why },
    { name: 'chosen', state: 'submitted', why: { ...why, isChosen: true } },
    { name: 'waitlisted', state: 'submitted', why: { ...why, waitlistPlace: 3 } },
    {
      name: 'not_chosen',
      state: 'submitted',
      why: { ...why, reasons: [{ code: 'holds_unit', facts: {} }] },
    },
    { name: 'set_aside', state: 'set_aside', why: undefined },
    { name: 'application_withdrawn', state: 'withdrawn', why },
  ] as const;
  for (const { name, state, why: known } of cases)
    it(`${known ? 'with' : 'without'} a decision, ${state}, is ${name}`, () => {
      expect(standingOf({ state }, undefined, NOW, known)).to.equal(name);
    });
});
