import { expect } from 'chai';
import { DAY, HOUR } from '../../../src/kernel/clock.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

interface Fan {
  readonly actor: Actor;
  readonly unit: Unit;
}

describe('defects that grow, over HTTP', () => {
  let app: TestApp;
  let qa: Actor;
  let other: Actor;
  let mei: Fan;
  let bo: Fan;
  before(async () => {
    app = await startTestApp();
    [qa, other] = await Promise.all([app.qa('Lin'), app.qa('Wang')]);
    const fan = async (name: string): Promise<Fan> => {
      const actor = await app.tester(name);
      return { actor, unit: await seedHeldUnit(app, actor) };
    };
    mei = await fan('Mei');
    bo = await fan('Bo');
  });
  after(() => app.stop());

  const done = async (act: Promise<{ status: number; text: string }>) => {
    const answer = await act;
    expect(answer.status, answer.text.slice(0, 2000)).to.equal(303);
  };
  async function defect(title: string, kind = 'problem'): Promise<string> {
    const form = { modelCode: 'ORION-2', kind, title, severity: 'minor' };
    const answer = await qa.post('/defects', form);
    return String(answer.headers['location']);
  }
  const refIn = (path: string) => path.split('/').at(-1) ?? '';
  async function reportOf({ actor, unit }: Fan, path: string): Promise<string> {
    const report = refOf(await sendReport(actor, unit, { text: 'My own words' }));
    await done(qa.post(`/reports/${report}/link`, { defect: refIn(path) }));
    return report;
  }
  const pageOf = async (path: string, who: Actor = app.visitor()) => (await who.get(path)).text;

  it('shows a merged one with a banner, and its reports how the other stands', async () => {
    const [one, two] = [await defect('Sound is gone'), await defect('No sound at all')];
    const report = await reportOf(bo, two);
    const form = { other: refIn(two).toLowerCase(), reason: 'The same driver' };
    await done(qa.post(`${one}/merge`, form));
    const merged = await pageOf(two);
    expect(merged).to.contain(`href="${one}"`).and.contain('The same driver');
    expect(await pageOf(one)).to.contain('No sound at all');
    expect(await pageOf(`/reports/${report}`, bo.actor)).to.contain('merged into');
    expect((await pageOf('/defects')).includes(`href="${two}"`)).to.equal(false);
    const refused = await qa.post(`${two}/start`);
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain(`Work on ${refIn(one)}`);
    await done(qa.post(`${one}/resolve`, { fixBuild: '3.0.12' }));
    expect((await storedReport(app, report)).defect).to.include({ status: 'resolved' });
    await done(qa.post(`${two}/unmerge`, { reason: 'Another driver' }));
    expect((await storedReport(app, report)).defect).to.include({
      ...{ status: 'open', fixBuild: null, mergedInto: null },
    });
    expect((await qa.post(`${one}/merge`, { other: 'D-999999', reason: 'x' })).status).to.equal(
      422,
    );
    expect((await qa.post(`${one}/merge`, { other: refIn(two), reason: '' })).status).to.equal(422);
  });

  it('counts "me too" of a unit, with its note for staff alone', async () => {
    const path = await defect('Wifi drops at night');
    await reportOf(bo, path);
    const [forBo, forMei] = [await pageOf(path, bo.actor), await pageOf(path, mei.actor)];
    expect(forBo).to.contain(`reported with ${bo.unit.ref}`).and.not.contain(`${path}/confirm`);
    expect(forMei).to.contain(`${path}/confirm`);
    const words = { unit: mei.unit.ref, build: '3.0.11', note: 'Only near the window' };
    await done(mei.actor.post(`${path}/confirm`, words));
    expect((await mei.actor.post(`${path}/confirm`, words)).status).to.equal(409);
    const own = { unit: bo.unit.ref, build: '3.0.11' };
    const reporter = await bo.actor.post(`${path}/confirm`, own);
    expect(reporter.status).to.equal(409);
    expect((await bo.actor.post(`${path}/confirm`, words)).status).to.equal(422);
    expect(await pageOf(path, qa)).to.contain('Only near the window');
    for (const who of [app.visitor(), bo.actor])
      expect(await pageOf(path, who)).not.to.contain('Only near the window');
    expect(await pageOf(path, mei.actor)).to.contain(`You confirmed it with ${mei.unit.ref}`);
    expect((await mei.actor.post(`${path}/vote`)).status).to.equal(409);
    await done(mei.actor.post(`${path}/withdraw`, { unit: mei.unit.ref }));
    expect(await pageOf(path, mei.actor)).not.to.contain('You confirmed it');
  });

  it('keeps one’s own vote in sight, on the page and in the list', async () => {
    const path = await defect('Let the torch dim', 'suggestion');
    await done(mei.actor.post(`${path}/vote`));
    expect(await pageOf(path, mei.actor)).to.contain('You voted for it');
    expect(await pageOf('/defects?kind=suggestion', mei.actor)).to.contain('Your vote');
    expect(await pageOf('/defects?kind=suggestion', bo.actor)).not.to.contain('Your vote');
    await done(mei.actor.post(`${path}/unvote`));
    expect((await mei.actor.post(`${path}/unvote`)).status).to.equal(409);
  });

  it('narrows and sorts the list, and forgives what is no choice', async () => {
    await defect('Rare and minor');
    const few = await pageOf('/defects?kind=suggestion&severity=minor&model=ORION-2');
    expect(few).to.contain('Let the torch dim').and.not.contain('Rare and minor');
    expect(await pageOf('/defects?build=3.0.11&order=impact')).to.contain('Wifi drops at night');
    expect(await pageOf('/defects?model=NONE')).to.contain('No defect matches');
    for (const query of ['view=x&order=y&kind=z', 'after=nonsense', 'severity=&status=&model='])
      expect((await app.visitor().get(`/defects?${query}`)).status, query).to.equal(200);
  });

  it('keeps a severity that was looked at, with the reason', async () => {
    const path = await defect('Icons are blurred');
    expect((await qa.post(`${path}/severity`, { severity: 'minor', reason: '' })).status).to.equal(
      422,
    );
    await done(qa.post(`${path}/severity`, { severity: 'minor', reason: 'Only one theme' }));
    expect(await pageOf(path))
      .to.contain('Only one theme')
      .and.contain('looked at and kept');
    await done(qa.post(`${path}/severity`, { severity: 'critical', reason: 'All themes' }));
    expect(await pageOf('/defects?severity=critical')).to.contain('Icons are blurred');
  });

  describe('under embargo', () => {
    const SECRETS = ['Lock screen opens', 'by a long press', 'Ask the vendor first'];
    let path: string;
    let report: string;
    before(async () => {
      path = await defect('Lock screen opens');
      report = await reportOf(bo, path);
      await done(
        qa.post(`${path}/embargo`, { note_en: 'We work on it.', reason: 'Ask the vendor first' }),
      );
    });

    it('shows everybody but staff the twin, wherever it stands', async () => {
      await app.container.jobs.runAll();
      const places = [path, '/defects', '/', `/search?q=${encodeURIComponent('lock screen')}`];
      for (const who of [app.visitor(), mei.actor, bo.actor])
        for (const place of [...places, ...(who === bo.actor ? [`/reports/${report}`] : [])]) {
          const shown = await pageOf(place, who);
          for (const secret of SECRETS) expect(shown, place).not.to.contain(secret);
        }
      expect(await pageOf(path))
        .to.contain('Under embargo')
        .and.contain('We work on it.');
      expect(await pageOf(path, app.visitor('zh-CN'))).to.contain('暂未公开');
      expect(await pageOf(`/reports/${report}`, bo.actor)).to.contain('My own words');
      expect(await pageOf(path, qa)).to.contain('Lock screen opens');
    });

    it('is told by its twin in a release', async () => {
      await done(qa.post(`${path}/resolve`, { fixBuild: '3.0.12' }));
      await done(qa.post('/releases', { version: 'orion-2_3.0.12' }));
      expect(await pageOf('/releases/orion-2_3.0.12', qa))
        .to.contain('Under embargo')
        .and.not.contain('Lock screen opens');
    });

    it('is lifted by two people, of whom the second has read the difference', async () => {
      expect((await other.post(`${path}/embargo/lift`)).status).to.equal(409);
      await done(qa.post(`${path}/embargo/propose`));
      expect((await qa.post(`${path}/embargo/lift`)).status).to.equal(403);
      const review = await pageOf(`${path}/embargo`, other);
      expect(review).to.contain('Lock screen opens').and.contain('Ask the vendor first');
      await done(other.post(`${path}/embargo/lift`));
      expect(await pageOf(path)).to.contain('Lock screen opens');
      expect((await storedReport(app, report)).defect).to.include({
        ...{ title: 'Lock screen opens', twin: null },
      });
    });
  });

  it('says how many private reports stand behind an embargo; lifting it tells nothing of them', async () => {
    const hidden = refOf(
      await sendReport(mei.actor, mei.unit, { text: 'Only for engineers', isPrivate: 'yes' }),
    );
    await done(qa.post(`/reports/${hidden}/assign`));
    const words = { title: 'Charger gets hot', severity: 'major' };
    await done(qa.post(`/reports/${hidden}/link`, words));
    const path = `/defects/${(await storedReport(app, hidden)).defect!.ref}`;
    await reportOf(bo, path);
    await done(qa.post(`${path}/embargo/propose`));
    expect(await pageOf(`${path}/embargo`, other)).to.contain('One private report stands behind');
    await done(other.post(`${path}/embargo/lift`));
    await done(qa.post(`${path}/resolve`, { fixBuild: '3.0.11' }));
    await done(qa.post('/releases', { version: 'orion-2_3.0.11' }));
    await app.container.jobs.runAll();
    for (const who of [app.visitor(), bo.actor, other])
      for (const place of [path, '/search?q=engineers', `/reports/${hidden}`])
        expect(await pageOf(place, who), place).not.to.contain('Only for engineers');
    expect(await pageOf('/releases/orion-2_3.0.11', qa))
      .to.contain(`/people/${bo.actor.handle}"`)
      .and.not.contain(`/people/${mei.actor.handle}"`);
  });

  describe('disputes', () => {
    async function declined(fan: Fan): Promise<string> {
      const report = refOf(await sendReport(fan.actor, fan.unit));
      const words = { text: 'It is meant so.', action: 'decline' };
      await done(qa.post(`/reports/${report}/messages`, words));
      return report;
    }
    const dispute = (fan: Fan, report: string) =>
      fan.actor.post(`/reports/${report}/dispute`, { reason: 'It is not in the manual.' });
    async function decide(by: Actor, report: string, decision: string) {
      const list = await pageOf('/defects/disputes', by);
      const mine = list.slice(list.indexOf(`/reports/${report}"`));
      const action = /action="(\/defects\/disputes\/\w+)"/.exec(mine)?.[1] ?? '/none';
      return by.post(action, { decision, answer: 'I looked at the manual.' });
    }

    it('are decided by somebody who did not decline, for good', async () => {
      const report = await declined(mei);
      expect(await pageOf(`/reports/${report}`, mei.actor)).to.contain(`${report}/dispute`);
      await done(dispute(mei, report));
      expect((await dispute(mei, report)).status).to.equal(409);
      expect(await pageOf('/defects/disputes', qa)).to.contain('You have a part in this');
      await done(decide(other, report, 'uphold'));
      expect((await storedReport(app, report)).status).to.equal('triaged');
      expect(await pageOf('/notices', mei.actor)).to.contain(`You were right about ${report}`);
      expect(await pageOf('/defects/disputes?view=decided', qa)).to.contain('100 %');
    });

    it('open a defect again that was closed without a fix', async () => {
      const path = await defect('It squeaks');
      const report = await reportOf(bo, path);
      await done(qa.post(`${path}/decline`, { resolution: 'wont_fix', reason: 'It is quiet.' }));
      await done(dispute(bo, report));
      await done(decide(other, report, 'uphold'));
      expect(await pageOf(path)).to.contain('I looked at the manual.');
      expect((await storedReport(app, report)).defect).to.include({ status: 'reopened' });
    });

    it('are three at once, within 72 hours, and late ones are told to admins', async () => {
      const reports: string[] = [];
      for (let n = 0; n < 5; n += 1) reports.push(await declined(mei));
      for (const report of reports.slice(0, 3)) await done(dispute(mei, report));
      expect((await dispute(mei, reports[3] ?? '')).status).to.equal(409);
      const admin = await app.admin();
      app.clock.advance(3 * DAY + HOUR);
      await app.container.jobs.runAll();
      // The three share a row, which names any of them.
      const told = await pageOf('/notices', admin);
      expect(reports.slice(0, 3).some((report) => told.includes(report))).to.equal(true);
      await done(decide(other, reports[0] ?? '', 'reject'));
      const late = await dispute(mei, reports[4] ?? '');
      expect(late.status).to.equal(409);
      expect(late.text).to.contain('72 hours');
      expect((await storedReport(app, reports[0] ?? '')).status).to.equal('declined');
    });
  });

  it('takes the help of testers as suggestions, and publishes steps in the words of QA', async () => {
    const [path, twin] = [await defect('Camera hums'), await defect('Camera buzzes')];
    const steps = { kind: 'steps', text: 'Open it thrice' };
    await done(mei.actor.post(`${path}/help`, steps));
    expect((await mei.actor.post(`${path}/help`, steps)).status).to.equal(409);
    app.clock.advance(1000);
    const duplicate = { kind: 'duplicate', other: refIn(twin), text: 'Same hum' };
    await done(bo.actor.post(`${path}/help`, duplicate));
    expect(await pageOf(path)).not.to.contain('Open it thrice');
    const actions = async () =>
      [...(await pageOf(path, qa)).matchAll(/action="(\/defects\/D-\d+\/help\/\w+)"/g)].map(
        ([, action = '']) => action,
      );
    const [first = ''] = await actions();
    await done(qa.post(first, { decision: 'accept', text: 'Open the camera three times.' }));
    expect(await pageOf(path)).to.contain('Open the camera three times.');
    const [second = ''] = await actions();
    await done(qa.post(second, { decision: 'accept', text: 'The same hum' }));
    expect(await pageOf(twin)).to.contain('The same hum');
    const { id } = await app.container.defects.service.byRef(refIn(path));
    const { help } = await app.container.defects.givenTo(id);
    expect(help.map(({ kind, personId }) => [kind, personId])).to.deep.equal([
      ['steps', mei.actor.id],
      ['duplicate', bo.actor.id],
    ]);
  });

  it('links all reports of a group of crashes that is tied to it', async () => {
    const log = [
      'E AndroidRuntime: FATAL EXCEPTION: main',
      'E AndroidRuntime: Process: com.lanting.reader, PID: 4242',
      'E AndroidRuntime: java.lang.NullPointerException: page is null',
      'E AndroidRuntime: \tat com.lanting.reader.Page.turn(Page.java:7)',
    ].join('\n');
    const reports: string[] = [];
    for (const { actor, unit } of [mei, bo])
      reports.push(refOf(await sendReport(actor, unit, {}, [['crash.log', log]])));
    await app.container.jobs.runAll();
    const path = await defect('Reader turns to nowhere');
    const [crash] = (await storedReport(app, reports[0] ?? '')).attachments[0]?.crashes ?? [];
    const group = `/crash-groups/${crash?.groupRef}`;
    expect(await pageOf(group, qa)).to.contain(`${group}/tie`);
    await done(qa.post(`${group}/tie`, { defect: refIn(path) }));
    for (const report of reports)
      expect((await storedReport(app, report)).defect?.ref).to.equal(refIn(path));
    await done(qa.post(`${group}/tie`, { defect: refIn(path) }));
    expect(await app.container.defects.service.byRef(refIn(path))).to.include({ reportCount: 2 });
    const another = await defect('Another');
    expect((await qa.post(`${group}/tie`, { defect: refIn(another) })).status).to.equal(409);
    expect((await qa.post('/crash-groups/G-99999/tie', { defect: refIn(path) })).status).to.equal(
      404,
    );
  });
});
