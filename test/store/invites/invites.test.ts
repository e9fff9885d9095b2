import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { createCodeStore } from '../../../src/features/invites/code-store.js';
import { redemptionId } from '../../../src/features/invites/invite.js';
import { codeModel, redemptionModel } from '../../../src/features/invites/invite-schema.js';
import { createRedemptionStore } from '../../../src/features/invites/redemption-store.js';
import type { Round } from '../../../src/features/rounds/index.js';
import type { Viewer } from '../../../src/kernel/people.js';
import { MINUTE } from '../../../src/kernel/clock.js';
import { issueCodes, seedInviteRound } from '../../support/invites.js';
import { seedApplication } from '../../support/rounds.js';

const CROWD = 40;

describe('redeeming codes at once', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const viewerOf = (id: string): Viewer => ({
    ...{ id, handle: id, name: id, roles: ['tester'], language: 'en' },
    ...{ zone: 'Asia/Shanghai', isSuspended: false, unread: 0 },
  });
  const crowdOf = (round: Round, count = CROWD) =>
    Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const viewer = viewerOf(`${round.slug}-${n}`);
        await seedApplication(app, round, viewer);
        return viewer;
      }),
    );
  const redeem = (viewer: Viewer, round: Round, code: string) =>
    app.container.invites.service.redeem(viewer, round.slug, code, 'here').then(
      ({ place }) => place,
      () => undefined,
    );
  const stored = (round: Round) =>
    redemptionModel(app.container.database.connection).find({ roundId: round.id }).lean();
  const codeOf = (round: Round) =>
    codeModel(app.container.database.connection).findOne({ roundId: round.id }).lean();

  it('gives the last uses of a code to as many as it has, each once', async () => {
    const round = await seedInviteRound(app, CROWD);
    const [code = ''] = await issueCodes(app, round, 1, 7);
    const crowd = await crowdOf(round);
    const places = await Promise.all(
      crowd.flatMap((viewer) => [redeem(viewer, round, code), redeem(viewer, round, code)]),
    );
    expect(new Set(places.filter(Boolean)).size).to.equal(7);
    const redemptions = await stored(round);
    expect(redemptions.map(({ state }) => state)).to.deep.equal(Array(7).fill('waiting'));
    expect((await codeOf(round))?.usesLeft).to.equal(0);
    expect((await codeOf(round))?.redeemers).to.have.length(7);
  });

  it('gives no more places than there are seats, and spends no more uses', async () => {
    const round = await seedInviteRound(app, 5);
    const [code = ''] = await issueCodes(app, round, 1, 1000);
    const crowd = await crowdOf(round);
    const places = await Promise.all(crowd.map((viewer) => redeem(viewer, round, code)));
    expect(places.filter(Boolean).toSorted()).to.deep.equal([1, 2, 3, 4, 5]);
    expect((await codeOf(round))?.usesLeft).to.equal(995);
  });

  it('spends one use of two codes that one person redeems at once', async () => {
    const round = await seedInviteRound(app, 5);
    const codes = await issueCodes(app, round, 2);
    const [person] = await crowdOf(round, 1);
    await Promise.all(codes.map((code) => redeem(person!, round, code)));
    const left = await codeModel(app.container.database.connection)
      .find({ roundId: round.id }, { usesLeft: 1 })
      .lean();
    expect(left.map(({ usesLeft }) => usesLeft).toSorted()).to.deep.equal([0, 1]);
    expect(await stored(round)).to.have.length(1);
  });

  for (const wasTaken of [true, false])
    it(`ends what broke off ${wasTaken ? 'after' : 'before'} the use was taken`, async () => {
      const { connection } = app.container.database;
      const round = await seedInviteRound(app, 1);
      await issueCodes(app, round, 1);
      const code = await codeOf(round);
      await createRedemptionStore(connection).reserve({
        ...{ id: redemptionId(round.id, 'all', 1), roundId: round.id, quota: 'all', place: 1 },
        ...{ personId: 'mei', applicationId: 'a-mei', codeId: code!._id, at: app.clock.now() },
        ...{ state: 'pending', allocationId: null },
      });
      if (wasTaken) await createCodeStore(connection).takeUse(code!._id, 'mei', app.clock.now());
      else await codeModel(connection).updateOne({ _id: code!._id }, { $set: { usesLeft: 0 } });
      app.clock.advance(2 * MINUTE);
      await app.container.invites.service.sweep();
      const states = (await stored(round)).map(({ state }) => state);
      expect(states).to.deep.equal(wasTaken ? ['waiting'] : []);
      expect((await codeOf(round))?.redeemers).to.deep.equal(wasTaken ? ['mei'] : []);
    });

  it('calls people in the order they came, and lets one more come for a seat that came back', async () => {
    const { source } = app.container.invites;
    const round = await seedInviteRound(app, 2);
    const [code = ''] = await issueCodes(app, round, 1, 10);
    const [one, two, three] = await crowdOf(round, 3);
    await redeem(one!, round, code);
    await redeem(two!, round, code);
    const applicationOf = async (id: string | undefined) =>
      id && (await app.container.rounds.applications.byId(id))?.personId;
    expect(await applicationOf(await source.give(round, 1, 'x-1'))).to.equal(one!.id);
    expect(await applicationOf(await source.give(round, 1, 'x-1'))).to.equal(one!.id);
    expect(await redeem(three!, round, code)).to.equal(undefined);
    expect(await applicationOf(await source.give(round, 2, 'x-2'))).to.equal(two!.id);
    expect(await source.give(round, 1, 'x-3')).to.equal(undefined);
    expect(await source.give(round, 1, 'x-3')).to.equal(undefined);
    expect(await redeem(three!, round, code)).to.equal(3);
    expect(await applicationOf(await source.give(round, 1, 'x-3'))).to.equal(three!.id);
  });
});
