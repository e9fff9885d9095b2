import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

describe('a dispute about a private report', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('is read and decided by whoever took the report', async () => {
    const [qa, other, mei] = [await app.qa('Lin'), await app.qa('Wang'), await app.tester('Mei')];
    const unit = await seedHeldUnit(app, mei);
    const report = refOf(await sendReport(mei, unit, { isPrivate: 'yes' }));
    const done = async (by: Actor, path: string, form = {}) => {
      const answer = await by.post(path, form);
      expect(answer.status, answer.text.slice(0, 2000)).to.equal(303);
    };
    await done(qa, `/reports/${report}/assign`);
    await done(qa, `/reports/${report}/messages`, { text: 'It is meant so.', action: 'decline' });
    await done(mei, `/reports/${report}/dispute`, { reason: 'The key opens it.' });

    const list = async () => (await other.get('/defects/disputes')).text;
    expect(await list())
      .to.contain(report)
      .and.contain('Take it to read it')
      .and.not.contain('Camera closes')
      .and.not.contain('The key opens it.');
    const [dispute] = await app.container.database.connection
      .collection<{ _id: string }>('disputes')
      .find()
      .toArray();
    const action = `/defects/disputes/${dispute?._id}`;
    const verdict = { decision: 'uphold', answer: 'I saw it.' };
    expect((await other.post(action, verdict)).status).to.equal(403);

    await done(other, `/reports/${report}/assign`);
    expect(await list())
      .to.contain('The key opens it.')
      .and.contain('Camera closes')
      .and.contain(`action="${action}"`);
    await done(other, action, verdict);
    expect((await storedReport(app, report)).status).to.equal('triaged');
  });
});
