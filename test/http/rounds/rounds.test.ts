import { expect } from 'chai';
import { DAY, HOUR, later } from '../../../src/kernel/clock.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { ANSWERS, seedApplication, seedRound } from '../../support/rounds.js';

const words = {
  titleEn: 'Second batch',
  titleZh: '第二批',
  summaryEn: 'For photographers.',
  summaryZh: '为摄影爱好者准备。',
  agreementEn: 'Show it to nobody.',
  agreementZh: '不要给别人看。',
  closesAt: '2026-03-20T22:00',
  offerHours: '48',
};
const seats = { quota1Seats: '40', quota1Mode: 'draw' };
const question = {
  q1LabelEn: 'Which camera do you use?',
  q1LabelZh: '你用什么相机？',
  q1Kind: 'choice',
  q1Options: 'None | 不用\nMirrorless | 微单',
  q1Required: 'yes',
};
const program = (slug: string, code: string) => ({
  slug,
  nameEn: 'Vega',
  nameZh: 'Vega 项目',
  code,
  modelName: 'Vega 1',
  revisions: 'EVT, DVT',
  zone: 'America/New_York',
});

describe('rounds over HTTP', () => {
  let app: TestApp;
  let admin: Actor;
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
  });
  after(() => app.stop());

  it('go from programme to published round, in the zone of the programme', async () => {
    expect((await admin.post('/admin/programs', program('vega', 'vega-1'))).status).to.equal(303);
    const build = { model: 'VEGA-1', version: '1.0.1', branch: 'Beta' };
    expect((await admin.post('/admin/builds', build)).status).to.equal(303);
    expect((await admin.post('/admin/builds', build)).status).to.equal(422);
    const nameless = await admin.post('/admin/builds', { ...build, branch: 'no branch' });
    expect(nameless.text).to.contain('Use small letters, digits and hyphens');
    const listed = await admin.get('/admin/builds/VEGA-1');
    expect(listed.text).to.contain('1.0.1').and.contain('beta');
    const made = await admin.post('/admin/rounds', {
      ...words,
      ...seats,
      ...question,
      program: 'vega',
      slug: 'second',
      opensAt: '2026-03-05T10:00',
    });
    expect(made.headers['location']).to.equal('/admin/rounds/second');
    const round = await app.container.rounds.service.roundBySlug('second');
    expect(round?.opensAt.toISOString()).to.equal('2026-03-05T15:00:00.000Z');
    // The clocks of New York change on 8 March 2026.
    expect(round?.closesAt.toISOString()).to.equal('2026-03-21T02:00:00.000Z');
    expect((await app.visitor().get('/rounds/second')).status).to.equal(404);
    expect((await admin.post('/admin/rounds/second/publish')).status).to.equal(303);
    const shown = await app.visitor('zh-CN').get('/rounds/second');
    expect(shown.text).to.contain('第二批').and.contain('不要给别人看。').and.contain('微单');
    expect((await app.visitor().get('/rounds')).text).to.contain('Second batch');
    expect((await admin.post('/admin/rounds/second/publish')).status).to.equal(409);
  });

  it('give a refused form back with what was typed, rows of questions too', async () => {
    await admin.post('/admin/programs', program('vega-b', 'VEGA-1'));
    const answer = await admin.post('/admin/rounds', {
      ...words,
      ...seats,
      ...question,
      q1Options: 'Only one | 只有一个',
      program: 'vega-b',
      slug: 'Bad Slug',
      opensAt: '2026-03-05T10:00',
      titleZh: '保留这句',
    });
    expect(answer.status).to.equal(422);
    expect(answer.text)
      .to.contain('保留这句')
      .and.contain('Only one | 只有一个')
      .and.contain('Bad Slug')
      .and.contain('value="2026-03-05T10:00"');
  });

  it('refuse a closing time before the opening time beside that field', async () => {
    const answer = await admin.post('/admin/rounds', {
      ...words,
      ...seats,
      program: 'vega',
      slug: 'backwards',
      opensAt: '2026-03-21T10:00',
    });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('id="f-closesAt-error"');
  });

  it('take an unknown programme for an answer that was not offered', async () => {
    const made = { ...words, program: 'nowhere', slug: 'lost', opensAt: '2026-03-05T10:00' };
    expect((await admin.post('/admin/rounds', made)).status).to.equal(422);
  });

  it('keep opening time and questions from the opening on, and the agreement in versions', async () => {
    const round = await seedRound(app);
    const path = `/admin/rounds/${round.slug}`;
    expect((await admin.get(path)).text).not.to.contain('name="q1LabelEn"');
    const saved = await admin.post(path, { ...words, revision: '0' });
    expect(saved.status).to.equal(303);
    const edited = await app.container.rounds.service.roundById(round.id);
    expect(edited?.questions).to.deep.equal(round.questions);
    expect(edited?.opensAt).to.deep.equal(round.opensAt);
    expect(edited?.agreement.version).to.equal(2);
    expect(edited?.earlierAgreements).to.deep.equal([round.agreement]);
    const late = await admin.post(path, { ...words, revision: '1', opensAt: '2026-03-05T10:00' });
    expect(late.status).to.equal(409);
    const stale = await admin.post(path, { ...words, titleEn: 'My title', revision: '0' });
    expect(stale.status).to.equal(409);
    expect(stale.text).to.contain('My title').and.contain('name="revision" value="1"');
  });

  it('refuse a programme that cannot be and keep what was typed', async () => {
    for (const [field, value] of [
      ['slug', 'vega'],
      ['code', 'ORION 2'],
      ['zone', 'Mars/Base'],
      ['revisions', 'EVT/1'],
    ] as const) {
      const answer = await admin.post('/admin/programs', {
        ...program(`other-${field}`, 'OTHER'),
        [field]: value,
      });
      expect(answer.status, field).to.equal(422);
      expect(answer.text, field).to.contain(`value="${value}"`);
    }
  });

  it('end at once and for good', async () => {
    const round = await seedRound(app);
    const mei = await app.tester();
    expect((await admin.post(`/admin/rounds/${round.slug}/end`)).status).to.equal(303);
    expect((await admin.post(`/admin/rounds/${round.slug}/end`)).status).to.equal(409);
    expect((await mei.post(`/rounds/${round.slug}/apply`, ANSWERS)).status).to.equal(409);
  });
});

