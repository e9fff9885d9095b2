import { expect } from 'chai';
import { DAY } from '../../../src/kernel/clock.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport } from '../../support/reports.js';

const RELEASE = '/releases/orion-2_3.0.12';

describe('releases over HTTP', () => {
  let app: TestApp;
  let mei: Actor;
  let bo: Actor;
  let qa: Actor;
  let unit: Unit;
  beforeEach(async () => {
    app = await startTestApp();
    [mei, bo, qa] = await Promise.all([app.tester('Mei'), app.tester('Bo'), app.qa('Lin')]);
    unit = await seedHeldUnit(app, mei);
  });
  afterEach(() => app.stop());

  async function newDefect(title: string, reporters: readonly [Actor, Unit][] = []) {
    const words = { modelCode: 'ORION-2', title, severity: 'major' };
    const ref = String((await qa.post('/defects', words)).headers['location'])
      .split('/')
      .at(-1)!;
    for (const [fan, own] of reporters) {
      const report = refOf(await sendReport(fan, own, { text: `${title}, says ${fan.handle}` }));
      expect((await qa.post(`/reports/${report}/link`, { defect: ref })).status).to.equal(303);
    }
    return ref;
  }
  const fix = async (ref: string, fixBuild = '3.0.12') => {
    const answer = await qa.post(`/defects/${ref}/resolve`, { fixBuild });
    expect(answer.status, answer.text).to.equal(303);
  };
  const done = async (path: string, form = {}) => {
    const answer = await qa.post(path, form);
    expect(answer.status, answer.text).to.equal(303);
  };
  const send = (fields: Readonly<Record<string, string>>, list?: string) => {
    const request = qa.agent.post(`${RELEASE}/files`).field(fields);
    return list === undefined ? request : request.attach('list', Buffer.from(list), 'SHA256SUMS');
  };
  const draft = () => done('/releases', { version: 'orion-2_3.0.12' });
  const hide = (ref: string) =>
    done(`/defects/${ref}/embargo`, {
      ...{ reason: 'Not before all are updated.', note_en: '', note_zh: '' },
      ...{ title_en: 'A security fix', title_zh: '安全修复' },
    });
  const publish = async () => {
    for (const step of ['freeze', 'publish']) await done(`${RELEASE}/${step}`);
  };
  const editForm = {
    ...{ title_en: 'Calm nights', title_zh: '夜里不再重启', notes_en: '', notes_zh: '' },
    publishAt: '2026-03-06T17:00',
  };

  it('drafts from fixes, and thanks the engineer and each reporter once', async () => {
    const bos = await seedHeldUnit(app, bo);
    const fixed = await newDefect('Camera closes', [
      [mei, unit],
      [bo, bos],
      [mei, unit],
    ]);
    await newDefect('Not fixed yet', [[mei, unit]]);
    const earlier = await newDefect('Fixed in the build before');
    await Promise.all([fix(fixed), fix(earlier, '3.0.11')]);
    await draft();
    const { text } = await qa.get(RELEASE);
    expect(text).to.contain('Camera closes').and.contain('Fixed in the build before');
    expect(text).not.to.contain('Not fixed yet');
    for (const { handle } of [qa, mei, bo])
      expect(text.split(`href="/people/${handle}"`), handle).to.have.length(
        handle === qa.handle ? 3 : 2,
      );
    for (const person of [app.visitor(), mei])
      expect((await person.get(RELEASE)).status).to.equal(404);
    expect((await mei.get('/releases')).text).not.to.contain('orion-2_3.0.12');
    expect((await qa.get('/releases')).text).to.contain(RELEASE);
  });

  it('refuses a release without items and says what to do', async () => {
    await draft();
    for (const step of ['freeze', 'publish']) {
      const answer = await qa.post(`${RELEASE}/${step}`);
      expect(answer.status).to.equal(409);
    }
    const { text } = await qa.post(`${RELEASE}/freeze`);
    expect(text).to.contain('Resolve a defect as fixed in this build');
    const again = await qa.post('/releases', { version: 'orion-2_3.0.12' });
    expect(again.status).to.equal(422);
    expect(again.text).to.contain('This build has a release already');
  });

  it('keeps edited words when drafted again, and drops what came back', async () => {
    const [one, two] = [await newDefect('Torch flickers'), await newDefect('Sound is gone')];
    await Promise.all([fix(one), fix(two)]);
    await draft();
    const words = { text_en: 'The torch is calm', text_zh: '手电筒不再闪', section: 'improved' };
    await done(`${RELEASE}/lines/${one}`, { ...words, revision: '0' });
    const three = await newDefect('Late fix');
    await fix(three);
    await done(`/defects/${two}/reopen`, { reason: 'Seen again.' });
    const refused = await qa.post(`${RELEASE}/freeze`);
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain(`otherwise: ${two}`);
    await done(`${RELEASE}/redraft`);
    const { text } = await qa.get(RELEASE);
    expect(text).to.contain('The torch is calm').and.contain('Late fix').and.contain('Improved');
    expect(text).not.to.contain('Sound is gone');
    expect((await qa.get(`${RELEASE}/lines/${two}`)).status).to.equal(404);
  });

  it('refuses an edit over a newer one with the typed text kept', async () => {
    await fix(await newDefect('Torch flickers'));
    await draft();
    const open = await newDefect('Heats up');
    await done(`${RELEASE}/edit`, { ...editForm, revision: '0', known: open });
    const stale = { ...editForm, title_en: 'My own words', revision: '0' };
    const answer = await qa.post(`${RELEASE}/edit`, stale);
    expect(answer.status).to.equal(409);
    expect(answer.text).to.contain('My own words').and.contain('A colleague changed');
    const past = await qa.post(`${RELEASE}/edit`, {
      ...{ ...editForm, title_en: 'Kept', publishAt: '2026-03-02T17:00', revision: '1' },
    });
    expect(past.status).to.equal(422);
    expect(past.text).to.contain('value="Kept"').and.contain('This time has passed');
    await done(`${RELEASE}/freeze`);
    const late = await qa.post(`${RELEASE}/edit`, stale);
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('My own words');
    const { text } = await qa.get(RELEASE);
    expect(text).to.contain('Calm nights').and.contain('Known issues').and.contain('Heats up');
  });

  it('is published by the clock on Friday, and tells each person it thanks once', async () => {
    const [one, two] = [
      await newDefect('Camera closes', [[mei, unit]]),
      await newDefect('Sound is gone', [[mei, unit]]),
    ];
    await Promise.all([fix(one), fix(two)]);
    await draft();
    await done(`${RELEASE}/freeze`);
    expect((await qa.get(`${RELEASE}/edit`)).status).to.equal(404);
    expect((await qa.post(`${RELEASE}/redraft`)).status).to.equal(409);
    expect((await qa.post(`${RELEASE}/unfreeze`, { reason: '' })).status).to.equal(422);
    await done(`${RELEASE}/unfreeze`, { reason: 'One word is wrong.' });
    await done(`${RELEASE}/freeze`);
    await app.container.jobs.runAll();
    expect((await app.visitor().get(RELEASE)).status).to.equal(404);
    app.clock.advance(4 * DAY);
    for (let times = 0; times < 2; times += 1) await app.container.jobs.runAll();
    expect((await app.visitor().get(RELEASE)).status).to.equal(200);
    expect((await app.visitor('zh-CN').get(RELEASE)).text).to.contain('已修复');
    expect((await app.visitor().get(`/defects/${one}`)).text).to.contain(`href="${RELEASE}"`);
    const { text } = await mei.get('/notices');
    expect(text.split('Build 3.0.12 is out. It thanks you for 2 changes: D-')).to.have.length(2);
    expect(text).to.match(/vote for the popcorn award until [^.]*13 Mar 2026/);
    expect((await bo.get('/notices')).text).not.to.contain('is out');
  });

  it('says of each unit and report of the reader what the build means to it', async () => {
    const ref = await newDefect('Camera closes', [[mei, unit]]);
    await fix(ref);
    await draft();
    await publish();
    const seen = async (build: string) => {
      await app.container.units.service.noteBuild(unit.id, build);
      return (await mei.get(RELEASE)).text;
    };
    const runs = await seen('3.0.11');
    expect(runs).to.contain('Yours in this build').and.contain(unit.ref);
    expect(runs).to.contain('This unit is on an earlier build').and.contain('Camera closes, says');
    expect(await seen('3.0.12')).to.contain('This unit has these changes');
    expect(await seen('something-else')).to.contain('not know this unit');
    await app.container.rounds.service.addBuild({ modelCode: 'ORION-2', version: '3.0.13' });
    expect(await seen('3.0.13')).to.contain('This unit is on a later build');
    const beta = { modelCode: 'ORION-2', version: '2.9.0', branch: 'beta' };
    await app.container.rounds.service.addBuild(beta);
    expect(await seen('2.9.0'))
      .to.contain('Another branch')
      .and.not.contain('Update it');
    for (const person of [bo, qa, app.visitor()])
      expect((await person.get(RELEASE)).text).not.to.contain('Yours in this build');
    await done(`/defects/${ref}/reopen`, { reason: 'Seen again.' });
    expect((await app.visitor().get(RELEASE)).text).to.contain('Came back since');
  });

  it('counts a report as the reader’s own whose defect was merged into the fixed one', async () => {
    const root = await newDefect('Camera closes');
    const twin = await newDefect('Camera goes black', [[mei, unit]]);
    await done(`/defects/${root}/merge`, { other: twin, reason: 'The same stack.' });
    await fix(root);
    await draft();
    await publish();
    expect((await mei.get(RELEASE)).text).to.contain('Camera goes black, says');
  });

  it('publishes no words of what came under embargo after the freeze', async () => {
    const ref = await newDefect('Lock screen can be passed');
    await fix(ref);
    await draft();
    await done(`${RELEASE}/freeze`);
    await hide(ref);
    await done(`${RELEASE}/publish`);
    const { text } = await app.visitor().get(RELEASE);
    expect(text).to.contain('A security fix').and.not.contain('Lock screen');
  });

  it('shows no words of what came under embargo after the publication, until that ends', async () => {
    const ref = await newDefect('Lock screen can be passed', [[mei, unit]]);
    await fix(ref);
    await draft();
    await publish();
    await app.container.jobs.runAll();
    const pages = [RELEASE, '/releases/feed.xml', '/', `${RELEASE}/experience`];
    const everywhere = async (seen: string, other: string) => {
      for (const path of pages)
        expect((await app.visitor().get(path)).text, path)
          .to.contain(seen)
          .and.not.contain(other);
      expect((await mei.get('/retests')).text)
        .to.contain(seen)
        .and.not.contain(other);
      const card = await app.visitor().get(`${RELEASE}/card.svg`);
      expect(String(card.body)).to.contain(seen).and.not.contain(other);
      expect((await app.visitor().get(`/people/${qa.handle}`)).text).not.to.contain(other);
    };
    await everywhere('Lock screen', 'A security fix');
    await hide(ref);
    await everywhere('A security fix', 'Lock screen');
    await done(`/defects/${ref}/embargo/propose`);
    const nora = await app.qa('Nora');
    expect((await nora.post(`/defects/${ref}/embargo/lift`)).status).to.equal(303);
    await everywhere('Lock screen', 'A security fix');
  });

  it('names nobody who reported in private by now, unless they told of it openly too', async () => {
    const ref = await newDefect('Camera closes', [
      [mei, unit],
      [bo, await seedHeldUnit(app, bo)],
      [mei, unit],
    ]);
    await fix(ref);
    await draft();
    await publish();
    const shown = async (path: string) => {
      const { text } = await app.visitor().get(path);
      return [mei, bo].map(({ handle }) => text.includes(`href="/people/${handle}"`));
    };
    const reportsOf = async (reporter: Actor) => [
      ...new Set((await reporter.get('/reports')).text.match(/\/reports\/R-\d+/g)),
    ];
    const [first = '', second = ''] = await reportsOf(mei);
    const [bos = ''] = await reportsOf(bo);
    await hide(ref);
    for (const report of [first, bos]) await done(`${report}/private`);
    for (const path of [RELEASE, '/']) expect(await shown(path), path).to.deep.equal([true, false]);
    expect((await app.visitor().get(RELEASE)).text).to.contain('and 1 more');
    await done(`${second}/private`);
    expect(await shown(RELEASE)).to.deep.equal([false, false]);
  });

  it('thanks nobody whose report was made private after the freeze', async () => {
    const ref = await newDefect('Camera closes', [[mei, unit]]);
    await fix(ref);
    await draft();
    await done(`${RELEASE}/freeze`);
    await hide(ref);
    const [report = ''] = (await mei.get('/reports')).text.match(/\/reports\/R-\d+/) ?? [];
    await done(`${report}/private`);
    await done(`${RELEASE}/publish`);
    const { text } = await app.visitor().get(RELEASE);
    expect(text).to.contain('A security fix').and.not.contain(`href="/people/${mei.handle}"`);
    expect((await mei.get('/notices')).text).not.to.contain('It thanks you');
  });

  it('lists files with their checksums, which a refused list does not touch', async () => {
    await fix(await newDefect('Torch flickers'));
    await draft();
    const sum = 'c0ffee00'.repeat(8);
    const files = `${sum}  orion-2_3.0.12.zip | 1048576 | https://dl.example.com/orion.zip`;
    expect((await send({ revision: '0', files })).status).to.equal(303);
    const bad = await send({ revision: '1', files: `${files}\nnonsense` });
    expect(bad.status).to.equal(422);
    expect(bad.text).to.contain('Line 2 is not one').and.contain('nonsense</textarea>');
    expect((await send({ revision: '0', files: '' })).status).to.equal(409);
    await publish();
    const seen = (await app.visitor().get(RELEASE)).text;
    expect(seen).to.contain(sum).and.contain('href="https://dl.example.com/orion.zip"');
    expect((await qa.get(`${RELEASE}/files`)).status).to.equal(404);
    expect((await send({ revision: '3', files: '' })).status).to.equal(409);
  });

  it('reads a list from a file, and refuses a bad or large one with the typed text kept', async () => {
    await fix(await newDefect('Torch flickers'));
    await draft();
    const typed = { revision: '0', files: 'typed by hand' };
    const large = await send(typed, 'x'.repeat(64 * 1024 + 1));
    expect(large.status).to.equal(422);
    expect(large.text).to.contain('at most 64 kB').and.contain('typed by hand</textarea>');
    const bad = await send(typed, 'no checksum');
    expect(bad.status).to.equal(422);
    expect(bad.text).to.contain('Line 1 is not one').and.contain('typed by hand</textarea>');
    const sum = 'c0ffee00'.repeat(8);
    expect((await send(typed, `${sum} *orion.zip\r\n`)).status).to.equal(303);
    expect((await qa.get(RELEASE)).text)
      .to.contain(sum)
      .and.contain('orion.zip');
  });

  it('has a card for other sites, and stands on the landing page', async () => {
    const landing = async () => (await app.visitor().get('/')).text;
    expect(await landing())
      .to.contain('The next build comes on')
      .and.not.contain(RELEASE);
    await fix(await newDefect('Torch flickers', [[mei, unit]]));
    await draft();
    expect((await qa.get(`${RELEASE}/card.svg`)).status).to.equal(404);
    await publish();
    const card = await app.visitor().get(`${RELEASE}/card.svg?lang=zh-CN`);
    expect(card.headers['content-type']).to.match(/^image\/svg\+xml/);
    expect(card.headers['content-security-policy']).to.equal("sandbox; default-src 'none'");
    expect(String(card.body)).to.contain('Torch flickers').and.contain('感谢');
    const page = (await app.visitor().get(RELEASE)).text;
    expect(page).to.contain(
      `property="og:image" content="${app.url}${RELEASE}/card.svg?lang&#x3D;en"`,
    );
    expect(await landing())
      .to.contain(`href="${RELEASE}"`)
      .and.contain('Torch flickers');
  });

  it('lets a draft go for a reason, and nothing else', async () => {
    await fix(await newDefect('Torch flickers'));
    await draft();
    expect((await qa.post(`${RELEASE}/discard`)).status).to.equal(422);
    await done(`${RELEASE}/discard`, { reason: 'Another build goes out.' });
    expect((await qa.get(RELEASE)).status).to.equal(404);
    await draft();
    await done(`${RELEASE}/freeze`);
    const late = await qa.post(`${RELEASE}/discard`, { reason: 'Too late.' });
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('Too late.');
  });

  it('puts a warning on top of a published release', async () => {
    await fix(await newDefect('Torch flickers'));
    await draft();
    await publish();
    const half = await qa.post(`${RELEASE}/roll-back`, { note_en: 'Battery drains.' });
    expect(half.status).to.equal(422);
    expect(half.text).to.contain('Battery drains.');
    await done(`${RELEASE}/roll-back`, { note_en: 'Battery drains.', note_zh: '耗电异常。' });
    expect((await app.visitor().get(RELEASE)).text).to.contain('Battery drains.');
    expect((await app.visitor('zh-CN').get(RELEASE)).text).to.contain('耗电异常。');
    expect((await app.visitor().get('/releases')).text).to.contain('Do not stay on this build');
  });

  it('answers a feed of each language with absolute addresses, and 304 when nothing is new', async () => {
    await fix(await newDefect('Torch <flickers> & dies', [[mei, unit]]));
    await draft();
    await done(`${RELEASE}/edit`, { ...editForm, revision: '0' });
    const empty = await app.visitor().get('/releases/feed.xml');
    expect(empty.text).not.to.contain('<entry>');
    await publish();
    const feed = await app.visitor().get('/releases/feed.xml?lang=zh-CN');
    expect(feed.headers['content-type']).to.equal('application/atom+xml; charset=utf-8');
    expect(feed.text).to.contain('<title>夜里不再重启</title>');
    expect(feed.text).to.contain(`href="${app.url}${RELEASE}"`).and.contain('urn:uuid:');
    expect(feed.text).to.contain('&lt;li&gt;Torch &amp;lt;flickers&amp;gt; &amp;amp; dies');
    for (const { handle } of [mei, qa]) expect(feed.text).not.to.contain(handle);
    const etag = String(feed.headers['etag']);
    const again = await app
      .visitor()
      .agent.get('/releases/feed.xml?lang=zh-CN')
      .set('If-None-Match', etag);
    expect(again.status).to.equal(304);
    expect((await app.visitor().get('/releases')).text).to.contain(
      '<link rel="alternate" type="application/atom+xml" href="/releases/feed.xml?lang&#x3D;en"',
    );
  });
});
