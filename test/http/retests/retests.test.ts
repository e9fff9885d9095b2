import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { REGRESSION_JOB } from '../../../src/features/crashes/index.js';
import { DAY } from '../../../src/kernel/clock.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { sendReport, refOf } from '../../support/reports.js';
import {
  cardsOf,
  releaseFix,
  seedDefect,
  seedHolders,
  sendNightCrash,
  type Holder,
} from '../../support/retests.js';

const FIXED = { result: 'fixed', build: '3.0.12' };
const BROKEN = { result: 'still_broken', build: '3.0.12' };
const RELEASE = '/releases/orion-2_3.0.12';

describe('retests over HTTP', () => {
  let app: TestApp;
  let qa: Actor;
  let mei: Holder;
  let bo: Holder;
  let an: Holder;
  let defect: string;

  beforeEach(async function () {
    this.timeout(30_000);
    app = await startTestApp();
    qa = await app.qa('Lin');
    [mei, bo, an] = (await seedHolders(app, ['Mei', 'Bo', 'An'])) as [Holder, Holder, Holder];
    defect = await seedDefect(qa, [await sendNightCrash(app, mei, '3.0.11')]);
    await releaseFix(app, qa, defect);
  });
  afterEach(() => app.stop());

  const answer = async ({ actor }: Holder, form: Record<string, string> = FIXED) => {
    const [card = ''] = await cardsOf(actor);
    return actor.post(card, form);
  };
  const status = async () => {
    const [found] = await app.container.defects.byIds([await idOf(defect)]);
    return found?.status;
  };
  const idOf = async (ref: string) => (await app.container.defects.service.byRef(ref)).id;
  const noticesOf = async ({ actor }: Pick<Holder, 'actor'>) => (await actor.get('/notices')).text;
  const times = (text: string, words: string) => text.split(words).length - 1;

  it('asks the reporter and others with such a unit, and tells each of them once', async () => {
    for (let turn = 0; turn < 2; turn += 1) await app.container.jobs.runAll();
    for (const holder of [mei, bo, an]) {
      const cards = await cardsOf(holder.actor);
      expect(cards).to.have.length(1);
      expect((await holder.actor.get(cards[0]!)).text).to.contain('Open night mode.');
      expect(times(await noticesOf(holder), 'Please try one fix on your unit.')).to.equal(1);
    }
  });

  it('takes a fix as verified when its only reporter sees it gone', async () => {
    expect((await answer(bo)).status).to.equal(303);
    expect(await status()).to.equal('resolved');
    expect((await answer(mei)).status).to.equal(303);
    expect(await status()).to.equal('verified');
    expect((await app.visitor().get(`/defects/${defect}`)).text).to.contain('Automatic');
    expect((await app.visitor().get(RELEASE)).text).to.contain('Verified by 2 of 3');
  });

  it('takes a fix as verified when two units see it gone', async () => {
    for (const holder of [bo, an]) expect((await answer(holder)).status).to.equal(303);
    expect(await status()).to.equal('verified');
    const changed = await answer(bo, BROKEN);
    expect(changed.status).to.equal(409);
    expect(changed.text).to.contain('The fix is verified');
    expect((await answer(mei, BROKEN)).status).to.equal(303);
    expect(await status()).to.equal('verified');
  });

  it('asks no unit that runs a build of another branch', async () => {
    const admin = await app.admin();
    const beta = { model: 'ORION-2', version: '4.0.0-b1', branch: 'beta' };
    expect((await admin.post('/admin/builds', beta)).status).to.equal(303);
    await app.container.units.service.noteBuild(an.unit.id, beta.version);
    const second = await seedDefect(qa, [], 'Torch flickers');
    await releaseFix(app, qa, second, '3.0.13');
    expect(await cardsOf(bo.actor)).to.have.length(2);
    expect(await cardsOf(an.actor)).to.have.length(1);
  });

  it('needs a build that has the fix, and keeps what was typed', async () => {
    const words = { reason: 'Opened it ten times' };
    const refused = await answer(mei, { ...FIXED, ...words, build: '3.0.11' });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('Update the unit to 3.0.12').and.contain(words.reason);
    expect((await answer(mei, { result: 'cannot_test', ...words })).status).to.equal(303);
    expect((await answer(mei, { ...FIXED, build: '3.0.13' })).status).to.equal(303);
    const { text } = await qa.get(`/defects/${defect}/retests`);
    expect(text).to.contain('Fixed').and.contain('Reported it').and.contain(mei.unit.ref);
    const held = await app.container.units.service.unitsHeldBy(mei.actor.id);
    expect(held.map(({ build }) => build)).to.deep.equal(['3.0.13']);
  });

  it('counts a form that is sent many times at once as one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => answer(bo)));
    expect(new Set(answers.map((one) => one.status))).to.deep.equal(new Set([303]));
    const given = await app.container.retests.answered([await idOf(defect)]);
    expect(given.flatMap((card) => card.answers)).to.have.length(1);
  });

  it('shows a card to nobody but the holder of its unit', async () => {
    const [card = ''] = await cardsOf(mei.actor);
    expect((await bo.actor.get(card)).status).to.equal(404);
    expect((await bo.actor.post(card, FIXED)).status).to.equal(404);
    expect((await qa.get(card)).status).to.equal(403);
  });

  it('opens a defect again that two units still see, and tells who follows and works on it', async () => {
    for (const holder of [bo, an]) expect((await answer(holder, BROKEN)).status).to.equal(303);
    expect(await status()).to.equal('reopened');
    for (const person of [{ actor: qa }, mei])
      expect(times(await noticesOf(person), `${defect} is open again`)).to.equal(1);
    const late = await answer(mei);
    expect(late.status).to.equal(409);
    expect((await app.visitor().get(RELEASE)).text).to.contain('2 contradictions');
  });

  it('opens it again for one unit with a new report', async () => {
    const old = refOf(await sendReport(bo.actor, bo.unit, { build: '3.0.12' }));
    app.clock.advance(DAY);
    const [card = ''] = await cardsOf(mei.actor);
    expect((await mei.actor.post(card, { ...BROKEN, report: old })).status).to.equal(422);
    const fresh = refOf(await sendReport(mei.actor, mei.unit, { build: '3.0.12', text: 'Again' }));
    expect((await mei.actor.post(card, { ...BROKEN, report: fresh })).status).to.equal(303);
    expect(await status()).to.equal('reopened');
  });

  it('asks anew about a newer build, and forgets answers about the older', async () => {
    for (const holder of [bo, an]) await answer(holder, BROKEN);
    await releaseFix(app, qa, defect, '3.0.13');
    expect(await cardsOf(mei.actor)).to.have.length(2);
    expect((await answer(bo, FIXED)).status).to.equal(422);
    expect((await answer(bo, { ...FIXED, build: '3.0.13' })).status).to.equal(303);
    expect(await status()).to.equal('resolved');
    expect((await answer(an, { ...FIXED, build: '3.0.14' })).status).to.equal(303);
    expect(await status()).to.equal('verified');
  });

  it('finds by itself what nobody was told of', async () => {
    const { connection } = app.container.database;
    const jobs = async () => {
      app.clock.advance(60_000);
      for (const job of app.container.retests.jobs) await job.run();
    };
    // A process died when it had asked one unit: the plan is made again as it was.
    const [card = ''] = await cardsOf(mei.actor);
    const id = card.split('/').at(-1);
    await connection.collection('retest_plans').deleteMany({});
    await connection.collection('retest_trials').deleteMany({});
    await connection.collection<{ _id: string }>('retests').deleteMany({ _id: { $ne: id ?? '' } });
    await Promise.all([jobs(), jobs()]);
    for (const holder of [mei, bo, an]) {
      expect(await cardsOf(holder.actor)).to.have.length(1);
      expect(times(await noticesOf(holder), 'Please try one fix on your unit.')).to.equal(1);
    }
    // It died between an answer and its verdict.
    await connection.collection<{ _id: string }>('retests').updateOne(
      { _id: id ?? '' },
      {
        $set: { isOpen: false, isDue: true },
        $push: { answers: { ...FIXED, personId: mei.actor.id, reason: '', at: app.clock.now() } },
      },
    );
    await jobs();
    expect(await status()).to.equal('verified');
  });

  it('asks nobody any longer after four weeks', async () => {
    app.clock.advance(29 * DAY);
    await app.container.jobs.runAll();
    expect((await mei.actor.get('/retests')).text).to.contain('Not asked any more');
  });

  describe('and logs', () => {
    const regress = () =>
      app.container.crashes.jobs.find(({ name }) => name === REGRESSION_JOB)!.run();

    it('of a build with the fix open the defect again once and tell who follows it', async () => {
      await sendNightCrash(app, bo, '3.0.13');
      expect(await status()).to.equal('reopened');
      expect(
        times(await noticesOf(mei), `${defect} is open again: a log from build 3.0.13`),
      ).to.equal(1);
      expect(await noticesOf({ actor: qa })).to.contain('3.0.13');
      await sendNightCrash(app, an, '3.0.13');
      const { history } = await app.container.defects.service.byRef(defect);
      expect(history.filter(({ action }) => action === 'contradict')).to.have.length(1);
      expect((await app.visitor().get(RELEASE)).text).to.contain('1 contradiction');
    });

    it('let no answer from before them verify the same build when it is claimed again', async () => {
      for (const holder of [bo, an]) await answer(holder, { result: 'cannot_test' });
      const [card = ''] = await cardsOf(bo.actor);
      expect((await bo.actor.post(card, FIXED)).status).to.equal(303);
      app.clock.advance(60_000);
      await sendNightCrash(app, an, '3.0.13');
      expect(await status()).to.equal('reopened');
      app.clock.advance(60_000);
      const claimed = await qa.post(`/defects/${defect}/resolve`, { fixBuild: '3.0.12' });
      expect(claimed.status).to.equal(303);
      expect((await answer(an)).status).to.equal(303);
      expect(await status()).to.equal('resolved');
      expect((await bo.actor.get('/retests')).text).to.contain('Please try');
      expect((await bo.actor.get(card)).text).to.contain('your earlier answer no longer counts');
      expect((await bo.actor.post(card, FIXED)).status).to.equal(303);
      expect(await status()).to.equal('verified');
    });

    for (const build of ['3.0.11', '9.9.9'])
      it(`of build ${build} never do`, async () => {
        await sendNightCrash(app, bo, build);
        expect(await status()).to.equal('resolved');
      });

    it('that come to several processes at once open it once', async () => {
      await sendReport(bo.actor, bo.unit, { build: '3.0.12' }, []);
      const { service } = app.container.defects;
      const id = await idOf(defect);
      const seen = { build: '3.0.12', at: app.clock.now() };
      const told = await Promise.all(
        Array.from({ length: 6 }, () => app.container.retests.contradictByLog(id, seen)),
      );
      expect(told.filter(Boolean)).to.have.length(1);
      await Promise.all([regress(), regress()]);
      expect((await service.byRef(defect)).history.at(-1)).to.include({ byId: null });
    });

    for (const name of ['java-threadtime.log', 'tombstone.txt', 'anr-trace.txt'])
      it(`like ${name} do so from the build on that has the fix`, async () => {
        const log = await readFile(`test/fixtures/logs/${name}`);
        const other = await seedDefect(qa, [await sendNightCrash(app, mei, '3.0.12', log)], name);
        const statusOf = async () => (await app.container.defects.service.byRef(other)).status;
        await releaseFix(app, qa, other, '3.0.13');
        await sendNightCrash(app, bo, '3.0.12', log);
        expect(await statusOf()).to.equal('resolved');
        await sendNightCrash(app, bo, '3.0.13', log);
        expect(await statusOf()).to.equal('reopened');
      });

    it('of what was merged speak against what stands for it', async () => {
      const child = await seedDefect(qa, [await sendNightCrash(app, an, '3.0.11')], 'Night mode');
      await app.container.defects.merges.merge(child, defect, '', qa);
      await app.container.retests.contradictByLog(await idOf(child), {
        ...{ build: '3.0.12', at: app.clock.now() },
      });
      expect(await status()).to.equal('reopened');
    });
  });
});
