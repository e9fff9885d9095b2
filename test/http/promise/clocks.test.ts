import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import { ALARM_JOB, RECKON_JOB } from '../../../src/features/reports/index.js';
import type { Unit } from '../../../src/features/units/index.js';
import { createTestClock, startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

/** Wednesday, 21:50 in Shanghai, ten minutes before the end of duty. */
const EVENING = new Date('2026-03-04T13:50:00Z');
const CALENDAR = {
  ...{ version: '1', zone: 'Asia/Shanghai', exceptions: '', responseMinutes: '15' },
  ...{ warnMinutes: '10', mon: '09:00-22:00', tue: '09:00-22:00', wed: '09:00-22:00' },
  ...{ thu: '09:00-22:00', fri: '09:00-22:00', sat: '09:00-22:00', sun: '09:00-22:00' },
};

describe('the clock of the promise, from a report to its answer', () => {
  let app: TestApp;
  let ada: Actor;
  let lin: Actor;
  let mei: Actor;
  let unit: Unit;
  const start = async (at?: Date) => {
    app = await startTestApp(at ? { clock: createTestClock(at) } : {});
    [ada, lin, mei] = await Promise.all([app.admin(), app.qa('Lin'), app.tester('Mei')]);
    unit = await seedHeldUnit(app, mei);
  };
  afterEach(() => app.stop());

  const send = async () => refOf(await sendReport(mei, unit));
  const stored = (ref: string) => storedReport(app, ref);
  const reckon = () => app.container.reports.jobs.find(({ name }) => name === RECKON_JOB)!.run();

  it('is stopped by no robot, note, assignment, hand-over, status or admin, only by QA in public', async () => {
    await start();
    const ref = await send();
    const { id, dueAt } = await stored(ref);
    await app.container.jobs.runAll();
    await lin.post(`/reports/${ref}/assign`);
    await lin.post(`/reports/${ref}/messages`, { text: 'For us.', internal: 'yes' });
    await ada.post(`/reports/${ref}/messages`, { text: 'An admin writes.' });
    await lin.post(`/reports/${ref}/link`, { title: 'Camera closes', severity: 'major' });
    app.clock.advance(10 * MINUTE);
    await app.container.jobs.runAll();
    expect(await stored(ref)).to.deep.include({ waiting: true, firstResponseAt: null, dueAt });
    await lin.post(`/reports/${ref}/messages`, { text: 'We see it too.' });
    expect(await stored(ref)).to.deep.include({ id, waiting: false, responseMs: 10 * MINUTE });
  });

  it('stays that of each report when their defects are merged and cut, the earliest first', async () => {
    await start();
    const early = await send();
    app.clock.advance(5 * MINUTE);
    const late = await send();
    const clocks = async () => [(await stored(early)).dueAt, (await stored(late)).dueAt];
    const before = await clocks();
    for (const ref of [early, late])
      await lin.post(`/reports/${ref}/link`, { title: 'Camera closes', severity: 'major' });
    const { merges } = app.container.defects;
    const [one, two] = [(await stored(early)).defect!.ref, (await stored(late)).defect!.ref];
    await merges.merge(two, one, 'One cause.', lin);
    expect(await clocks()).to.deep.equal(before);
    expect(before[0]!.getTime()).to.be.lessThan(before[1]!.getTime());
    expect(await stored(late)).to.deep.include({ waiting: true, firstResponseAt: null });
    const page = async () => (await lin.get(`/defects/${one}`)).text;
    expect(await page()).to.contain(`data-due="${before[0]!.toISOString()}"`);
    await lin.post(`/reports/${early}/messages`, { text: 'We see it too.' });
    expect(await page()).to.contain(`data-due="${before[1]!.toISOString()}"`);
    await merges.unmerge(two, 'Two causes.', lin);
    expect(await clocks()).to.deep.equal(before);
  });

  it('goes on in the morning after the night, and is kept then', async () => {
    await start(EVENING);
    const ref = await send();
    const nine = new Date('2026-03-05T01:00:00Z');
    expect((await stored(ref)).dueAt).to.deep.equal(later(nine, 5 * MINUTE));
    app.clock.advance(11 * HOUR + 14 * MINUTE);
    await lin.post(`/reports/${ref}/messages`, { text: 'Good morning.' });
    expect((await stored(ref)).responseMs).to.equal(14 * MINUTE);
  });

  it('passes over a holiday that is named after the report came', async () => {
    await start(EVENING);
    const ref = await send();
    await ada.post('/admin/promise', { ...CALENDAR, exceptions: '2026-03-05 closed Holiday' });
    await reckon();
    expect((await stored(ref)).dueAt).to.deep.equal(new Date('2026-03-06T01:05:00Z'));
    expect((await mei.get(`/reports/${ref}`)).text).to.contain('6 Mar 2026');
  });

  it('of a second answer, too, passes over a holiday that is named later, and is told of anew', async () => {
    await start(EVENING);
    const ref = await send();
    const say = (actor: Actor, form: Record<string, string>) =>
      actor.post(`/reports/${ref}/messages`, { clientKey: randomUUID(), ...form });
    await say(lin, { text: 'Which app?', action: 'ask' });
    await say(mei, { text: 'The camera.' });
    const back = app.clock.now();
    const second = async () => (await stored(ref)).reanswerDueAt;
    expect(await second()).to.deep.equal(new Date('2026-03-05T01:05:00Z'));
    const alarms = app.container.reports.jobs.find(({ name }) => name === ALARM_JOB)!;
    app.clock.advance(11 * HOUR + 10 * MINUTE);
    await alarms.run();
    expect(await stored(ref)).to.include({ isReanswerTold: true });
    await ada.post('/admin/promise', { ...CALENDAR, exceptions: '2026-03-05 closed Holiday' });
    await reckon();
    const moved = await stored(ref);
    expect(moved).to.deep.include({ cameBackAt: back, isReanswerTold: false, dueBy: 2 });
    expect(moved.reanswerDueAt).to.deep.equal(new Date('2026-03-06T01:05:00Z'));
    await say(lin, { text: 'Thank you.' });
    await ada.post('/admin/promise', { ...CALENDAR, version: '2', responseMinutes: '20' });
    await reckon();
    expect(await stored(ref)).to.deep.include({ reanswerDueAt: null, cameBackAt: null, dueBy: 3 });
  });

  it('goes by the hours of the zone, also for what was answered before that changed', async () => {
    await start(EVENING);
    const ref = await send();
    app.clock.advance(9 * MINUTE);
    await lin.post(`/reports/${ref}/messages`, { text: 'We see it too.' });
    expect((await stored(ref)).responseMs).to.equal(9 * MINUTE);
    await ada.post('/admin/promise', { ...CALENDAR, zone: 'Asia/Tokyo' });
    await reckon();
    const report = await stored(ref);
    // In Tokyo it is 22:50 already: nothing of the next duty had passed when it was answered.
    expect(report).to.deep.include({ responseMs: 0, dueBy: 2 });
    expect(report.dueAt).to.deep.equal(new Date('2026-03-05T00:15:00Z'));
  });

  it('counts through a midnight of duty on both sides', async () => {
    await start(new Date('2026-03-04T15:55:00Z'));
    await ada.post('/admin/promise', { ...CALENDAR, wed: '09:00-24:00', thu: '00:00-22:00' });
    const ref = await send();
    expect((await stored(ref)).dueAt).to.deep.equal(new Date('2026-03-04T16:10:00Z'));
  });
});
