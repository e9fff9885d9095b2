import { expect } from 'chai';
import { HOUR, MINUTE } from '../../../src/kernel/clock.js';
import type { Application, Round } from '../../../src/features/rounds/index.js';
import { createTestClock, startTestApp, type TestApp } from '../../support/app.js';
import { seedFan } from '../../support/allocations.js';
import { seedApplication } from '../../support/rounds.js';
import { BEACON, closeRound, quota, seedDraw } from '../../support/selections.js';

describe('drawn seats', () => {
  let app: TestApp;
  const clock = createTestClock();
  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());

  /** Two fillers at once, as two processes would; then who has which seat of which quota. */
  async function fill(round: Round) {
    const { fillSeats } = app.container.allocations;
    await Promise.all([fillSeats(round.id), fillSeats(round.id)]);
    const rows = await app.container.database.connection
      .collection<{ seat: number; quotaKey: string; applicationId: string; state: string }>(
        'allocations',
      )
      .find({ roundId: round.id, open: true })
      .sort({ seat: 1 })
      .toArray();
    return rows.map(({ seat, quotaKey, applicationId }) => ({ seat, quotaKey, applicationId }));
  }

  it('go to their winners, roll down in their quota, then spill over, and end with nobody', async () => {
    const quotas = [quota('home', 1, { city: '重庆' }), quota('any', 2)];
    const round = await seedDraw(app, { seats: 3, quotas, spillsOver: true });
    const line: Application[] = [];
    for (const city of ['重庆', '重庆', '北京', '北京', '上海', '上海'])
      line.push(await seedApplication(app, round, await seedFan(app), { city }));
    expect(await fill(round)).to.deep.equal([]);
    closeRound(app);
    const { service } = app.container.selections;
    await service.freeze(round.slug);
    await service.seal(round.slug, BEACON);
    await service.decide(round.slug);

    const first = await fill(round);
    expect(first.map(({ seat, quotaKey }) => `${seat} ${quotaKey}`)).to.deep.equal([
      '1 home',
      '2 any',
      '3 any',
    ]);
    const cityOf = (id: string) => line.find((one) => one.id === id)?.city;
    expect(cityOf(first[0]!.applicationId)).to.equal('重庆');
    for (const { applicationId, quotaKey } of first)
      expect((await service.rowOf(applicationId))?.quotaKey).to.equal(quotaKey);

    // All let their offers lapse, round after round of the line.
    const asked = first.map(({ applicationId }) => applicationId);
    for (;;) {
      clock.advance(48 * HOUR + MINUTE);
      await app.container.allocations.sweep();
      const next = await fill(round);
      if (next.length === 0) break;
      asked.push(...next.map(({ applicationId }) => applicationId));
    }
    expect(asked.toSorted()).to.deep.equal(line.map(({ id }) => id).toSorted());
  });
});
