import { expect } from 'chai';
import { later, MINUTE } from '../../../src/kernel/clock.js';
import { createEngineerQueries } from '../../../src/features/reports/engineer-queries.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, seedReport, sendReport } from '../../support/reports.js';

describe('the page of engineers', () => {
  let app: TestApp;
  let lin: Actor;
  let bo: Actor;
  beforeEach(async () => {
    app = await startTestApp();
    [lin, bo] = await Promise.all([app.qa('Lin'), app.qa('Bo')]);
  });
  afterEach(() => app.stop());

  it('counts who answered first, whose authors came back and who asked again', async () => {
    const mei = await app.tester();
    const unit = await seedHeldUnit(app, mei);
    const ref = refOf(await sendReport(mei, unit));
    const steps: readonly [Actor, string, string][] = [
      [lin, 'Which app?', 'ask'],
      [mei, 'The camera.', 'reply'],
      [lin, 'Which build?', 'ask'],
      [mei, '3.0.11.', 'reply'],
      [bo, 'Thank you, it is known.', 'answer'],
      [mei, 'It is not.', 'reply'],
    ];
    for (const [who, text, action] of steps) {
      app.clock.advance(MINUTE);
      await who.post(`/reports/${ref}/messages`, { text, action });
    }
    const { answersBy } = createEngineerQueries(app.container.database.connection);
    const rows = await answersBy(
      [lin.id, bo.id],
      later(app.clock.now(), -60 * MINUTE),
      app.clock.now(),
    );
    expect(rows.map(({ at: _at, ...row }) => row)).to.deep.equal([
      { personId: lin.id, minutes: 1, isInTime: true, count: 1, cameBack: 1, askedAgain: 1 },
    ]);
  });

  it('names engineers in the order of names and says that speed alone counts for nothing', async () => {
    for (let n = 0; n < 5; n += 1) {
      const at = later(app.clock.now(), -(n + 1) * MINUTE);
      await seedReport(app, {
        createdAt: at,
        firstResponderId: lin.id,
        firstResponseAt: later(at, MINUTE),
        waiting: false,
      });
    }
    const { text } = await bo.get('/desk/figures');
    expect(text.indexOf('>Bo<')).to.be.lessThan(text.indexOf('>Lin<'));
    expect(text).to.contain('Speed alone counts for nothing').and.contain('100 %');
  });

  it('walks along one index', async () => {
    await seedReport(app, { firstResponderId: lin.id, waiting: false });
    const reports = app.container.database.connection.collection('reports');
    const plan = await reports
      .find({ firstResponderId: lin.id, createdAt: { $gte: later(app.clock.now(), -MINUTE) } })
      .explain();
    expect(JSON.stringify(plan)).to.contain('by_responder');
  });
});
