import { expect } from 'chai';
import type { Allocation } from '../../../src/features/allocations/index.js';
import { createAllocationStore } from '../../../src/features/allocations/allocation-store.js';
import { createTestClock, startTestApp, type TestApp } from '../../support/app.js';
import { giveUnit, seedFan, seedOffer } from '../../support/allocations.js';
import { seedRound } from '../../support/rounds.js';
import { createUnitStore } from '../../../src/features/units/unit-store.js';
import { planMove, lastOf } from '../../../src/features/units/unit-move.js';
import { consentFacts } from '../../../src/features/units/consent.js';
import { storedUnit } from '../../support/units.js';

describe('a unit that goes from fan to fan', () => {
  let app: TestApp;
  const clock = createTestClock();
  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());

  const stored = async (id: string): Promise<Allocation> =>
    (await createAllocationStore(app.container.database.connection).byId(id))!;

  it('takes the seats with it, also when nobody heard of it', async () => {
    const round = await seedRound(app);
    const [giver, receiver] = [await seedFan(app), await seedFan(app)];
    const { id } = await giveUnit(app, round, giver);
    const [given] = await app.container.allocations.service.openOf(giver.id);
    const offer = await seedOffer(app, round, receiver);
    const open = await app.container.allocations.service.openOfferFor(receiver.id, round.id);
    expect(open).to.deep.include({ allocationId: offer.id, hardwareRevision: null });
    expect(open?.agreement.hash).to.equal(round.agreement.hash);

    // The custody event alone, as a process that died after it left it.
    const unit = await storedUnit(app, id);
    const { version, hash } = round.agreement;
    const consent = { version, hash, language: 'zh-CN', at: clock.now() } as const;
    const request = {
      action: 'hand_over',
      at: clock.now(),
      byId: receiver.id,
      facts: { allocation: offer.id, ...consentFacts(consent) },
      bindTo: { holderId: receiver.id, allocationId: offer.id },
    } as const;
    const moved = planMove({ ...unit, last: lastOf(unit) }, request);
    await createUnitStore(app.container.database.connection).move(id, moved);
    for (let turn = 0; turn < 2; turn += 1) await app.container.allocations.sweep();

    expect(await stored(given!.id)).to.include({ state: 'ended', open: false, isFinished: true });
    const taken = await stored(offer.id);
    expect(taken).to.include({ state: 'held', unitId: id });
    expect(taken.heldAt).to.deep.equal(clock.now());
    expect(taken.consents).to.deep.equal([{ ...consent, how: 'hand_over' }]);
    expect(await app.container.allocations.service.openOfferFor(receiver.id, round.id)).to.equal(
      undefined,
    );
  });
});
