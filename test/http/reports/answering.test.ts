import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import { noticeModel } from '../../../src/features/notices/notice-schema.js';
import type { NoticeTopic } from '../../../src/kernel/notice.js';
import { ALARM_JOB, CHASE_JOB } from '../../../src/features/reports/index.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

describe('work on reports', () => {
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
      app.tester('Mei'),
    ]);
    unit = await seedHeldUnit(app, mei);
  });
  afterEach(() => app.stop());

  const send = async (fields = {}) => refOf(await sendReport(mei, unit, fields));
  const run = (job: string) => app.container.reports.jobs.find(({ name }) => name === job)!.run();
  const runAfter = async (ms: number, job: string) => {
    app.clock.advance(ms);
    await run(job);
  };
  const hidden = (html: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  /** The answer form of a page, as it was drawn. */
  const formOf = async (actor: Actor, ref: string) => {
    const { text } = await actor.get(`/reports/${ref}`);
    return { clientKey: hidden(text, 'clientKey'), basedOn: hidden(text, 'basedOn') };
  };
  const say = (actor: Actor, ref: string, form: Record<string, string>) =>
    actor.post(`/reports/${ref}/messages`, { clientKey: randomUUID(), ...form });
  /** What somebody was told, by the last part of its key, in the order of time. */
  const toldTo = async (
    person: Actor,
    topic: NoticeTopic = 'report',
  ): Promise<readonly string[]> => {
    const rows = await noticeModel(app.container.database.connection)
      .find({ topic, personId: person.id })
      .sort({ _id: 1 })
      .lean();
    return rows.map(({ text }) => text.split('.').at(-1) ?? '');
  };

  describe('an answer', () => {
    it('is refused when another one came meanwhile, shows it, keeps the text and is sent all the same', async () => {
      const ref = await send();
      const page = await formOf(lin, ref);
      await say(bo, ref, { text: 'We know it, update to 3.0.12.' });
      const refused = await say(lin, ref, { ...page, text: 'Please send a log.' });
      expect(refused.status).to.equal(409);
      expect(refused.text)
        .to.contain('We know it, update to 3.0.12.')
        .and.contain('Bo')
        .and.contain('Please send a log.')
        .and.contain('Send all the same');
      expect((await storedReport(app, ref)).messages).to.have.length(1);
      const again = { clientKey: page.clientKey, basedOn: hidden(refused.text, 'basedOn') };
      expect((await say(lin, ref, { ...again, text: 'Please send a log.' })).status).to.equal(303);
      expect((await storedReport(app, ref)).messages).to.have.length(2);
    });

    it('is refused when the author answered meanwhile what was asked', async () => {
      const ref = await send();
      await say(lin, ref, { text: 'Which app?', action: 'ask' });
      const page = await formOf(bo, ref);
      await say(mei, ref, { text: 'The camera.' });
      expect((await say(bo, ref, { ...page, text: 'Which build?' })).status).to.equal(409);
      expect((await say(bo, ref, { ...page, text: 'A note.', internal: 'yes' })).status).to.equal(
        303,
      );
    });

    it('is sent by one of two who send at once from one page; the other one sees it', async () => {
      const ref = await send();
      const [one, two] = await Promise.all([formOf(lin, ref), formOf(bo, ref)]);
      const sent = await Promise.all([
        say(lin, ref, { ...one, text: 'From Lin.' }),
        say(bo, ref, { ...two, text: 'From Bo.' }),
      ]);
      expect(sent.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
    });

    it('is refused while a placeholder stands in it', async () => {
      const ref = await send();
      const refused = await say(lin, ref, { text: 'Fixed in {{fixBuild}}.' });
      expect(refused.status).to.equal(422);
      expect(refused.text).to.contain('still holds {{fixBuild}}');
    });

    it('begins with a canned one, filled, in the language of the tester and beside it in the other', async () => {
      await lin.post('/desk/answers', {
        ...{ ref: 'log', name: 'Send a log', kinds: 'crash' },
        text_en: 'Hello {{tester}}, send a log of {{unit}} on {{build}}, see {{defect}}.',
        text_zh: '{{tester}}，请发来 {{unit}} 的日志，见 {{defect}}。',
      });
      const ref = await send({ build: '3.0.11' });
      const { text } = await lin.get(`/reports/${ref}?answer=log`);
      expect(text).to.contain(`Hello Mei, send a log of ${unit.ref} on 3.0.11, see {{defect}}.`);
      expect(text).to.contain(`Mei，请发来 ${unit.ref} 的日志`);
      expect(text).to.contain('This report has no value for: {{defect}}');
      const filled = await lin.get(`/reports/${ref}/answers/log`);
      expect(filled.body).to.deep.include({ language: 'en', missing: ['defect'] });
      expect((await lin.get(`/reports/${ref}/answers/none`)).status).to.equal(404);
    });
  });

  describe('a question to the author', () => {
    const ask = async () => {
      const ref = await send();
      await say(lin, ref, { text: 'Which app?', action: 'ask' });
      return ref;
    };

    it('says to its author what is asked and until when', async () => {
      const ref = await ask();
      const { text } = await mei.get(`/reports/${ref}`);
      expect(text).to.contain('An engineer has asked you something').and.contain('6 Mar 2026');
    });

    it('is followed by one reminder after 36 hours and parked after 72, each told once', async () => {
      const ref = await ask();
      await runAfter(36 * HOUR - 1, CHASE_JOB);
      expect(await toldTo(mei)).to.deep.equal(['ask']);
      await runAfter(1, CHASE_JOB);
      await runAfter(HOUR, CHASE_JOB);
      expect(await toldTo(mei)).to.deep.equal(['ask', 'reminder']);
      await runAfter(35 * HOUR - 1, CHASE_JOB);
      expect((await storedReport(app, ref)).status).to.equal('needs_info');
      await Promise.all([runAfter(1, CHASE_JOB), run(CHASE_JOB)]);
      await runAfter(HOUR, CHASE_JOB);
      expect((await storedReport(app, ref)).status).to.equal('parked');
      expect(await toldTo(mei)).to.deep.equal(['ask', 'reminder', 'parked']);
    });

    it('put anew has its whole time and a reminder of its own', async () => {
      const ref = await ask();
      await runAfter(40 * HOUR, CHASE_JOB);
      app.clock.advance(1);
      await say(lin, ref, { text: 'And which build?', action: 'ask' });
      await runAfter(36 * HOUR, CHASE_JOB);
      expect(await toldTo(mei)).to.deep.equal(['ask', 'reminder', 'ask', 'reminder']);
      expect((await storedReport(app, ref)).status).to.equal('needs_info');
      await runAfter(36 * HOUR, CHASE_JOB);
      expect((await storedReport(app, ref)).status).to.equal('parked');
    });

    it('answered within 365 days of parking comes back with a clock of its own, later not', async () => {
      const [early, late] = [await ask(), await ask()];
      const first = (await storedReport(app, early)).firstResponseAt;
      await runAfter(72 * HOUR, CHASE_JOB);
      app.clock.advance(365 * DAY);
      expect((await say(mei, early, { text: 'The camera.' })).status).to.equal(303);
      const back = await storedReport(app, early);
      expect(back).to.deep.include({ status: 'triaged', isOpen: true, waiting: false });
      expect(back.firstResponseAt).to.deep.equal(first);
      expect(back.reanswerDueAt).to.deep.equal(later(app.clock.now(), 15 * MINUTE));
      app.clock.advance(1);
      const refused = await say(mei, late, { text: 'The camera, too.' });
      expect(refused.status).to.equal(409);
      expect(refused.text).to.contain('Send a new report').and.contain('The camera, too.');
    });

    it('answered reminds whoever has the report before the answer is due, and only once', async () => {
      const ref = await ask();
      await lin.post(`/reports/${ref}/assign`);
      await say(mei, ref, { text: 'The camera.' });
      await runAfter(10 * MINUTE, ALARM_JOB);
      await runAfter(MINUTE, ALARM_JOB);
      expect(await toldTo(lin, 'promise')).to.deep.equal(['again']);
      expect(await toldTo(bo, 'promise')).to.deep.equal([]);
      await say(lin, ref, { text: 'Thank you.' });
      expect((await storedReport(app, ref)).reanswerDueAt).to.equal(null);
    });

    it('never moves the clock of the promise', async () => {
      const ref = await send();
      const { dueAt } = await storedReport(app, ref);
      await say(ada, ref, { text: 'Which app?', action: 'ask' });
      await say(mei, ref, { text: 'The camera.' });
      const report = await storedReport(app, ref);
      expect(report).to.deep.include({ waiting: true, firstResponseAt: null, reanswerDueAt: null });
      expect(report.dueAt).to.deep.equal(dueAt);
    });
  });

  describe('the author of a report', () => {
    it('is told of the first answer, of later ones and of a decline', async () => {
      const ref = await send();
      await say(lin, ref, { text: 'We look at it.' });
      app.clock.advance(1);
      await say(lin, ref, { text: 'For us.', internal: 'yes' });
      app.clock.advance(1);
      await say(mei, ref, { text: 'Thanks.' });
      app.clock.advance(1);
      await say(bo, ref, { text: 'It is the torch.' });
      app.clock.advance(1);
      await say(bo, ref, { text: 'It is meant so.', action: 'decline' });
      app.clock.advance(1);
      expect(await toldTo(mei)).to.deep.equal(['first_answer', 'answer', 'decline']);
      expect((await storedReport(app, ref)).tellFrom).to.equal(null);
    });

    it('is told once what became of a defect, however many reports they sent', async () => {
      const refs = [await send(), await send()];
      await lin.post(`/reports/${refs[0]!}/link`, { title: 'Camera closes', severity: 'major' });
      const { defect } = await storedReport(app, refs[0]!);
      await lin.post(`/reports/${refs[1]!}/link`, { defect: defect!.ref });
      await lin.post(`/defects/${defect!.ref}/resolve`, { fixBuild: '3.0.12' });
      await runAfter(2 * MINUTE, 'reports.tell');
      expect(await toldTo(mei)).to.deep.equal(['resolved']);
      await run('reports.tell');
      expect(await toldTo(mei)).to.have.length(1);
    });

    it('is told after all when the one who should have told was killed', async () => {
      const ref = await send();
      await say(lin, ref, { text: 'We look at it.' });
      await noticeModel(app.container.database.connection).deleteMany({ topic: 'report' });
      const { id } = await storedReport(app, ref);
      await app.container.database.connection
        .collection('reports')
        .updateOne({ _id: id as never }, { $set: { tellFrom: app.clock.now() } });
      await run('reports.tell');
      expect(await toldTo(mei)).to.deep.equal([]);
      await runAfter(2 * MINUTE, 'reports.tell');
      expect(await toldTo(mei)).to.deep.equal(['first_answer']);
    });

    it('reads that we are sorry when the answer is late', async () => {
      const ref = await send();
      app.clock.advance(15 * MINUTE);
      expect((await mei.get(`/reports/${ref}`)).text).not.to.contain('We are sorry');
      app.clock.advance(1);
      expect((await mei.get(`/reports/${ref}`)).text).to.contain('We are sorry');
      expect((await lin.get(`/reports/${ref}`)).text).not.to.contain('We are sorry');
    });
  });

  describe('alarms by the rota', () => {
    const plan = async (person: Actor, from: number, to: number) => {
      await app.container.rota.service.add(
        { ...(await viewer(person)), roles: ['qa'] },
        {
          ...{ personId: person.id, remark: '' },
          startsAt: later(app.clock.now(), from),
          endsAt: later(app.clock.now(), to),
        },
      );
    };
    const viewer = async (person: Actor) =>
      (await app.container.accounts.service.loadViewer(person.id))!;

    it('tell who is on duty, and whoever has the report only while on duty', async () => {
      await plan(bo, 0, HOUR);
      const [free, taken] = [await send(), await send()];
      await lin.post(`/reports/${taken}/assign`);
      await runAfter(10 * MINUTE, ALARM_JOB);
      expect(await toldTo(bo, 'promise')).to.deep.equal(['soon', 'soon']);
      expect(await toldTo(lin, 'promise')).to.deep.equal([]);
      expect((await storedReport(app, free)).assigneeId).to.equal(null);
    });

    it('hand on what is late from who went off duty, once, without a new clock', async () => {
      await plan(lin, 0, 5 * MINUTE);
      await plan(bo, 5 * MINUTE, HOUR);
      const ref = await send();
      const { dueAt } = await storedReport(app, ref);
      await lin.post(`/reports/${ref}/assign`);
      await runAfter(15 * MINUTE, ALARM_JOB);
      expect((await storedReport(app, ref)).assigneeId).to.equal(lin.id);
      await Promise.all([runAfter(1, ALARM_JOB), run(ALARM_JOB)]);
      const report = await storedReport(app, ref);
      expect(report).to.deep.include({ assigneeId: bo.id, waiting: true, dueAt });
      const handed = report.events.filter(({ action }) => action === 'hand_over');
      expect(handed.map(({ toId }) => toId)).to.deep.equal([bo.id]);
      expect(await toldTo(lin, 'promise')).to.deep.equal(['handed_from']);
      expect(await toldTo(bo, 'promise')).to.include.members(['handed_to', 'late']);
      expect(await toldTo(ada, 'promise')).to.deep.equal(['late']);
    });

    it('never hand a report to its author', async () => {
      const rui = await app.person('Rui', ['tester', 'qa']);
      const own = await seedHeldUnit(app, rui);
      await plan(rui, 0, HOUR);
      const ref = refOf(await sendReport(rui, own));
      await lin.post(`/reports/${ref}/assign`);
      await runAfter(16 * MINUTE, ALARM_JOB);
      expect((await storedReport(app, ref)).assigneeId).to.equal(lin.id);
    });
  });

  describe('a private report', () => {
    const SECRET = 'The lock screen opens with an empty PIN';
    const sendPrivate = () => send({ isPrivate: 'yes', text: SECRET });

    it('shows its words to its author and to who took it, and to nobody else', async () => {
      const ref = await sendPrivate();
      expect((await mei.get(`/reports/${ref}`)).text).to.contain(SECRET);
      for (const person of [lin, bo, ada]) {
        const { status, text } = await person.get(`/reports/${ref}`);
        expect(status).to.equal(200);
        expect(text).to.contain('Private report').and.not.contain(SECRET);
      }
      await lin.post(`/reports/${ref}/assign`);
      expect((await lin.get(`/reports/${ref}`)).text).to.contain(SECRET);
      expect((await bo.get(`/reports/${ref}`)).text).not.to.contain(SECRET);
      expect((await storedReport(app, ref)).events.map(({ action }) => action)).to.include(
        'assign',
      );
    });

    it('is in lists and in the search of staff without a word', async () => {
      const ref = await sendPrivate();
      await app.container.jobs.runAll();
      for (const url of ['/desk', '/desk?view=open'])
        expect((await lin.get(url)).text, url).not.to.contain(SECRET);
      for (const words of ['PIN', ref])
        expect((await lin.get(`/search?q=${words}`)).text).not.to.contain(`/reports/${ref}"`);
      expect((await lin.get('/desk')).text).to.contain('Private report');
      expect((await mei.get('/reports')).text).to.contain(SECRET);
    });

    it('takes no answer, status or link from who did not take it', async () => {
      const ref = await sendPrivate();
      const refused = [
        await say(bo, ref, { text: 'Hello' }),
        await bo.post(`/reports/${ref}/status`, { action: 'triage' }),
        await bo.get(`/reports/${ref}/link`),
        await bo.post(`/reports/${ref}/link`, { title: 'Lock screen', severity: 'critical' }),
      ];
      expect(refused.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403]);
    });

    it('keeps its files and their copies closed', async () => {
      const ref = refOf(await sendReport(mei, unit, { isPrivate: 'yes' }, [['a.log', 'E boom']]));
      await app.container.jobs.runAll();
      for (const path of ['files/1', 'files/1/log', 'files/1/log.txt'])
        expect((await bo.get(`/reports/${ref}/${path}`)).status, path).to.equal(403);
      await lin.post(`/reports/${ref}/assign`);
      expect((await lin.get(`/reports/${ref}/files/1`)).status).to.equal(200);
    });

    it('opens to an admin who gives a reason, for a quarter of an hour, and says so', async () => {
      const ref = await sendPrivate();
      expect((await ada.post(`/reports/${ref}/open`, { reason: '' })).status).to.equal(422);
      await ada.post(`/reports/${ref}/open`, { reason: 'Asked by the security team' });
      expect((await ada.get(`/reports/${ref}`)).text).to.contain(SECRET);
      app.clock.advance(15 * MINUTE + 1);
      expect((await ada.get(`/reports/${ref}`)).text).not.to.contain(SECRET);
      const { events } = await storedReport(app, ref);
      expect(events.find(({ action }) => action === 'override')?.reason).to.contain(
        'security team',
      );
    });

    it('goes behind no public defect, and made private later not from behind one', async () => {
      const open = await send();
      await lin.post(`/reports/${open}/link`, { title: 'Camera closes', severity: 'major' });
      const { defect } = await storedReport(app, open);
      expect((await lin.post(`/reports/${open}/private`)).status).to.equal(409);
      const ref = await sendPrivate();
      await lin.post(`/reports/${ref}/assign`);
      const refused = await lin.post(`/reports/${ref}/link`, { defect: defect!.ref });
      expect(refused.status).to.equal(422);
      expect((await storedReport(app, ref)).defect).to.equal(null);
    });

    it('is made so by QA later, which takes its words out of the search', async () => {
      const ref = await send({ text: SECRET });
      await app.container.jobs.runAll();
      expect((await bo.get('/search?q=PIN')).text).to.contain(`/reports/${ref}"`);
      await lin.post(`/reports/${ref}/private`);
      app.clock.advance(MINUTE);
      await app.container.jobs.runAll();
      expect((await bo.get('/search?q=PIN')).text).not.to.contain(`/reports/${ref}"`);
      expect((await lin.get(`/reports/${ref}`)).text).not.to.contain(SECRET);
    });

    it('made so by QA is read by all staff again once QA says why, and its author is told', async () => {
      const ref = await send({ text: SECRET });
      await lin.post(`/reports/${ref}/private`);
      const lift = (who: Actor, reason = 'Marked by mistake') =>
        who.post(`/reports/${ref}/private/lift`, { reason });
      for (const who of [bo, ada, mei]) expect((await lift(who)).status).to.equal(403);
      await lin.post(`/reports/${ref}/assign`);
      expect((await lin.get(`/reports/${ref}`)).text).to.contain('All staff can then read');
      expect((await lift(lin, '')).status).to.equal(422);
      for (let times = 0; times < 2; times += 1) expect((await lift(lin)).status).to.equal(303);
      expect((await bo.get(`/reports/${ref}`)).text)
        .to.contain(SECRET)
        .and.contain('Marked by mistake');
      expect(await toldTo(mei)).to.deep.equal(['lifted']);
      app.clock.advance(MINUTE);
      await app.container.jobs.runAll();
      expect((await bo.get('/search?q=PIN')).text).to.contain(`/reports/${ref}"`);
    });

    it('asked for by its author is read by all staff once the author says so', async () => {
      const ref = await sendPrivate();
      await lin.post(`/reports/${ref}/assign`);
      expect((await lin.get(`/reports/${ref}`)).text).to.contain('only the author ends it');
      const form = { reason: 'It is no secret' };
      expect((await lin.post(`/reports/${ref}/private/lift`, form)).status).to.equal(403);
      expect((await mei.post(`/reports/${ref}/private/lift`, form)).status).to.equal(303);
      expect((await bo.get(`/reports/${ref}`)).text).to.contain(SECRET);
      expect(await toldTo(mei)).to.deep.equal([]);
    });

    it('stays so while its defect is under embargo, and when that is lifted', async () => {
      const ref = await sendPrivate();
      await lin.post(`/reports/${ref}/assign`);
      await lin.post(`/reports/${ref}/link`, { title: 'Lock screen', severity: 'critical' });
      const { defect } = await storedReport(app, ref);
      const form = { reason: 'It is no secret' };
      const refused = await mei.post(`/reports/${ref}/private/lift`, form);
      expect(refused.status).to.equal(409);
      expect(refused.text).to.contain(`${defect!.ref} behind this report is under embargo`);
      const embargo = `/defects/${defect!.ref}/embargo`;
      await lin.post(`${embargo}/propose`);
      await bo.post(`${embargo}/lift`);
      expect((await bo.get(`/reports/${ref}`)).text).not.to.contain(SECRET);
      expect((await mei.post(`/reports/${ref}/private/lift`, form)).status).to.equal(303);
      expect((await bo.get(`/reports/${ref}`)).text).to.contain(SECRET);
    });
  });
});
