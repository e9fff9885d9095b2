import { expect } from 'chai';
import { DAY, later } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import type { Page } from '../../../src/kernel/page-request.js';
import type { Round } from '../../../src/features/rounds/index.js';
import type { HeldUnit } from '../../../src/features/units/index.js';
import { createTestClock, startTestApp, TEST_START, type TestApp } from '../../support/app.js';
import { bindUnit, holdUnit, storedUnit } from '../../support/units.js';
import { seedRound } from '../../support/rounds.js';

describe('watching units', () => {
  let app: TestApp;
  let round: Round;
  const [mei, bo] = [newId(TEST_START), newId(later(TEST_START, 1))];
  beforeEach(async () => {
    app = await startTestApp({ clock: createTestClock() });
    round = await seedRound(app);
  });
  afterEach(() => app.stop());

  const service = () => app.container.units.service;
  const hold = (id: string) => holdUnit(app, round, { id });
  const callBack = (ref: string, day: string) =>
    service().move(ref, 'call_back', { byId: 'ada', facts: { return_by: day } });

  /** All rows, a page of two at a time. */
  async function walk(read: (after: string | undefined) => Promise<Page<HeldUnit>>) {
    const refs: string[] = [];
    let after: string | undefined;
    do {
      const page = await read(after);
      expect(page.rows.length).to.be.at.most(2);
      refs.push(...page.rows.map(({ ref }) => ref));
      after = page.next;
    } while (after);
    return refs;
  }

  it('reads who holds what, those of one person side by side', async () => {
    const [a, b, c] = [await hold(bo), await hold(mei), await hold(bo)];
    await bindUnit(app, round, { id: mei });
    const refs = await walk((after) => service().heldPage(after, 2));
    // Two of one moment stand in either order.
    expect(refs[0]).to.equal(b.ref);
    expect(refs.slice(1)).to.have.members([a.ref, c.ref]);
    const counts = await service().heldCounts([mei, bo, 'nobody']);
    expect([...counts].sort()).to.deep.equal(
      [
        [mei, 1],
        [bo, 2],
      ].sort(),
    );
  });

  it('knows until when a unit must be back, and forgets it when it is', async () => {
    const units = [await hold(mei), await hold(bo), await hold(mei)];
    for (const [index, { ref }] of units.entries()) await callBack(ref, `2026-03-1${3 - index}`);
    const due = (from: string, to: string) =>
      walk((after) => service().dueBetween(new Date(from), new Date(to), after, 2));
    // The end of the day in the programme's zone.
    expect((await storedUnit(app, units[0]!.id)).returnBy?.toISOString()).to.equal(
      '2026-03-13T15:59:00.000Z',
    );
    expect(await due('2026-03-01', '2026-04-01')).to.deep.equal(
      units.map(({ ref }) => ref).reverse(),
    );
    expect(await due('2026-03-12', '2026-03-13')).to.deep.equal([units[1]!.ref]);
    await service().sendBack(mei, units[0]!.ref, { carrier: 'SF', number: '1' });
    expect(await due('2026-03-01', '2026-04-01')).to.have.length(2);
    expect((await storedUnit(app, units[0]!.id)).returnBy).to.equal(null);
  });

  it('names units of which nothing was seen, the longest first', async () => {
    const first = await hold(mei);
    app.clock.advance(DAY);
    const second = await hold(bo);
    app.clock.advance(DAY);
    const third = await hold(mei);
    const silent = (before: Date) => walk((after) => service().silentSince(before, after, 2));
    expect(await silent(later(app.clock.now(), 1))).to.deep.equal([
      first.ref,
      second.ref,
      third.ref,
    ]);
    await service().markSeen(first.id, app.clock.now());
    await service().markSeen(first.id, TEST_START);
    expect(await silent(app.clock.now())).to.deep.equal([second.ref]);
    expect((await storedUnit(app, first.id)).lastSeenAt).to.deep.equal(app.clock.now());
  });

  it('keeps the day a lost unit was last seen, and forgets it for one that is back', async () => {
    const [lost, back] = [await hold(mei), await hold(bo)];
    await service().move(lost.ref, 'lose', { byId: 'ada', facts: {} });
    await callBack(back.ref, '2026-03-20');
    await service().move(back.ref, 'receive', { byId: 'ada', facts: {} });
    expect((await storedUnit(app, lost.id)).lastSeenAt).to.deep.equal(TEST_START);
    expect((await storedUnit(app, back.id)).lastSeenAt).to.equal(null);
    expect((await service().heldPage(undefined)).rows).to.deep.equal([]);
  });

  it('binds a unit of the wanted hardware only', async () => {
    const { intake } = app.container.units;
    const add = (serial: string, hardwareRevision: string) =>
      intake.add(round.slug, { serial, imei: null, hardwareRevision, build: null }, 'ada');
    await add('SN-EVT-1', 'EVT');
    await add('SN-PVT-1', 'PVT');
    const consent = { version: 1, language: 'en', hash: 'a'.repeat(64), at: TEST_START } as const;
    const bind = (allocationId: string, hardwareRevision: string | null) =>
      service().bind(round.id, { allocationId, personId: mei, hardwareRevision, consent });
    expect((await bind('one', 'PVT')).hardwareRevision).to.equal('PVT');
    const refusal = await bind('two', 'PVT').catch((error: unknown) => error);
    expect(refusal).to.have.property('code', 'units.none_left');
    expect((await bind('three', null)).hardwareRevision).to.equal('EVT');
  });
});
