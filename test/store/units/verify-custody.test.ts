import { expect } from 'chai';
import type { Round } from '../../../src/features/rounds/index.js';
import { sealEvent, type CustodyEvent } from '../../../src/features/units/custody.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { seedRound } from '../../support/rounds.js';
import { holdUnit, stockUnits, storedUnit } from '../../support/units.js';

describe('verify-custody', () => {
  let app: TestApp;
  let round: Round;
  let unit: Unit;
  before(async () => {
    app = await startTestApp();
    round = await seedRound(app);
    await stockUnits(app, round, 3);
  });
  after(() => app.stop());
  beforeEach(async () => {
    unit = await storedUnit(app, (await holdUnit(app, round, await app.tester())).id);
  });
  afterEach(async () => {
    await rows().deleteOne({ _id: unit.id });
    await app.container.database.connection.collection('custodyHeads').deleteMany({});
  });

  const audit = () => app.container.units.audit;
  const rows = () => app.container.database.connection.collection<{ _id: string }>('units');
  const put = (changes: object) => rows().updateOne({ _id: unit.id }, { $set: changes });
  /** Hashes the chain anew after a change, as somebody would who knows how. */
  const rehash = (events: readonly CustodyEvent[]) =>
    events.reduce<CustodyEvent[]>((chain, { seq: _s, prevHash: _p, hash: _h, ...move }) => {
      const last = chain.at(-1) ?? { seq: 0, hash: '0'.repeat(64) };
      return [...chain, sealEvent(last, move)];
    }, []);

  it('counts what it read when every chain holds', async () => {
    await audit().noteHeads();
    await audit().noteHeads();
    const found = await audit().verify();
    expect(found.bad).to.deep.equal([]);
    expect(found.units).to.equal(4);
    expect(found.events).to.equal(8);
    expect(found.heads).to.equal(4);
    expect((await audit().verify(unit.ref)).units).to.equal(1);
  });

  it('is quiet about units that moved on after a head was noted', async () => {
    await audit().noteHeads();
    await app.container.units.service.markInTest(unit.id);
    await audit().noteHeads();
    expect((await audit().verify(unit.ref)).bad).to.deep.equal([]);
  });

  const tampering: readonly [string, () => Promise<unknown>, number, string][] = [
    ['an altered event', () => put({ 'events.2.facts.note': 'x' }), 3, 'altered'],
    ['another person in an event', () => put({ 'events.1.byId': 'mallory' }), 2, 'altered'],
    ['a removed event', () => put({ events: unit.events.filter((_, n) => n !== 2) }), 3, 'removed'],
    [
      'two events in each other’s place',
      () => {
        const [a, b, c, ...rest] = unit.events;
        return put({ events: [a, c, b, ...rest] });
      },
      2,
      'reordered',
    ],
    ['a last event that is gone', () => put({ events: unit.events.slice(0, -1) }), 5, 'removed'],
    ['a state without its event', () => put({ state: 'gifted' }), 5, 'altered'],
    ['a chain of another phone', () => put({ serial: 'SN-OTHER' }), 1, 'altered'],
    ['no events at all', () => put({ events: [] }), 1, 'removed'],
  ];
  for (const [what, tamper, seq, why] of tampering)
    it(`names ${what}`, async () => {
      await tamper();
      expect((await audit().verify()).bad).to.deep.equal([{ unitRef: unit.ref, seq, why }]);
    });

  it('names a last event that is gone together with its number, by the head', async () => {
    await audit().noteHeads();
    const events = unit.events.slice(0, -1);
    const { seq, to } = events.at(-1)!;
    await put({ events, seq, state: to });
    expect((await audit().verify()).bad).to.deep.equal([
      { unitRef: unit.ref, seq: 5, why: 'removed' },
    ]);
  });

  it('names a chain that was changed and hashed anew, by the head', async () => {
    await audit().noteHeads();
    const forged = unit.events.map((event) =>
      event.seq === 2 ? { ...event, byId: 'mallory' } : event,
    );
    await put({ events: rehash(forged) });
    expect((await audit().verify()).bad).to.deep.equal([
      { unitRef: unit.ref, seq: 5, why: 'altered' },
    ]);
  });

  it('names an illegal move that is linked rightly', async () => {
    const last = unit.events.at(-1)!;
    const leap = { action: 'restock', from: last.to, to: 'restocked', facts: {} } as const;
    const event = sealEvent(last, { ...leap, at: app.clock.now(), byId: 'mallory' });
    await put({ events: [...unit.events, event], seq: event.seq, state: 'restocked' });
    expect((await audit().verify(unit.ref)).bad).to.deep.equal([
      { unitRef: unit.ref, seq: 6, why: 'illegal' },
    ]);
  });

  it('names a unit that is gone', async () => {
    await audit().noteHeads();
    await rows().deleteOne({ _id: unit.id });
    expect((await audit().verify()).bad).to.deep.equal([
      { unitRef: unit.ref, seq: 1, why: 'removed' },
    ]);
  });
});