describe('applications over HTTP', () => {
  let app: TestApp;
  let mei: Actor;
  before(async () => {
    app = await startTestApp();
    mei = await app.tester();
  });
  after(() => app.stop());
  const mine = (actor: Actor) => app.container.rounds.applications.mine(actor.id);

  it('are handed in, changed, withdrawn and handed in again under one reference', async () => {
    const round = await seedRound(app);
    const path = `/rounds/${round.slug}`;
    expect((await mei.get(`${path}/apply`)).text).to.contain('Why you?');
    expect((await mei.post(`${path}/apply`, ANSWERS)).headers['location']).to.equal(path);
    const [first] = await mine(mei);
    expect(first).to.deep.include({ state: 'submitted', city: '重庆' });
    expect((await mei.get(path)).text).to.contain(first!.ref);
    await mei.post(`${path}/apply`, { ...ANSWERS, 'answer-years': '4' });
    expect((await mei.get(`${path}/apply`)).text).to.contain('value="4"');
    expect((await mei.post(`${path}/withdraw`)).status).to.equal(303);
    expect((await mine(mei))[0]).to.include({ ref: first!.ref, state: 'withdrawn' });
    await mei.post(`${path}/apply`, ANSWERS);
    expect((await mine(mei))[0]).to.include({ ref: first!.ref, state: 'submitted' });
  });

  it('come back with what was typed when an answer does not fit', async () => {
    const round = await seedRound(app);
    const answer = await mei.post(`/rounds/${round.slug}/apply`, {
      ...ANSWERS,
      'answer-years': 'three',
      'answer-why': 'A reason worth keeping',
    });
    expect(answer.status).to.equal(422);
    expect(answer.text)
      .to.contain('A reason worth keeping')
      .and.contain('value="three"')
      .and.contain('href="#f-answer-years"');
  });

  it('refuse a field that the round does not ask for', async () => {
    const round = await seedRound(app);
    for (const extra of [{ 'answer-role': 'admin' }, { state: 'held' }, { roundId: 'x' }]) {
      const answer = await mei.post(`/rounds/${round.slug}/apply`, { ...ANSWERS, ...extra });
      expect(answer.status, Object.keys(extra)[0]).to.equal(422);
    }
  });

  it('are one, whatever a nervous thumb sends', async () => {
    const round = await seedRound(app);
    const tao = await app.tester('Tao');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => tao.post(`/rounds/${round.slug}/apply`, ANSWERS)),
    );
    expect(answers.map((answer) => answer.status)).to.deep.equal(Array(20).fill(303));
    expect(await mine(tao)).to.have.length(1);
  });

  it('are taken up to the closing instant and not at it', async () => {
    const round = await seedRound(app, { closesAt: later(app.clock.now(), HOUR) });
    const [late, early] = [await app.tester('Late'), await app.tester('Early')];
    app.clock.advance(HOUR - 1);
    expect((await early.post(`/rounds/${round.slug}/apply`, ANSWERS)).status).to.equal(303);
    app.clock.advance(1);
    const answer = await late.post(`/rounds/${round.slug}/apply`, ANSWERS);
    expect(answer.status).to.equal(409);
    expect(answer.text).to.contain('takes no applications right now');
    expect((await early.post(`/rounds/${round.slug}/withdraw`)).status).to.equal(409);
    expect((await late.get(`/rounds/${round.slug}/apply`)).status).to.equal(303);
  });

  it('show another person nothing of them', async () => {
    const round = await seedRound(app);
    const { ref } = await seedApplication(app, round, mei);
    const other = await app.tester('Other');
    expect((await other.get(`/rounds/${round.slug}`)).text).not.to.contain(`${ref}<`);
    expect((await other.post(`/rounds/${round.slug}/withdraw`)).status).to.equal(404);
  });
});

