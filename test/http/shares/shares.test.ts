import { expect } from 'chai';
import { DAY } from '../../../src/kernel/clock.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedApplication, seedRound } from '../../support/rounds.js';
import { clickModel } from '../../../src/features/shares/share-schema.js';
import { codesOf, PHONE, seedLink } from '../../support/shares.js';

describe('shares over HTTP', () => {
  let app: TestApp;
  let round: Round;
  before(async () => {
    app = await startTestApp();
    round = await seedRound(app);
  });
  after(() => app.stop());

  const visit = (code: string, headers: Record<string, string> = {}, who: Actor = app.visitor()) =>
    who.agent
      .get(`/s/${code}`)
      .redirects(0)
      .set({ 'User-Agent': PHONE, ...headers });

  const kindsOf = async (linkId: string) => {
    await app.container.shares.flush();
    const rows = await clickModel(app.container.database.connection).find({ linkId }).lean();
    return rows.map(({ kind }) => kind).sort();
  };

  it('makes a link for a round and leads its visitors on', async () => {
    const mei = await app.tester('Link');
    await seedApplication(app, round, mei);
    const made = await mei.post('/shares/links', {
      round: round.slug,
      landing: `/rounds/${round.slug}`,
    });
    expect(made.status).to.equal(303);
    const [code] = await codesOf(app, mei.id);
    expect((await mei.get('/shares')).text).to.contain(`/s/${code}`);
    const answer = await visit(code!.toLowerCase());
    expect(answer.status).to.equal(302);
    expect(answer.headers['location']).to.equal(`/rounds/${round.slug}`);
    expect(answer.headers['cache-control']).to.equal('private, no-store');
    expect(answer.headers['set-cookie']).to.equal(undefined);
    expect((await visit(code!, {}, app.visitor())).status).to.equal(302);
  });

  for (const landing of ['https://evil.example', '//evil.example', '/admin/people', ''])
    it(`makes no link to ${landing || 'nothing'}`, async () => {
      const mei = await app.tester('Away');
      await seedApplication(app, round, mei);
      const answer = await mei.post('/shares/links', { round: round.slug, landing });
      expect(answer.status).to.equal(422);
      expect(await codesOf(app, mei.id)).to.deep.equal([]);
    });

  it('makes no link for a round that one has not applied to', async () => {
    const mei = await app.tester('Stranger');
    const answer = await mei.post('/shares/links', { round: round.slug, landing: '/' });
    expect(answer.status).to.equal(422);
  });

  it('answers an unknown code with a page that says so', async () => {
    const answer = await visit('0000000');
    expect(answer.status).to.equal(404);
    expect(answer.text).to.contain('<h1');
  });

  it('keeps robots, own visits, repeats and visitors apart', async () => {
    const mei = await app.tester('Kinds');
    const link = await seedLink(app, round, mei);
    await mei.get('/shares');
    await visit(link.code);
    await visit(link.code);
    await visit(link.code, { 'User-Agent': `${PHONE} another` });
    await visit(link.code, { 'User-Agent': 'curl/8.5.0' });
    await visit(link.code, { 'User-Agent': '' });
    await visit(link.code, {}, mei);
    expect(await kindsOf(link.id)).to.deep.equal([
      ...['bot', 'bot', 'counted', 'counted', 'own', 'repeat'],
    ]);
  });

  it('loses no visit that is under way when the site closes', async () => {
    const other = await startTestApp();
    const link = await seedLink(other, await seedRound(other), await other.tester('Close'));
    const visits = Array.from({ length: 50 }, async () => {
      const found = await other.container.shares.visits.find(link.code);
      void other.container.shares.visits.count(found!, {
        ip: '203.0.113.9',
        userAgent: PHONE,
        ownMark: undefined,
      });
    });
    await Promise.all(visits);
    await other.container.shares.close();
    const { connection } = other.container.database;
    expect(await clickModel(connection).countDocuments({})).to.equal(50);
    await other.stop();
  });

  it('does not count HEAD and what is fetched ahead of a decision', async () => {
    const link = await seedLink(app, round, await app.tester('Ahead'));
    const head = await app.visitor().agent.head(`/s/${link.code}`).redirects(0);
    expect(head.status).to.equal(302);
    for (const headers of [
      { 'Sec-Purpose': 'prefetch;prerender' },
      { Purpose: 'prefetch' },
      { 'X-Purpose': 'preview' },
    ])
      expect((await visit(link.code, headers)).status).to.equal(302);
    expect(await kindsOf(link.id)).to.deep.equal([]);
  });

  it('registers a post once, however its address is written', async () => {
    const mei = await app.tester('Poster');
    await seedApplication(app, round, mei);
    const register = (url: string) => mei.post('/shares/posts', { round: round.slug, url });
    const answer = await register('看看 https://weibo.com/1642585887/z0JH2lOMb?from=x，转发');
    expect(answer.status).to.equal(303);
    expect((await mei.get('/shares')).text).to.contain(
      'https://m.weibo.cn/detail/3501756485200075',
    );
    const again = await register('https://m.weibo.cn/status/3501756485200075');
    expect(again.status).to.equal(422);
    expect(again.text).to.contain('already');
    const short = await register('https://t.cn/A6abc');
    expect(short.status).to.equal(422);
    expect(short.text).to.contain('https://t.cn/A6abc');
    const other = await app.tester('Other');
    await seedApplication(app, round, other);
    const theirs = { round: round.slug, url: 'https://weibo.com/1642585887/z0JH2lOMb' };
    expect((await other.post('/shares/posts', theirs)).status).to.equal(303);
  });

  it('shows the reach of a round to staff whole and to a tester their own', async () => {
    const own = await seedRound(app);
    const [mei, li] = [await app.tester('Reach'), await app.tester('Rival')];
    const [link, rival] = [await seedLink(app, own, mei), await seedLink(app, own, li)];
    await visit(link.code);
    await visit(rival.code);
    await visit(rival.code, { 'User-Agent': `${PHONE} another` });
    await app.container.shares.flush();
    const path = `/rounds/${own.slug}/reach`;
    const all = await (await app.qa()).get(path);
    expect(all.text).to.contain(mei.handle).and.contain(li.handle);
    expect(all.text).to.contain('What the testers of this round brought here');
    const mine = await mei.get(path);
    expect(mine.status).to.equal(200);
    expect(mine.text).not.to.contain(li.handle);
    expect(mine.text)
      .to.match(/<dd>1<\/dd>/)
      .and.not.match(/<dd>3<\/dd>/);
    expect((await app.visitor().get(path)).status).to.equal(303);
    expect((await mei.get('/rounds/nowhere/reach')).status).to.equal(404);
    const draft = await seedRound(app, { publishedAt: null });
    expect((await mei.get(`/rounds/${draft.slug}/reach`)).status).to.equal(404);
  });

  it('draws both languages', async () => {
    const mei = await app.tester('林美', 'zh-CN');
    await seedLink(app, round, mei);
    const page = await mei.get('/shares');
    expect(page.text).to.contain('数据是怎么来的').and.contain('自己访问');
  });

  it('is for testers', async () => {
    expect((await (await app.qa()).get('/shares')).status).to.equal(403);
    expect((await app.visitor().get('/shares')).status).to.equal(303);
  });

  it('stores no address of a visitor anywhere', async () => {
    const link = await seedLink(app, round, await app.tester('Private'));
    await visit(link.code);
    await app.container.shares.flush();
    const { db } = app.container.database.connection;
    const collections = await db!.listCollections().toArray();
    for (const { name } of collections) {
      const documents = await db!.collection(name).find({}).toArray();
      expect(JSON.stringify(documents), name).not.to.contain('127.0.0.1');
    }
  });

  it('forgets who came after two days and keeps the figures', async () => {
    const mei = await app.tester('Later');
    const link = await seedLink(app, round, mei);
    await visit(link.code);
    await app.container.shares.flush();
    app.clock.advance(3 * DAY);
    await app.container.jobs.runAll();
    const { db } = app.container.database.connection;
    expect(await db!.collection('day_salts').countDocuments({})).to.equal(0);
    expect((await mei.get('/shares')).text).to.contain('1 visitor');
  });
});
