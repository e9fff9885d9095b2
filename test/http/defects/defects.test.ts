import { expect } from 'chai';
import { MINUTE } from '../../../src/kernel/clock.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';
import type { Unit } from '../../../src/features/units/index.js';

const TELL_JOB = 'reports.tell';

describe('defects over HTTP', () => {
  let app: TestApp;
  let mei: Actor;
  let qa: Actor;
  let unit: Unit;
  before(async () => {
    app = await startTestApp();
    [mei, qa] = await Promise.all([app.tester('Mei'), app.qa('Lin')]);
    unit = await seedHeldUnit(app, mei);
  });
  after(() => app.stop());

  const newReport = async () =>
    refOf(await sendReport(mei, unit, { text: 'Mein geheimer Satz\nund mehr' }));
  const defectOf = async (ref: string) => (await storedReport(app, ref)).defect;
  async function newDefect(title = 'Camera closes in night mode'): Promise<string> {
    const answer = await qa.post('/defects', { modelCode: 'ORION-2', title, severity: 'major' });
    expect(answer.status, answer.text).to.equal(303);
    return String(answer.headers['location']);
  }

  it('opens a defect from a report and shows it to everybody in the words of QA', async () => {
    const report = await newReport();
    const form = await qa.get(`/reports/${report}/link`);
    expect(form.status).to.equal(200);
    const words = {
      defect: '',
      title: 'Night mode closes the camera',
      note: 'A fix is near.',
      severity: 'critical',
    };
    expect((await qa.post(`/reports/${report}/link`, words)).status).to.equal(303);
    const defect = await defectOf(report);
    const page = await app.visitor().get(`/defects/${defect!.ref}`);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('Night mode closes the camera').and.contain('A fix is near.');
    for (const hidden of ['geheimer', report, 'Lin', '/start'])
      expect(page.text).not.to.contain(hidden);
    expect((await qa.get(`/defects/${defect!.ref}`)).text).to.contain(report);
    expect((await mei.get(`/reports/${report}`)).text).to.contain(defect!.ref);
  });

  it('stops no clock by a link', async () => {
    const report = await newReport();
    await qa.post(`/reports/${report}/link`, { title: 'Something', severity: 'minor' });
    expect(await storedReport(app, report)).to.include({ waiting: true, firstResponseAt: null });
  });

  it('tells the tester the fix build as soon as it is known', async () => {
    const path = await newDefect('Sound is gone');
    const report = await newReport();
    const defect = path.split('/').at(-1)!;
    await qa.post(`/reports/${report}/link`, { defect });
    expect((await qa.post(`${path}/start`)).status).to.equal(303);
    expect((await qa.post(`${path}/resolve`, { fixBuild: '3.0.12' })).status).to.equal(303);
    expect(await defectOf(report)).to.include({ status: 'resolved', fixBuild: '3.0.12' });
    expect((await mei.get(`/reports/${report}`)).text).to.contain('3.0.12');
    const open = await app.visitor().get('/defects');
    const resolved = await app.visitor('zh-CN').get('/defects?view=resolved');
    expect(open.text).not.to.contain('Sound is gone');
    expect(resolved.text).to.contain('Sound is gone').and.contain('3.0.12').and.contain('已解决');
    expect((await qa.post(`${path}/verify`)).status).to.equal(303);
    expect((await qa.post(`${path}/reopen`, { reason: 'Still so on 3.0.12' })).status).to.equal(
      303,
    );
    expect(await defectOf(report)).to.include({ status: 'reopened', fixBuild: null });
    expect((await app.visitor().get(path)).text).to.contain('Still so on 3.0.12');
  });

  it('closes one without a fix only with a reason', async () => {
    const path = await newDefect('The ring light blinks');
    const refused = await qa.post(`${path}/decline`, { resolution: 'by_design', reason: '' });
    expect(refused.status).to.equal(422);
    expect(refused.text)
      .to.contain('The ring light blinks')
      .and.contain('value="by_design" checked');
    expect(refused.text.match(/(?:id|href)="#?f-reason"/g)).to.deep.equal([
      'href="#f-reason"',
      'id="f-reason"',
    ]);
    const reason = 'It shows that the camera is on.';
    expect((await qa.post(`${path}/decline`, { resolution: 'by_design', reason })).status).to.equal(
      303,
    );
    const page = await app.visitor().get(path);
    expect(page.text).to.contain(reason).and.contain('Works as designed');
    expect((await qa.post(`${path}/verify`)).status).to.equal(409);
  });

  it('gives refused forms back with what was typed', async () => {
    const path = await newDefect('Wifi drops');
    expect((await qa.post(`${path}/resolve`, { fixBuild: '9.9.9' })).status).to.equal(422);
    const long = await qa.post('/defects', {
      modelCode: 'ORION-2',
      title: 'x'.repeat(200),
      severity: 'major',
    });
    expect(long.status).to.equal(422);
    expect(long.text).to.contain('x'.repeat(200)).and.contain('<details class="fold" open');
    expect(
      (await qa.post('/defects', { modelCode: 'NONE', title: 'T', severity: 'major' })).status,
    ).to.equal(422);
    const report = await newReport();
    for (const form of [
      {},
      { defect: 'D-99999' },
      { defect: 'nonsense' },
      { defect: 'D-1', more: 'x' },
    ]) {
      const answer = await qa.post(`/reports/${report}/link`, form);
      expect(answer.status, JSON.stringify(form)).to.equal(422);
      expect(answer.text).to.contain(`action="/reports/${report}/link"`);
    }
    expect(await defectOf(report)).to.equal(null);
  });

  it('removes a link and counts anew', async () => {
    const path = await newDefect('Bluetooth stutters');
    const report = await newReport();
    await qa.post(`/reports/${report}/link`, { defect: path.split('/').at(-1) });
    expect((await app.visitor().get('/defects')).text).to.match(
      /Bluetooth stutters[\s\S]*?1 report/,
    );
    expect((await qa.post(`/reports/${report}/unlink`)).status).to.equal(303);
    expect(await storedReport(app, report)).to.deep.include({ defect: null, status: 'triaged' });
    expect((await qa.post(`/reports/${report}/unlink`)).status).to.equal(303);
  });

  it('tells the author of a report that joins what has ended already, once', async () => {
    const [fixed, declined] = [
      await newDefect('Screen tears'),
      await newDefect('Ring light glows'),
    ];
    await qa.post(`${fixed}/resolve`, { fixBuild: '3.0.12' });
    await qa.post(`${fixed}/verify`);
    const reason = 'It shows that the camera is on.';
    await qa.post(`${declined}/decline`, { resolution: 'not_a_bug', reason });
    const report = await newReport();
    const link = (path: string) =>
      qa.post(`/reports/${report}/link`, { defect: path.split('/').at(-1)! });
    for (const path of [fixed, declined, fixed]) {
      expect((await link(path)).status).to.equal(303);
      await qa.post(`/reports/${report}/unlink`);
      expect((await link(path)).status).to.equal(303);
      app.clock.advance(2 * MINUTE);
      await app.container.reports.jobs.find(({ name }) => name === TELL_JOB)!.run();
    }
    const told = (await mei.get('/notices')).text;
    for (const news of [`${fixed.split('/').at(-1)}, in build 3.0.12`, declined.split('/').at(-1)!])
      expect(told.split(`${news}.`), news).to.have.length(2);
  });

  it('answers 404 for what is not there', async () => {
    for (const path of ['/defects/D-99999', '/defects/nonsense'])
      expect((await app.visitor().get(path)).status).to.equal(404);
    expect((await qa.post('/reports/R-99999/link', { title: 'T' })).status).to.equal(404);
    expect((await qa.get('/reports/R-99999/link')).status).to.equal(404);
    expect((await qa.post('/defects/D-99999/start')).status).to.equal(404);
  });

  for (const [who, roles] of [
    ['a tester', ['tester']],
    ['an admin', ['admin']],
  ] as const)
    it(`lets ${who} read but not work`, async () => {
      const path = await newDefect();
      const report = await newReport();
      const someone = await app.person('Someone', roles);
      const { text } = await someone.get(path);
      for (const step of ['start', 'resolve', 'decline', 'verify', 'reopen', 'merge'])
        expect(text).not.to.contain(`action="${path}/${step}"`);
      for (const to of ['/defects', `${path}/start`, `${path}/reopen`, `/reports/${report}/link`])
        expect((await someone.post(to)).status, to).to.equal(403);
    });

  it('sends a visitor away from every form', async () => {
    const path = await newDefect();
    for (const to of ['/defects', `${path}/start`, `${path}/resolve`, `${path}/decline`])
      expect((await app.visitor().post(to)).status, to).to.equal(401);
  });
});
