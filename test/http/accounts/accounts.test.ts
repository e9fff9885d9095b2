import { expect } from 'chai';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../../support/app.js';

const fresh = (handle: string) => ({
  email: `${handle}@example.com`,
  handle,
  name: '林美 Mei',
  password: TEST_PASSWORD,
});

describe('accounts over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('signs a new tester up and in', async () => {
    const mei = app.visitor();
    const answer = await mei.post('/sign-up', fresh('mei'));
    expect(answer.status).to.equal(303);
    const settings = await mei.get('/me/settings');
    expect(settings.status).to.equal(200);
    expect(settings.text).to.contain('林美 Mei');
  });

  it('gives a refused form back with what was typed, without the password', async () => {
    const answer = await app
      .visitor('zh-CN')
      .post('/sign-up', { ...fresh('x'), email: 'not an address', password: 'short' });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('not an address').and.contain('lang="zh-CN"');
    expect(answer.text).not.to.contain('short"');
  });

  it('refuses a field that the form does not have', async () => {
    const answer = await app.visitor().post('/sign-up', { ...fresh('mallory'), roles: 'admin' });
    expect(answer.status).to.equal(422);
  });

  for (const password of ['password123', 'aaaaaaaa', 'hunter'])
    it(`refuses the password ${password}`, async () => {
      const answer = await app.visitor().post('/sign-up', { ...fresh('weak'), password });
      expect(answer.status).to.equal(422);
    });

  it('answers a wrong e-mail and a wrong password alike', async () => {
    await app.visitor().post('/sign-up', fresh('known'));
    const wrong = (email: string) =>
      app.visitor().post('/sign-in', { email, password: 'nonsense' });
    const [known, unknown] = await Promise.all([
      wrong('known@example.com'),
      wrong('nobody@example.com'),
    ]);
    expect(known.status).to.equal(401);
    expect(unknown.status).to.equal(401);
    expect(known.text.replace('known@', '')).to.equal(unknown.text.replace('nobody@', ''));
  });

  it('sends who is not signed in to the sign-in page and back again', async () => {
    const mei = await app.tester('Back');
    await mei.post('/sign-out');
    const away = await mei.get('/me/settings');
    expect(away.status).to.equal(303);
    expect(away.headers['location']).to.equal('/sign-in?next=%2Fme%2Fsettings');
    const back = await mei.post('/sign-in', {
      email: `${mei.handle}@example.com`,
      password: TEST_PASSWORD,
      next: '/me/settings',
    });
    expect(back.headers['location']).to.equal('/me/settings');
  });

  it('never goes to another site after signing in', async () => {
    const mei = await app.tester('Trap');
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const answer = await mei.post('/sign-in', {
        email: `${mei.handle}@example.com`,
        password: TEST_PASSWORD,
        next,
      });
      expect(answer.headers['location'], next).to.equal('/me');
    }
  });

  it('refuses a form that another site sends', async () => {
    const answer = await app
      .visitor()
      .agent.post('/sign-in')
      .set('Sec-Fetch-Site', 'cross-site')
      .type('form')
      .send({ email: 'a@example.com' });
    expect(answer.status).to.equal(403);
  });

  it('locks a suspended person out from the next request on, and lets them sign out', async () => {
    const [admin, mei] = [await app.admin(), await app.tester('Sus')];
    await admin.post(`/admin/people/${mei.handle}/suspend`);
    expect((await mei.get('/me/settings')).status).to.equal(403);
    expect((await mei.post('/sign-out')).status).to.equal(303);
    await admin.post(`/admin/people/${mei.handle}/restore`);
  });

  it('lets an invitation be used once, for the roles it names', async () => {
    const admin = await app.admin('Inviter');
    const answer = await admin.post('/admin/invitations', {
      email: 'lin@example.com',
      roles: ['qa'],
    });
    const [link] = /\/join\/[\w-]{43}/.exec(answer.text) ?? [];
    const lin = { handle: 'lin', name: 'Lin', password: TEST_PASSWORD };
    const joining = app.visitor();
    expect((await joining.post(link!, { ...lin, password: 'weak' })).status).to.equal(422);
    expect((await joining.post(link!, lin)).status).to.equal(303);
    expect((await app.visitor().post(link!, { ...lin, handle: 'lin2' })).status).to.equal(404);
    expect((await joining.get('/admin/people')).status).to.equal(403);
  });

  it('ends every session when a password is reset by link', async () => {
    const [admin, mei] = [await app.admin('Resetter'), await app.tester('Reset')];
    const answer = await admin.post(`/admin/people/${mei.handle}/reset-link`);
    const [link] = /\/reset\/[\w-]{43}/.exec(answer.text) ?? [];
    const other = app.visitor();
    expect((await other.post(link!, { password: 'another quiet morning' })).status).to.equal(303);
    expect((await mei.get('/me/settings')).status).to.equal(303);
    expect((await other.get('/me/settings')).status).to.equal(200);
  });
});

describe('the first admin', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('is made through the set-up link, by one of many who try at once', async () => {
    const token = await app.container.accounts.service.offerSetup();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        app.visitor().post(`/setup/${token}`, fresh(`boss-${n}`)),
      ),
    );
    expect(answers.filter((answer) => answer.status === 303)).to.have.length(1);
    expect(await app.container.accounts.service.offerSetup()).to.equal(undefined);
  });
});

describe('guessing', () => {
  it('is slowed down for one address and leaves another alone', async () => {
    const app = await startTestApp();
    const { service } = app.container.accounts;
    const strict = await startTestApp({
      config: {
        ...app.container.config,
        limits: { ...app.container.config.limits, guesses: { perPerson: 3, perAddress: 100 } },
      },
    });
    await service.offerSetup();
    const mei = await strict.tester('Guess');
    const guess = () =>
      strict
        .visitor()
        .post('/sign-in', { email: `${mei.handle}@example.com`, password: 'wrong-one' });
    for (let n = 0; n < 3; n += 1) expect((await guess()).status).to.equal(401);
    const refused = await guess();
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers['retry-after'])).to.be.greaterThan(0);
    const elsewhere = await strict.container.accounts.service.verify(
      `${mei.handle}@example.com`,
      TEST_PASSWORD,
      '203.0.113.9',
    );
    expect(elsewhere.id).to.equal(mei.id);
    await Promise.all([app.stop(), strict.stop()]);
  });
});
