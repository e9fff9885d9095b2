import { expect } from 'chai';
import { DAY, later } from '../../../src/kernel/clock.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { giveUnit, seedOffer } from '../../support/allocations.js';
import { both, seedRound } from '../../support/rounds.js';

describe('home over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('promises something even before there is a round', async () => {
    const page = await app.visitor().get('/');
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('No round is open right now');
    expect(page.text.match(/<h1/g)).to.have.length(1);
  });

  it('names open and coming rounds, no drafts and no ended ones', async () => {
    const now = app.clock.now();
    const named = (en: string) => ({ title: both(en, `中文 ${en}`) });
    await seedRound(app, named('Open one'));
    await seedRound(app, { ...named('Coming one'), opensAt: later(now, DAY) });
    await seedRound(app, { ...named('Draft one'), publishedAt: null });
    await seedRound(app, { ...named('Ended one'), endedAt: later(now, -1000) });
    const { text } = await app.visitor().get('/');
    expect(text).to.contain('Open one').and.contain('Coming one');
    expect(text).not.to.contain('Draft one').and.not.to.contain('Ended one');
    expect((await app.visitor('zh-CN').get('/')).text).to.contain('中文 Open one');
  });

  it('leads everybody to their own work', async () => {
    expect((await (await app.tester()).get('/')).text).to.contain('href="/report"');
    expect((await (await app.qa()).get('/')).text).to.contain('href="/desk"');
    expect((await (await app.qa()).get('/me')).text).to.contain('Open the desk');
    expect((await (await app.admin()).get('/me')).text).to.contain('/admin/rounds');
    expect((await app.visitor().get('/me')).status).to.equal(303);
  });

  it('tells a tester the next duty from application to badge', async () => {
    const round = await seedRound(app);
    const mei = await app.tester('Duty');
    expect((await mei.get('/me')).text).to.contain('Apply for an engineering unit');
    const li = await app.tester('Offered');
    await seedOffer(app, round, li);
    expect((await li.get('/me')).text).to.contain('A unit is offered to you');
    const fan = await app.tester('Holder');
    const unit = await giveUnit(app, round, fan);
    const me = await fan.get('/me');
    expect(me.text).to.contain('Send your first report').and.contain(unit.ref);
    expect(me.text).to.contain('Honorary member').and.contain('nothing is expected yet');
    expect((await mei.get('/me')).text)
      .not.to.contain('home.week')
      .and.not.to.contain('This week');
    app.clock.advance(14 * DAY);
    const due = (await fan.get('/me')).text;
    expect(due).to.match(/one sign of life is still due\. Until <time[^]*href="\/standing"/);
    await fan.post('/standing/heartbeat', { build: '' });
    expect((await fan.get('/me')).text).to.contain('This week: done.');
    expect((await app.visitor().get('/')).text).to.contain('Holder');
  });

  it('shows a person with badges and nothing private', async () => {
    const mei = await app.tester('Public');
    const page = await app.visitor().get(`/people/${mei.handle}`);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('Public').and.contain('No badge yet');
    expect(page.text).not.to.contain('@example.com');
    for (const handle of ['nobody-here', 'A%00', 'x'.repeat(80)])
      expect((await app.visitor().get(`/people/${handle}`)).status).to.equal(404);
  });
});
