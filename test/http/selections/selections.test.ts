import { expect } from 'chai';
import { verify, type DrawFile } from '../../../src/features/selections/verify.js';
import { SECOND } from '../../../src/kernel/clock.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { ANSWERS, both, QUESTIONS } from '../../support/rounds.js';
import { BEACON, closeRound, quota, seedApplicants, seedDraw } from '../../support/selections.js';

describe('a selection by lot', () => {
  let app: TestApp;
  let admin: Actor;
  let tester: Actor;
  before(async () => {
    app = await startTestApp();
    [admin, tester] = await Promise.all([app.admin(), app.tester('Mei')]);
  });
  after(() => app.stop());

  const steps = (slug: string) => ({
    console: `/admin/rounds/${slug}/selection`,
    freeze: () => admin.post(`/admin/rounds/${slug}/selection/freeze`),
    beacon: (value: object = BEACON) =>
      admin.post(`/admin/rounds/${slug}/selection/beacon`, value as Record<string, string>),
    decide: () => admin.post(`/admin/rounds/${slug}/selection/decide`),
  });
  const sweep = () => app.container.selections.service.sweep();

  it('goes from the commitment to a result that anybody can make again', async () => {
    const round = await seedDraw(app, { seats: 3 });
    const { freeze, beacon, decide } = steps(round.slug);
    const page = `/rounds/${round.slug}/draw`;
    const applied = await tester.post(`/rounds/${round.slug}/apply`, ANSWERS);
    expect(applied.status, applied.text).to.equal(303);
    await seedApplicants(app, round, 9);
    expect((await tester.get(page)).text).to.include('The seed is fixed');
    await sweep();
    const committed = await tester.get(page);
    const [commitment] = /[0-9a-f]{64}/.exec(committed.text) ?? [];
    expect(commitment).to.match(/^[0-9a-f]{64}$/);
    for (const name of ['draw.json', 'list.csv', 'result.csv'])
      expect((await tester.get(`${page}/${name}`)).status, name).to.equal(404);

    closeRound(app);
    expect((await freeze()).status).to.equal(303);
    const list = await app.visitor().get(`${page}/list.csv`);
    expect(list.status).to.equal(200);
    expect(list.text.split('\n')).to.have.length(12);
    expect((await tester.get(`${page}/result.csv`)).status).to.equal(404);
    const early = JSON.parse((await tester.get(`${page}/draw.json`)).text) as DrawFile;
    expect(early).to.include({ commitment, seed: null, resultHash: null, listed: 10 });
    expect((await tester.get(page)).text).to.include('You are on the list');

    expect((await beacon()).status).to.equal(303);
    expect((await decide()).status).to.equal(303);
    const draw = JSON.parse((await tester.get(`${page}/draw.json`)).text) as DrawFile;
    const result = await tester.get(`${page}/result.csv`);
    expect(verify({ draw, list: list.text, result: result.text })).to.equal(undefined);
    expect(result.text.match(/,all,[123]$/gm)).to.have.length(3);
    expect(result.headers['cache-control']).to.include('immutable');
    expect(list.headers['cache-control']).to.include('no-store');

    const shown = await tester.get(page);
    expect(shown.text).to.include(draw.seed).and.include(BEACON.value).and.include('verify-draw');
    const [application] = await app.container.rounds.applications.mine(tester.id);
    const mine = await app.container.selections.service.rowOf(application!.id);
    expect(shown.text).to.include(mine!.publishedId);
    expect(list.text).to.include(mine!.publishedId);
    expect(list.text).not.to.include(application!.id).and.not.to.include(application!.ref);
    expect(mine!.rank).to.be.within(1, 10);
    expect(mine!.quotaKey === null).to.equal(mine!.waitlistPlace !== null);
    const again = await app.container.rounds.service.roundById(round.id);
    expect(again!.decidedAt).to.deep.equal(app.clock.now());
    expect((await app.visitor('zh-CN').get(page)).text).to.include('名额怎么分');
  });

  it('refuses every step out of turn with the state and the step that comes next', async () => {
    const round = await seedDraw(app);
    const { freeze, beacon, decide, console } = steps(round.slug);
    await seedApplicants(app, round, 4);
    for (const step of [freeze, beacon, decide]) {
      const refused = await step();
      expect(refused.status).to.equal(409);
      expect(refused.text).to.include('still takes applications');
    }
    expect((await admin.get(console)).text).to.include('Applications are still coming in');
    closeRound(app);
    for (const step of [beacon, decide]) {
      const refused = await step();
      expect(refused.status).to.equal(409);
      expect(refused.text).to.include('Freeze it next');
    }
    await freeze();
    for (const step of [freeze, decide]) {
      const refused = await step();
      expect(refused.status).to.equal(409);
      expect(refused.text).to.include('Enter the public value next');
    }
    await beacon();
    for (const step of [freeze, beacon]) expect((await step()).status).to.equal(409);
    await decide();
    for (const step of [freeze, beacon, decide]) {
      const refused = await step();
      expect(refused.status).to.equal(409);
      expect(refused.text).to.include('given already');
    }
    expect((await admin.get(console)).text).to.include('The selection is over');
  });

  it('refuses to freeze while the last applications are stored', async () => {
    const round = await seedDraw(app);
    const { freeze, console } = steps(round.slug);
    app.clock.advance(round.closesAt.getTime() - app.clock.now().getTime() + SECOND);
    const refused = await freeze();
    expect(refused.status).to.equal(409);
    expect(refused.text).to.include('less than half a minute ago');
    expect((await admin.get(console)).text).to.include('Applications have just closed');
    app.clock.advance(30 * SECOND);
    expect((await freeze()).status).to.equal(303);
  });

  it('shows how far a long list got, and takes no other step meanwhile', async () => {
    const round = await seedDraw(app);
    const { freeze, beacon, console } = steps(round.slug);
    await seedApplicants(app, round, 2_001);
    closeRound(app);
    const begun = await freeze();
    expect(begun.status).to.equal(303);
    expect((await admin.get(console)).text).to.include('0 of 2,001 applications done');
    expect((await beacon()).status).to.equal(409);
    expect((await freeze()).status).to.equal(303);
    await app.container.selections.service.work();
    expect((await admin.get(console)).text).to.include('enter the public value');
  }).timeout(20_000);

  it('keeps what was typed when the public value is incomplete', async () => {
    const round = await seedDraw(app);
    const { freeze, beacon } = steps(round.slug);
    closeRound(app);
    await freeze();
    const refused = await beacon({ ...BEACON, link: 'no address' });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include(BEACON.value).and.include('https://');
    expect((await beacon({ ...BEACON, value: ' ' })).status).to.equal(422);
    expect((await beacon({ ...BEACON, link: 'javascript:alert(1)' })).status).to.equal(422);
    expect((await beacon()).status).to.equal(303);
  });

  it('leaves out who may not have a seat, counts them, and tells each why', async () => {
    const round = await seedDraw(app, {
      eligibility: {
        cities: ['重庆'],
        minAccountDays: 0,
        needsGoodStanding: false,
        refusesHolders: false,
      },
    });
    const { freeze, beacon, decide } = steps(round.slug);
    await seedApplicants(app, round, 5);
    const [outside] = await seedApplicants(app, round, 1, () => ({ city: '成都', ref: 'A-far' }));
    closeRound(app);
    await freeze();
    await beacon();
    await decide();
    const page = await tester.get(`/rounds/${round.slug}/draw`);
    expect(page.text).to.include('City outside the round');
    const view = await app.container.selections.service.rowOf(outside!.id);
    expect(view!.reasons.map(({ code }) => code)).to.deep.equal(['city_outside']);
    expect(view).to.include({ publishedId: null, weight: null, rank: null });
    const list = await tester.get(`/rounds/${round.slug}/draw/list.csv`);
    expect(list.text.split('\n')).to.have.length(7);
  });

  it('scores what the form asks, and fills the quotas by score from the best', async () => {
    const questions = QUESTIONS.map((question) =>
      question.key === 'use'
        ? {
            ...question,
            options: [
              { value: 'main', label: both('Main phone', '主力机'), points: 5 },
              { value: 'second', label: both('Second phone', '备用机'), points: 1 },
            ],
          }
        : question,
    );
    const round = await seedDraw(app, {
      questions,
      quotas: [quota('best', 3, { mode: 'merit' }), quota('rest', 2)],
    });
    const { freeze, beacon, decide } = steps(round.slug);
    const people = await seedApplicants(app, round, 8);
    closeRound(app);
    await freeze();
    await beacon();
    await decide();
    const views = await Promise.all(
      people.map(({ id }) => app.container.selections.service.rowOf(id)),
    );
    const best = views.filter((view) => view!.quotaKey === 'best');
    expect(best).to.have.length(3);
    for (const view of best) {
      expect(view!.parts).to.deep.include({
        key: 'answer',
        points: 5,
        facts: { en: 'Main phone or second?', zh: '主力机还是备用机？' },
      });
      expect(view).to.include({ source: 'merit', score: 5, weight: 6 });
    }
    expect(views.filter((view) => view!.quotaKey === 'rest')).to.have.length(2);
  });

  it('needs neither seed nor public value where nothing is drawn', async () => {
    const round = await seedDraw(app, {
      mode: 'merit',
      quotas: [quota('all', 2, { mode: 'merit' })],
    });
    const { freeze, decide } = steps(round.slug);
    await seedApplicants(app, round, 3);
    closeRound(app);
    await freeze();
    expect((await decide()).status).to.equal(303);
    const page = `/rounds/${round.slug}/draw`;
    expect((await tester.get(page)).text).not.to.include('The seed is fixed');
    const [facts, list, result] = await Promise.all(
      ['draw.json', 'list.csv', 'result.csv'].map((name) => tester.get(`${page}/${name}`)),
    );
    const draw = JSON.parse(facts!.text) as DrawFile;
    expect(verify({ draw, list: list!.text, result: result!.text })).to.equal(undefined);
  });

  it('shows in a dry run who would win how often, and stores nothing', async () => {
    const round = await seedDraw(app, {
      quotas: [quota('cq', 1, { city: '重庆' }), quota('all', 2)],
    });
    await seedApplicants(app, round, 6, (index) => ({ city: index < 2 ? '重庆' : '成都' }));
    const page = await admin.get(`${steps(round.slug).console}/dry-run`);
    expect(page.status).to.equal(200);
    expect(page.text).to.include('200 runs with 6 applicants').and.include('成都');
    expect((await tester.get(`/rounds/${round.slug}/draw`)).text).not.to.include('1 point');
    closeRound(app);
    expect((await steps(round.slug).freeze()).status).to.equal(303);
    const frozen = await admin.get(`${steps(round.slug).console}/dry-run`);
    expect(frozen.text).to.include('200 runs with 6 applicants');
  });

  it('is not there for drafts, other rounds and rounds without one', async () => {
    const draft = await seedDraw(app, { publishedAt: null });
    expect((await tester.get(`/rounds/${draft.slug}/draw`)).status).to.equal(404);
    expect((await admin.get(`/rounds/${draft.slug}/draw`)).status).to.equal(200);
    const { freeze } = steps(draft.slug);
    expect((await freeze()).text).to.include('Publish it first');
    expect((await tester.get('/rounds/nowhere/draw')).status).to.equal(404);
    const claimed = await seedDraw(app, {
      mode: 'first_come',
      quotas: [quota('all', 2, { mode: 'first_come' })],
    });
    expect((await admin.get(`/admin/rounds/${claimed.slug}/selection`)).status).to.equal(404);
  });
});
