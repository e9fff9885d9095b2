import { expect } from 'chai';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import { RECKON_JOB } from '../../../src/features/reports/index.js';
import type { Unit } from '../../../src/features/units/index.js';
import { reportModel } from '../../../src/features/reports/report-schema.js';
import { startTestApp, TEST_START, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const form = (fields: Readonly<Record<string, string>> = {}) => ({
  version: '1',
  zone: 'Asia/Shanghai',
  ...Object.fromEntries(DAYS.map((day) => [day, '09:00-22:00'])),
  exceptions: '',
  responseMinutes: '15',
  warnMinutes: '10',
  ...fields,
});
const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the promise over HTTP', () => {
  let app: TestApp;
  let ada: Actor;
  let lin: Actor;
  let mei: Actor;
  let unit: Unit;
  beforeEach(async () => {
    app = await startTestApp();
    [ada, lin, mei] = await Promise.all([app.admin(), app.qa(), app.tester()]);
    unit = await seedHeldUnit(app, mei);
  });
  afterEach(() => app.stop());

  const change = (fields?: Readonly<Record<string, string>>) =>
    ada.post('/admin/promise', form(fields));
  const send = async () => refOf(await sendReport(mei, unit));
  const answer = (ref: string) =>
    lin.post(`/reports/${ref}/messages`, { text: 'Thanks, we see it too.' });
  const run = (name: string) => app.container.reports.jobs.find((job) => job.name === name)!.run();
  const clockOf = async (ref: string) => {
    const { dueAt, responseMs, dueBy } = await storedReport(app, ref);
    return { dueAt, responseMs, dueBy };
  };

  it('names its own zone to people of another', async () => {
    await app.container.accounts.service.updateSettings(ada, { zone: 'Europe/Berlin' });
    expect((await ada.get('/admin/promise')).text).to.contain('value="Asia/Shanghai"');
    expect((await ada.get('/promise')).text).to.contain('Hours and days in Asia/Shanghai');
  });

  it('is today what it always was, until an admin edits it', async () => {
    const page = await ada.get('/admin/promise');
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('value="09:00-22:00"').and.contain('Version 1');
    const ref = await send();
    expect(await clockOf(ref)).to.deep.equal({
      dueAt: later(TEST_START, 15 * MINUTE),
      responseMs: null,
      dueBy: 1,
    });
  });

  it('counts by its zone, its hours and its holidays as soon as they are saved', async () => {
    const saved = await change({
      ...{ zone: 'Europe/Berlin', tue: '' },
      exceptions: '2026-03-04 closed Day off\n2026-03-05 18:00-24:00 Long evening',
      responseMinutes: '30',
    });
    expect([saved.status, saved.headers['location']]).to.deep.equal([303, '/admin/promise']);
    const ref = await send();
    // A Tuesday without duty, a day off, and Thursday, 18:30 in Berlin.
    expect(await clockOf(ref)).to.deep.equal({
      dueAt: new Date('2026-03-05T17:30:00Z'),
      responseMs: null,
      dueBy: 2,
    });
    expect(words((await mei.get('/report')).text)).to.contain('No engineer is on duty now');
    expect((await ada.get('/admin/promise')).text)
      .to.contain('Version 2')
      .and.contain('Ada');
  });

  it('counts across the midnight at which duty goes on', async () => {
    await change(Object.fromEntries(DAYS.map((day) => [day, '00:00-24:00'])));
    app.clock.advance(14 * HOUR - 5 * MINUTE);
    const ref = await send();
    expect((await clockOf(ref)).dueAt).to.deep.equal(new Date('2026-03-03T16:10:00Z'));
    app.clock.advance(12 * MINUTE);
    await answer(ref);
    expect((await clockOf(ref)).responseMs).to.equal(12 * MINUTE);
  });

  it('makes all clocks anew after a change, answered or not, and only once', async () => {
    const answered = await send();
    app.clock.advance(10 * MINUTE);
    await answer(answered);
    const open = await send();
    expect((await clockOf(answered)).responseMs).to.equal(10 * MINUTE);
    // From 10:05 on, where the first was sent at 10:00.
    await change({ tue: '10:05-22:00', responseMinutes: '30', warnMinutes: '20' });
    await run(RECKON_JOB);
    const expected = [
      { dueAt: later(TEST_START, 35 * MINUTE), responseMs: 5 * MINUTE, dueBy: 2 },
      { dueAt: later(TEST_START, 40 * MINUTE), responseMs: null, dueBy: 2 },
    ];
    const clocks = () => Promise.all([answered, open].map(clockOf));
    expect(await clocks()).to.deep.equal(expected);
    const before = await storedReport(app, open);
    await run(RECKON_JOB);
    expect(await clocks()).to.deep.equal(expected);
    expect(await storedReport(app, open)).to.deep.equal(before);
  });

  it('goes on where a killed run was, and never back to an older version', async () => {
    const refs = [await send(), await send(), await send()] as const;
    await change({ responseMinutes: '20' });
    await change({ version: '2', responseMinutes: '25' });
    const reports = reportModel(app.container.database.connection);
    const due = later(TEST_START, 3 * DAY);
    await reports.updateOne({ ref: refs[0] }, { $set: { dueBy: 4, dueAt: due } });
    await reports.collection.updateOne({ ref: refs[1] }, { $unset: { dueBy: 1, responseMs: 1 } });
    await Promise.all([run(RECKON_JOB), run(RECKON_JOB)]);
    const [newer, ...rest] = await Promise.all(refs.map(clockOf));
    expect(newer).to.deep.include({ dueBy: 4, dueAt: due });
    for (const clock of rest)
      expect(clock).to.deep.equal({
        dueAt: later(TEST_START, 25 * MINUTE),
        responseMs: null,
        dueBy: 3,
      });
  });

  const refused: readonly [string, Readonly<Record<string, string>>, string][] = [
    ['a zone there is none of', { zone: 'Mars/Olympus' }, 'Asia/Shanghai or Europe/Berlin'],
    ['hours that end before they begin', { wed: '22:00-02:00' }, 'Write hours as in 09:00-22:00'],
    ['a week without duty', Object.fromEntries(DAYS.map((day) => [day, ''])), 'at least one'],
    ['a warning after the deadline', { warnMinutes: '15' }, 'Choose fewer minutes'],
    ['no minutes', { responseMinutes: '0' }, 'responseMinutes'],
    ['a line that is no day', { exceptions: '2026-10-01 closed\nOctober' }, 'Line 2, “October”'],
    ['a field that nobody asked for', { holidays: 'all' }, 'holidays'],
  ];
  for (const [what, fields, said] of refused)
    it(`refuses ${what}, says what to write and keeps what was typed`, async () => {
      const refusal = await change({ exceptions: '2026-05-01 closed Labour Day', ...fields });
      expect(refusal.status).to.equal(422);
      expect(refusal.text).to.contain(said);
      for (const typed of Object.values(fields).filter((one) => one !== 'all'))
        expect(refusal.text).to.contain(typed);
      expect((await ada.get('/admin/promise')).text).to.contain('Version 1');
    });

  it('refuses an edit over a newer one, keeps the text, and takes it once that was seen', async () => {
    await change({ responseMinutes: '20' });
    const refusal = await change({ responseMinutes: '25', exceptions: '2026-05-01 closed' });
    expect(refusal.status).to.equal(409);
    expect(refusal.text)
      .to.contain('Somebody saved a newer version')
      .and.contain('2026-05-01 closed')
      .and.contain('name="version" value="2"');
    const [first, second] = await Promise.all([
      change({ version: '2', responseMinutes: '25' }),
      change({ version: '2', responseMinutes: '30' }),
    ]);
    expect([first.status, second.status].sort()).to.deep.equal([303, 409]);
  });

  it('speaks Chinese to an admin who reads it, line numbers included', async () => {
    const zhang = await app.person('Zhang', ['admin'], 'zh-CN');
    const page = await zhang.get('/admin/promise');
    expect(page.text).to.contain('值班时间').and.contain('星期一');
    const refusal = await zhang.post('/admin/promise', form({ exceptions: '十月一日 休息' }));
    expect(refusal.text).to.contain('第 1 行“十月一日 休息”');
  });
});
