import { expect } from 'chai';
import { giveUnit } from '../../support/allocations.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, sendReport } from '../../support/reports.js';
import { seedRound } from '../../support/rounds.js';

const CRASH = `E AndroidRuntime: FATAL EXCEPTION: main
E AndroidRuntime: Process: com.lanting.reader, PID: 4242
E AndroidRuntime: java.lang.NullPointerException: page of zhangwei is null
E AndroidRuntime: \tat com.lanting.reader.PageTurner.turn(PageTurner.java:7)
`;

/** The references that a page of results names. */
const refsIn = (html: string): string[] =>
  [
    ...new Set(
      [...html.matchAll(/href="\/(?:reports|crash-groups|defects)\/([RGD]-\d+)"/g)].map(
        ([, ref = '']) => ref,
      ),
    ),
  ].sort();

describe('the search page', () => {
  let app: TestApp;
  let mei: Actor;
  let bo: Actor;
  let lin: Actor;
  let ada: Actor;
  let crashed: string;
  let night: string;

  const found = async (who: Actor, query: string) =>
    refsIn((await who.get(`/search?q=${encodeURIComponent(query)}`)).text);

  before(async function () {
    this.timeout(60_000);
    app = await startTestApp();
    const round = await seedRound(app);
    [mei, bo, lin, ada] = await Promise.all([
      app.tester('Mei', 'zh-CN'),
      app.tester('Bo'),
      app.qa(),
      app.admin(),
    ]);
    const meis = await giveUnit(app, round, mei);
    const bos = await giveUnit(app, round, bo);
    const words = { text: '阅读器闪退\n翻页的时候。' };
    crashed = refOf(await sendReport(mei, meis, words, [['zhangwei.log', CRASH]]));
    night = refOf(
      await sendReport(bo, bos, { text: 'MediaPlayer stops\nIn night mode.', kind: 'problem' }),
    );
    await lin.post(`/reports/${crashed}/assign`);
    await app.container.jobs.runAll();
    await lin.post(`/reports/${crashed}/link`, { title: 'Reader closes 翻页闪退' });
    await app.container.jobs.runAll();
  });
  after(() => app.stop());

  it('shows staff what reports, crash groups and defects have the words', async () => {
    for (const who of [lin, ada]) {
      expect(await found(who, '闪退')).to.deep.equal(['D-1', crashed]);
      expect(await found(who, 'pageturner')).to.include('G-1');
      expect(await found(who, 'turner')).to.include('G-1');
      expect(await found(who, 'media stop')).to.deep.equal([night]);
      expect(await found(who, 'D-1')).to.deep.equal(['D-1', crashed]);
    }
  });

  it('shows a tester the own reports and the defects, and nothing of anybody else', async () => {
    expect(await found(mei, '闪退')).to.deep.equal(['D-1', crashed]);
    expect(await found(bo, '闪退')).to.deep.equal(['D-1']);
    expect(await found(bo, '翻页的时候')).to.deep.equal([]);
    expect(await found(bo, crashed)).to.deep.equal([]);
    expect(await found(mei, 'MediaPlayer')).to.deep.equal([]);
    for (const who of [mei, bo])
      expect((await found(who, 'reader')).filter((ref) => ref.startsWith('G'))).to.deep.equal([]);
  });

  it('shows a visitor the defects alone', async () => {
    const visitor = app.visitor();
    expect(await found(visitor, '闪退')).to.deep.equal(['D-1']);
    expect(await found(visitor, 'is:open')).to.deep.equal(['D-1']);
    for (const query of [
      'MediaPlayer',
      crashed,
      'G-1',
      'kind:java',
      'in:reports is:open',
      'unit:U-0001',
    ])
      expect(await found(visitor, query), query).to.deep.equal([]);
  });

  it('never finds a line of a log or the name of a file', async () => {
    for (const query of ['zhangwei', 'zhangwei.log', 'FATAL'])
      expect(await found(lin, query), query).to.deep.equal([]);
  });

  it('never finds what staff says among itself', async () => {
    const answer = { internal: 'yes', clientKey: crypto.randomUUID(), text: 'Looks like flubber.' };
    expect((await lin.post(`/reports/${crashed}/messages`, answer)).status).to.equal(303);
    const said = { clientKey: crypto.randomUUID(), text: 'Please try safe mode 安全模式.' };
    expect((await lin.post(`/reports/${crashed}/messages`, said)).status).to.equal(303);
    await app.container.jobs.runAll();
    expect(await found(mei, '安全模式')).to.deep.equal([crashed]);
    expect(await found(mei, 'flubber')).to.deep.equal([]);
    expect(await found(lin, 'flubber')).to.deep.equal([]);
  });

  it('narrows by filters in both languages', async () => {
    expect(await found(lin, 'kind:java')).to.deep.equal(['G-1']);
    expect(await found(lin, 'kind:problem')).to.deep.equal([night]);
    expect(await found(lin, '类别:用着不对劲')).to.deep.equal([night]);
    expect(await found(lin, 'status:new')).to.deep.equal([night]);
    expect(await found(lin, '状态:已关联缺陷')).to.deep.equal([crashed]);
    expect(await found(lin, 'is:open in:defects')).to.deep.equal(['D-1']);
    expect(await found(lin, 'is:mine')).to.deep.equal([crashed]);
    expect(await found(ada, 'is:mine')).to.deep.equal([]);
    expect(await found(lin, 'status:nothing')).to.deep.equal([]);
  });

  it('marks the words in titles and says when they stand elsewhere', async () => {
    const { text } = await lin.get('/search?q=media');
    expect(text).to.contain('<mark>Media</mark>Player stops');
    expect((await lin.get('/search?q=night')).text).to.contain('Found in the text');
  });

  it('says what can be asked for where nothing is found', async () => {
    const { text, status } = await mei.get('/search?q=nowhere');
    expect(status).to.equal(200);
    expect(text).to.contain('没有找到“nowhere”').and.contain('可以这样搜');
  });

  it('draws any question', async () => {
    for (const query of [
      '<script>alert(1)</script>',
      '"',
      '.*(',
      '\\',
      '$ne',
      'a'.repeat(5000),
      '\0',
      '😀',
    ])
      expect((await lin.get(`/search?q=${encodeURIComponent(query)}`)).status, query).to.equal(200);
    expect((await lin.get('/search?q=<script>alert(1)</script>')).text).to.not.contain(
      '<script>alert',
    );
    for (const query of ['q[$ne]=1', 'q=a&q=b', 'q=a&after=nonsense'])
      expect((await lin.get(`/search?${query}`)).status, query).to.be.oneOf([200, 422]);
  });

  it('keeps a search under a name for the person alone', async () => {
    const view = { q: 'is:open 闪退', name: '夜班' };
    expect((await lin.post('/search/views', view)).headers['location']).to.equal(
      `/search?q=${encodeURIComponent(view.q)}`,
    );
    expect((await lin.get('/search')).text).to.contain('夜班');
    expect((await ada.get('/search')).text).to.not.contain('夜班');
    const again = await lin.post('/search/views', { ...view, q: 'other' });
    expect(again.status).to.equal(422);
    expect(again.text)
      .to.contain('You have a saved search of this name.')
      .and.contain('value="other"');
    expect((await lin.post('/search/views', { q: '', name: 'Empty' })).status).to.equal(422);
    await ada.post('/search/views/remove', { q: '', name: '夜班' });
    expect((await lin.get('/search')).text).to.contain('夜班');
    expect((await lin.post('/search/views/remove', { q: '', name: '夜班' })).status).to.equal(303);
    expect((await lin.get('/search?q=x')).text).to.not.contain('夜班');
  });
});
