import { expect } from 'chai';
import { HOUR } from '../../../src/kernel/clock.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, sendReport } from '../../support/reports.js';
import {
  cardsOf,
  releaseFix,
  seedDefect,
  seedHolders,
  sendNightCrash,
  type Holder,
} from '../../support/retests.js';

describe('credit over HTTP', () => {
  let app: TestApp;
  let qa: Actor;
  let mei: Holder;
  let bo: Holder;

  beforeEach(async function () {
    this.timeout(30_000);
    app = await startTestApp();
    qa = await app.qa('Lin');
    [mei, bo] = (await seedHolders(app, ['Mei', 'Bo'])) as [Holder, Holder];
  });
  afterEach(() => app.stop());

  const balances = async () => {
    const ids = [mei, bo].map(({ actor }) => actor.id);
    const found = await app.container.credit.balances(ids);
    return ids.map((id) => found.get(id) ?? 0);
  };
  /** Time passes, so that what was changed is surely written, and every job runs. */
  const settle = async () => {
    app.clock.advance(60_000);
    await app.container.jobs.runAll();
  };
  const ledgerOf = async () => app.container.credit.entriesSince(undefined, 1000);

  it('is given for a first report with a log, for another phone, and for trying the fix', async () => {
    const first = await sendNightCrash(app, mei, '3.0.11');
    app.clock.advance(HOUR);
    const second = await sendNightCrash(app, bo, '3.0.11');
    const defect = await seedDefect(qa, [first, second]);
    await settle();
    expect(await balances()).to.deep.equal([16 + 12, 4]);
    await releaseFix(app, qa, defect);
    const [card = ''] = await cardsOf(bo.actor);
    for (let times = 0; times < 2; times += 1)
      await bo.actor.post(card, { result: 'fixed', build: '3.0.12' });
    expect(await balances()).to.deep.equal([28, 4 + 6]);
    const { text } = await bo.actor.get('/me/credit');
    expect(text).to.contain('Fix tried again').and.contain('+6').and.contain(defect);
    expect(text).to.contain('In sum: 10');
    const before = await ledgerOf();
    for (let times = 0; times < 2; times += 1) await settle();
    expect(await ledgerOf()).to.deep.equal(before);
  });

  it('follows a merge and its undoing without losing or doubling anything', async () => {
    const first = await sendNightCrash(app, mei, '3.0.11');
    app.clock.advance(HOUR);
    const second = await sendNightCrash(app, bo, '3.0.11');
    const [one, two] = [await seedDefect(qa, [first]), await seedDefect(qa, [second], 'Too')];
    await settle();
    const apart = await balances();
    expect(apart).to.deep.equal([28, 28]);
    const { merges } = app.container.defects;
    await merges.merge(two, one, '', qa);
    expect(await balances()).to.deep.equal([28, 4]);
    await merges.unmerge(two, 'They differ.', qa);
    expect(await balances()).to.deep.equal(apart);
    expect((await bo.actor.get('/me/credit')).text).to.contain('taken back');
  });

  it('falls away with the link, and is given once to several processes', async () => {
    const report = await sendNightCrash(app, mei, '3.0.11');
    const defect = await seedDefect(qa, [report]);
    const { id } = await app.container.defects.service.byRef(defect);
    await Promise.all(
      Array.from({ length: 8 }, () => app.container.defects.changed.publish({ defectId: id })),
    );
    expect(await balances()).to.deep.equal([28, 0]);
    await qa.post(`/reports/${report}/unlink`);
    expect(await balances()).to.deep.equal([0, 0]);
    const points = (await ledgerOf()).map((entry) => entry.points);
    expect(points.reduce((sum, one) => sum + one, 0)).to.equal(0);
  });

  it('makes up a little for an answer that came late', async () => {
    const report = refOf(await sendReport(mei.actor, mei.unit, { kind: 'problem' }));
    app.clock.advance(HOUR);
    const answer = { text: 'Thank you.', clientKey: 'e2b1d2c0-0d6a-4c38-9d4e-0a4b6f6a7c11' };
    await qa.post(`/reports/${report}/messages`, answer);
    await settle();
    expect(await balances()).to.deep.equal([2, 0]);
    expect((await mei.actor.get('/me/credit')).text).to.contain('Our answer came late');
  });

  it('is shown to its owner and to staff', async () => {
    const path = `/people/${mei.actor.handle}/credit`;
    expect((await qa.get(path)).text).to.contain('Points of');
    expect((await bo.actor.get(path)).status).to.equal(403);
    expect((await mei.actor.get('/me/credit')).text).to.contain('No points yet');
    expect((await app.tester('Neu', 'zh-CN').then((one) => one.get('/me/credit'))).text).to.contain(
      '我的积分',
    );
  });
});
