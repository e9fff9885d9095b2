import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedHeldUnit } from '../../support/reports.js';

const RELEASE = '/releases/orion-2_3.0.12';

describe('a release until its publication', () => {
  let app: TestApp;
  let qa: Actor;
  beforeEach(async () => {
    app = await startTestApp();
    qa = await app.qa('Lin');
    // The builds of the model come with a round.
    await seedHeldUnit(app, await app.tester('Mei'));
  });
  afterEach(() => app.stop());

  const done = async (path: string, form = {}): Promise<string> => {
    const answer = await qa.post(path, form);
    expect(answer.status, answer.text.slice(0, 2000)).to.equal(303);
    return String(answer.headers['location']);
  };
  const newFix = async (title: string): Promise<string> => {
    const path = await done('/defects', { modelCode: 'ORION-2', title, severity: 'minor' });
    await done(`${path}/resolve`, { fixBuild: '3.0.12' });
    return path;
  };
  const draft = () => done('/releases', { version: 'orion-2_3.0.12' });

  it('tells nothing of a fix that came back after the freeze', async () => {
    const [one] = [await newFix('Torch flickers'), await newFix('Sound is gone')];
    await draft();
    await done(`${RELEASE}/freeze`);
    await done(`${one}/reopen`, { reason: 'Seen again.' });
    await done(`${RELEASE}/publish`);
    for (const page of [RELEASE, '/releases/feed.xml'])
      expect((await app.visitor().get(page)).text, page)
        .to.contain('Sound is gone')
        .and.not.contain('Torch flickers');
  });

  it('is not published when every fix came back, and says so', async () => {
    const one = await newFix('Torch flickers');
    await draft();
    await done(`${RELEASE}/freeze`);
    await done(`${one}/reopen`, { reason: 'Seen again.' });
    expect((await qa.get(RELEASE)).text)
      .to.contain('Nothing is left in this release')
      .and.not.contain('It will be published by itself');
    const refused = await qa.post(`${RELEASE}/publish`);
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain('Nothing is left in this release');
    for (let turn = 0; turn < 2; turn += 1) await app.container.jobs.runAll();
    const told = (await qa.get('/notices')).text.split('3.0.12 of ORION-2 has no fix left');
    expect(told).to.have.length(2);
  });

  it('is another one when its draft was discarded', async () => {
    await newFix('Torch flickers');
    await draft();
    expect((await qa.get(RELEASE)).text).not.to.contain('Sound is gone');
    await done(`${RELEASE}/discard`, { reason: 'One is missing.' });
    await newFix('Sound is gone');
    await draft();
    expect((await qa.get(RELEASE)).text).to.contain('Sound is gone');
  });
});
