import { canonicalJson } from '../../../src/kernel/canonical-json.js';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  GENESIS,
  hashEvent,
  sealEvent,
  verifyCustody,
  type CustodyEvent,
} from '../../../src/features/units/custody.js';
import { movesFrom, nextState, type UnitState } from '../../../src/features/units/unit.js';

const START = new Date('2026-03-03T02:00:00Z');

/** A legal story of a unit: each number chooses one of the moves that are possible then. */
function storyOf(choices: readonly number[]): CustodyEvent[] {
  const events = [
    sealEvent(GENESIS, {
      at: START,
      byId: 'admin',
      action: 'register',
      from: null,
      to: 'in_stock',
      facts: { serial: 'SN-0001' },
    }),
  ];
  for (const choice of choices) {
    const last: CustodyEvent = events.at(-1)!;
    const from: UnitState = last.to;
    const moves = movesFrom(from);
    const action = moves[choice % moves.length];
    if (!action) break;
    const at = new Date(last.at.getTime() + 1000);
    const to = nextState(from, action)!;
    events.push(sealEvent(last, { at, byId: null, action, from, to, facts: { choice } }));
  }
  return events;
}

const stories = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }).map(storyOf);

describe('the custody chain', () => {
  it('holds for every legal story', () => {
    fc.assert(
      fc.property(stories, (events) => {
        expect(verifyCustody(events)).to.deep.equal({ isWhole: true });
      }),
    );
  });

  const tampering: readonly [string, (event: CustodyEvent) => CustodyEvent][] = [
    ['another time', (event) => ({ ...event, at: new Date(event.at.getTime() + 1) })],
    ['another person', (event) => ({ ...event, byId: 'mallory' })],
    ['another fact', (event) => ({ ...event, facts: { ...event.facts, note: 'changed' } })],
    ['another state', (event) => ({ ...event, to: event.to === 'lost' ? 'packed' : 'lost' })],
    ['another number', (event) => ({ ...event, seq: event.seq + 1 })],
    ['another predecessor', (event) => ({ ...event, prevHash: 'f'.repeat(64) })],
    ['another hash', (event) => ({ ...event, hash: 'f'.repeat(64) })],
  ];
  for (const [what, tamper] of tampering)
    it(`breaks where an event has ${what}`, () => {
      fc.assert(
        fc.property(stories, fc.nat(), (events, pick) => {
          const place = pick % events.length;
          const changed = events.map((event, index) => (index === place ? tamper(event) : event));
          expect(verifyCustody(changed)).to.deep.equal({
            isWhole: false,
            seq: place + 1,
            why: 'altered',
          });
        }),
      );
    });

  it('breaks after a changed event even when that event is hashed again', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const [first, ...rest] = events;
        const forged = { ...first!, byId: 'mallory' };
        const chain = [{ ...forged, hash: hashEvent(forged) }, ...rest];
        if (rest.length > 0)
          expect(verifyCustody(chain)).to.deep.include({ isWhole: false, seq: 2 });
      }),
    );
  });

  it('breaks where an event is missing or two have changed places', () => {
    fc.assert(
      fc.property(stories, fc.nat(), (events, pick) => {
        if (events.length < 3) return;
        const place = pick % (events.length - 1);
        const without = events.filter((_, index) => index !== place);
        expect(verifyCustody(without)).to.deep.include({ seq: place + 1, why: 'removed' });
        const swapped = [...events];
        [swapped[place], swapped[place + 1]] = [events[place + 1]!, events[place]!];
        expect(verifyCustody(swapped)).to.deep.include({ seq: place + 1, why: 'reordered' });
      }),
    );
  });

  it('refuses a rightly linked event that is no legal move', () => {
    const [first] = storyOf([]);
    const leap = sealEvent(first!, {
      at: START,
      byId: null,
      action: 'accept',
      from: 'in_stock',
      to: 'accepted',
      facts: {},
    });
    expect(verifyCustody([first!, leap])).to.deep.include({ seq: 2, why: 'illegal' });
  });

  it('does not hold for nothing at all', () => {
    expect(verifyCustody([])).to.deep.include({ isWhole: false, seq: 1 });
  });
});

describe('canonical JSON', () => {
  it('is the same for the same value in any order of keys', () => {
    const value = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()));
    fc.assert(
      fc.property(value, (facts) => {
        const reversed = Object.fromEntries(Object.entries(facts).reverse());
        expect(canonicalJson(reversed)).to.equal(canonicalJson(facts));
        expect(JSON.parse(canonicalJson(facts))).to.deep.equal(JSON.parse(JSON.stringify(facts)));
      }),
    );
  });
});
