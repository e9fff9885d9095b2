import { expect } from 'chai';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import { noticeModel } from '../../../src/features/notices/notice-schema.js';
import { ALARM_JOB } from '../../../src/features/reports/index.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport } from '../../support/reports.js';

describe('alarms before and after a deadline', () => {
  let app: TestApp;
  let ada: Actor;
  let lin: Actor;
  let bo: Actor;
  let mei: Actor;
  let unit: Unit;
  beforeEach(async () => {
    app = await startTestApp();
    [ada, lin, bo, mei] = await Promise.all([
      app.admin(),
      app.qa('Lin'),
      app.qa('Bo'),
      app.tester(),
    ]);
    unit = await seedHeldUnit(app, mei);
  });
  afterEach(() => app.stop());

  const send = async () => refOf(await sendReport(mei, unit));
  /** The job's next look, so much later. */
  const lookAfter = async (ms: number) => {
    app.clock.advance(ms);
    await app.container.reports.jobs.find(({ name }) => name === ALARM_JOB)!.run();
  };
  /** Who was told what, in the order of names. */
  const told = async (): Promise<readonly string[]> => {
    const names = new Map(
      Object.entries({ ada, lin, bo, mei }).map(([name, one]) => [one.id, name]),
    );
    const rows = await noticeModel(app.container.database.connection)
      .find({ topic: 'promise' })
      .lean();
    return rows
      .map(({ personId, text }) => `${names.get(personId)} ${text.split('.').at(-1)}`)
      .sort();
  };

  it('are none before ten minutes are over', async () => {
    await send();
    await lookAfter(10 * MINUTE - 1);
    expect(await told()).to.deep.equal([]);
  });

  it('tell every engineer after ten minutes while nobody has taken the report, and once', async () => {
    await send();
    await lookAfter(10 * MINUTE);
    await lookAfter(15 * SECOND);
    expect(await told()).to.deep.equal(['bo soon', 'lin soon']);
    expect((await lin.get('/notices')).text)
      .to.contain('has no answer yet')
      .and.contain('10:15');
  });

  it('tell only who has taken it, which does not keep the promise', async () => {
    const ref = await send();
    await lin.post(`/reports/${ref}/assign`);
    await lookAfter(10 * MINUTE);
    expect(await told()).to.deep.equal(['lin soon']);
    await lookAfter(5 * MINUTE);
    expect(await told()).to.deep.equal(['lin soon']);
    await lookAfter(1);
    expect(await told()).to.deep.equal(['ada late', 'lin late', 'lin soon']);
    await lookAfter(HOUR);
    expect(await told()).to.have.length(3);
  });

  it('are none once somebody has answered, nor for a report that was taken back', async () => {
    const answered = await send();
    const withdrawn = await send();
    await lin.post(`/reports/${answered}/messages`, { text: 'We see it too.' });
    await mei.post(`/reports/${withdrawn}/withdraw`);
    await lookAfter(10 * MINUTE);
    await lookAfter(HOUR);
    expect(await told()).to.deep.equal([]);
  });

  it('let the night pass: what comes in the evening is near its deadline in the morning', async () => {
    app.clock.advance(12 * HOUR - 8 * MINUTE);
    await send();
    await lookAfter(8 * MINUTE);
    await lookAfter(11 * HOUR);
    await lookAfter(2 * MINUTE - 1);
    expect(await told()).to.deep.equal([]);
    await lookAfter(1);
    expect(await told()).to.deep.equal(['bo soon', 'lin soon']);
    await lookAfter(5 * MINUTE + 1);
    expect(await told()).to.include('ada late');
  });

  it('do not ask engineers to answer themselves', async () => {
    const rui = await app.person('Rui', ['tester', 'qa']);
    const own = await seedHeldUnit(app, rui);
    await sendReport(rui, own);
    await lookAfter(10 * MINUTE);
    expect(await told()).to.deep.equal(['bo soon', 'lin soon']);
  });

  it('say nothing any more a day after the deadline', async () => {
    await send();
    await lookAfter(2 * DAY);
    expect(await told()).to.deep.equal([]);
  });
});
