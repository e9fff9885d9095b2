import { expect } from 'chai';
import { SECOND } from '../../../src/kernel/clock.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport } from '../../support/reports.js';

describe('beside a report', () => {
  let app: TestApp;
  let mei: Actor;
  let lin: Actor;
  let wu: Actor;
  let unit: Unit;
  beforeEach(async () => {
    app = await startTestApp();
    [mei, lin, wu] = await Promise.all([app.tester('Mei'), app.qa('Lin'), app.qa('Wu')]);
    unit = await seedHeldUnit(app, mei);
  });
  afterEach(() => app.stop());
  const newReport = async (text: string, fields = {}) =>
    refOf(await sendReport(mei, unit, { text, ...fields }));

  it('says who is answering, to everybody else of QA, until they are not heard of', async () => {
    const ref = await newReport('Camera closes');
    expect((await lin.post(`/reports/${ref}/answering`)).status).to.equal(200);
    for (const path of ['/desk', `/reports/${ref}`]) {
      expect((await wu.get(path)).text, path).to.contain('Lin is answering');
      expect((await lin.get(path)).text, path).not.to.contain('Lin is answering');
    }
    expect((await mei.get(`/reports/${ref}`)).text).not.to.contain('is answering');
    await wu.post(`/reports/${ref}/answering`);
    const third = await app.qa('Zhao');
    const { text } = await third.get(`/reports/${ref}`);
    expect(text).to.match(/(Lin · Wu|Wu · Lin) are answering/);
    app.clock.advance(46 * SECOND);
    expect((await third.get('/desk')).text).not.to.contain('are answering</');
    await app.container.jobs.runAll();
  });

  it('offers open defects of the model that it may be about', async () => {
    const known = await newReport('Camera closes in night mode');
    await lin.post(`/reports/${known}/link`, {
      title: 'Camera closes in night mode',
      severity: 'major',
    });
    await app.container.jobs.runAll();
    const ref = await newReport('The camera closes when I use night mode');
    const page = await lin.get(`/reports/${ref}`);
    expect(page.text)
      .to.contain('May be about')
      .and.match(/name="defect" value="D-\d+"/);
    const [, defect = ''] = /name="defect" value="(D-\d+)"/.exec(page.text) ?? [];
    expect((await lin.post(`/reports/${ref}/link`, { defect })).status).to.equal(303);
    expect((await lin.get(`/reports/${ref}`)).text).not.to.contain('May be about');
    expect((await mei.get(`/reports/${ref}`)).text).not.to.contain('May be about');
    const other = await newReport('Battery drains');
    expect((await lin.get(`/reports/${other}`)).text).not.to.contain('May be about');
  });
});