describe('who may see and do what with rounds', () => {
  let app: TestApp;
  const actors: Record<string, Actor> = {};
  before(async () => {
    app = await startTestApp();
    await seedRound(app, { slug: 'open' });
    await seedRound(app, { slug: 'draft', publishedAt: null });
    await seedRound(app, {
      slug: 'coming',
      opensAt: later(app.clock.now(), DAY),
      closesAt: later(app.clock.now(), 2 * DAY),
    });
    actors['visitor'] = app.visitor();
    actors['tester'] = await app.tester();
    actors['qa'] = await app.qa();
    actors['admin'] = await app.admin();
    actors['tester and qa'] = await app.person('Both', ['tester', 'qa']);
  });
  after(() => app.stop());

  // 303 of a visitor is the way to the sign-in page.
  const TABLE: readonly [string, string, Record<string, number>][] = [
    ['get', '/rounds', { visitor: 200, tester: 200, qa: 200, admin: 200 }],
    ['get', '/rounds/open', { visitor: 200, tester: 200, qa: 200, admin: 200 }],
    ['get', '/rounds/draft', { visitor: 404, tester: 404, qa: 404, admin: 200 }],
    ['get', '/rounds/none', { visitor: 404, tester: 404, qa: 404, admin: 404 }],
    ['get', '/rounds/No such', { visitor: 404, tester: 404, qa: 404, admin: 404 }],
    [
      'get',
      '/rounds/open/apply',
      { visitor: 303, tester: 200, qa: 403, admin: 403, 'tester and qa': 403 },
    ],
    ['get', '/rounds/coming/apply', { visitor: 303, tester: 303, qa: 403, admin: 403 }],
    ['get', '/rounds/draft/apply', { visitor: 303, tester: 404, qa: 403, admin: 403 }],
    ['post', '/rounds/open/apply', { visitor: 401, tester: 422, qa: 403, admin: 403 }],
    ['post', '/rounds/open/withdraw', { visitor: 401, tester: 404, qa: 403, admin: 403 }],
    ['get', '/admin/rounds', { visitor: 303, tester: 403, qa: 403, admin: 200 }],
    ['get', '/admin/rounds/new', { visitor: 303, tester: 403, qa: 403, admin: 200 }],
    ['get', '/admin/rounds/open', { visitor: 303, tester: 403, qa: 403, admin: 200 }],
    ['get', '/admin/rounds/draft', { visitor: 303, tester: 403, qa: 403, admin: 200 }],
    ['get', '/admin/rounds/none', { visitor: 303, tester: 403, qa: 403, admin: 404 }],
    ['get', '/admin/programs', { visitor: 303, tester: 403, qa: 403, admin: 200 }],
    ['post', '/admin/rounds', { visitor: 401, tester: 403, qa: 403, admin: 422 }],
    ['post', '/admin/rounds/open', { visitor: 401, tester: 403, qa: 403, admin: 422 }],
    ['post', '/admin/rounds/none/publish', { visitor: 401, tester: 403, qa: 403, admin: 404 }],
    ['post', '/admin/rounds/none/end', { visitor: 401, tester: 403, qa: 403, admin: 404 }],
    ['post', '/admin/programs', { visitor: 401, tester: 403, qa: 403, admin: 422 }],
    ['post', '/admin/builds', { visitor: 401, tester: 403, qa: 403, admin: 422 }],
  ];
  for (const [method, path, expected] of TABLE)
    it(`answers ${method} ${path} by role`, async () => {
      for (const [role, status] of Object.entries(expected)) {
        const actor = actors[role]!;
        const answer = await (method === 'get' ? actor.get(path) : actor.post(path));
        expect(answer.status, role).to.equal(status);
      }
    });

  it('refuses the application of staff, also of a tester who joined the staff', async () => {
    for (const role of ['qa', 'admin', 'tester and qa'])
      expect((await actors[role]!.post('/rounds/open/apply', ANSWERS)).status, role).to.equal(403);
  });
});
