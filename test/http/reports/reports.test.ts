import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../../../src/config.js';
import { sha256 } from '../../../src/kernel/ids.js';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, TEST_START, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';
import { storedUnit } from '../../support/units.js';

const LOG = '03-03 10:00:00.000  1234  1234 E AndroidRuntime: FATAL EXCEPTION: main\n';

describe('reports over HTTP', () => {
  let app: TestApp;
  let mei: Actor;
  let unit: Unit;
  before(async () => {
    app = await startTestApp();
    mei = await app.tester('Mei');
    unit = await seedHeldUnit(app, mei);
  });
  after(() => app.stop());

  const send = (fields = {}, files: Parameters<typeof sendReport>[3] = []) =>
    sendReport(mei, unit, fields, files);
  const incoming = () => readdir(path.join(app.container.config.uploadsDir, 'incoming'));
  const stage = (actor: Actor, name: string, content: string, clientKey = randomUUID()) =>
    actor.agent
      .post('/uploads')
      .set('Accept', 'application/json')
      .field('clientKey', clientKey)
      .attach('file', Buffer.from(content), name);

  it('offers the form for the unit in hand', async () => {
    const form = await mei.get('/report');
    expect(form.status).to.equal(200);
    expect(form.text).to.contain(unit.ref).and.contain('multipart/form-data');
  });

  it('shows a tester without a unit why there is no form', async () => {
    const answer = await (await app.tester('Empty')).get('/report');
    expect(answer.status).to.equal(200);
    expect(answer.text).not.to.contain('<textarea');
  });

  it('takes a report with its files and confirms what arrived and until when it is answered', async () => {
    const ref = refOf(
      await send({}, [
        ['崩溃 日志.txt', LOG],
        ['empty.log', ''],
      ]),
    );
    const page = await mei.get(`/reports/${ref}`);
    expect(page.status).to.equal(200);
    for (const shown of [ref, '崩溃 日志.txt', sha256(LOG).slice(0, 8), 'empty.log', '10:15'])
      expect(page.text).to.contain(shown);
    const report = await storedReport(app, ref);
    expect(report.title).to.equal('Camera closes');
    expect(report.dueAt).to.deep.equal(later(TEST_START, 15 * MINUTE));
    expect(report.attachments.map(({ n, size, state }) => [n, size, state])).to.deep.equal([
      [1, Buffer.byteLength(LOG), 'received'],
      [2, 0, 'received'],
    ]);
    expect(await app.container.vault.has(sha256(LOG))).to.equal(true);
    expect((await storedUnit(app, unit.id)).state).to.equal('in_test');
    expect(await incoming()).to.deep.equal([]);
  });

  it('answers ten parallel posts of one form with one report', async () => {
    const { limits } = app.container.config;
    const roomy = await startTestApp({
      config: { limits: { ...limits, uploadsInFlightPerPerson: 10 } },
    });
    const lan = await roomy.tester('Lan');
    const held = await seedHeldUnit(roomy, lan);
    const fields = { clientKey: randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => sendReport(lan, held, fields, [['a.txt', 'same']])),
    );
    expect(new Set(answers.map(refOf)).size).to.equal(1);
    const { rows } = await roomy.container.reports.mine(lan.id, undefined);
    expect(rows).to.have.length(1);
    await roomy.stop();
  });

  it('takes a form that comes back with other words for another one, and says each once', async () => {
    const clientKey = randomUUID();
    const first = refOf(await send({ clientKey, text: 'Camera closes' }));
    const second = refOf(await send({ clientKey, text: 'The torch flickers' }));
    expect(second).not.to.equal(first);
    expect(refOf(await send({ clientKey, text: 'The torch flickers' }))).to.equal(second);
    const qa = await app.qa('Key');
    const word = { clientKey: randomUUID() };
    for (const text of ['Which app?', 'Which build?', 'Which build?', 'Which app?'])
      await qa.post(`/reports/${first}/messages`, { ...word, text });
    const texts = (await storedReport(app, first)).messages.map(({ text }) => text);
    expect(texts).to.deep.equal(['Which app?', 'Which build?']);
  });

  it('is taken by one of two engineers who saw it with nobody, and from a colleague knowingly', async () => {
    const ref = refOf(await send());
    const [one, two] = [await app.qa('One'), await app.qa('Two')];
    const take = (actor: Actor, from: string) => actor.post(`/reports/${ref}/assign`, { from });
    const taken = await Promise.all([take(one, ''), take(two, '')]);
    expect(taken.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
    const { assigneeId } = await storedReport(app, ref);
    const [first, second] = assigneeId === one.id ? [one, two] : [two, one];
    expect((await take(first, '')).status).to.equal(303);
    const page = await second.get(`/reports/${ref}`);
    expect(page.text).to.contain(`name="from" value="${first.id}"`);
    expect((await take(second, first.id)).status).to.equal(303);
    expect((await storedReport(app, ref)).assigneeId).to.equal(second.id);
  });

  it('keeps what an engineer typed when the report is made private meanwhile', async () => {
    const ref = refOf(await send());
    const [typing, faster] = [await app.qa('Typing'), await app.qa('Faster')];
    await faster.post(`/reports/${ref}/private`);
    const refused = await typing.post(`/reports/${ref}/messages`, { text: 'Please update first.' });
    expect(refused.status).to.equal(403);
    expect(refused.text).to.contain('Please update first.').and.contain('Take it and read it');
  });

  it('takes files that arrived before the form, once each', async () => {
    const key = randomUUID();
    const first = await stage(mei, '日志.txt', LOG, key);
    expect(first.status).to.equal(201);
    expect(first.body).to.include({ name: '日志.txt', size: Buffer.byteLength(LOG) });
    const { id } = first.body as { id: string };
    expect((await stage(mei, '日志.txt', LOG, key)).body).to.deep.equal(first.body);
    const fields = { staged: id, clientKey: randomUUID() };
    const ref = refOf(await send(fields));
    expect(refOf(await send(fields))).to.equal(ref);
    expect((await storedReport(app, ref)).attachments[0]?.sha256).to.equal(sha256(LOG));
    const again = await send({ staged: id });
    expect(again.status).to.equal(422);
  });

  it('leaves what others staged alone', async () => {
    const other = await app.tester('Other');
    const { id } = (await stage(other, 'a.txt', 'secret')).body as { id: string };
    expect((await send({ staged: id })).status).to.equal(422);
  });

  it('forgets a staged file after a day, and the bytes a day later', async () => {
    const { id } = (await stage(mei, 'old.txt', 'nobody asked')).body as { id: string };
    app.clock.advance(25 * HOUR);
    expect((await send({ staged: id })).status).to.equal(422);
    app.clock.advance(-25 * HOUR);
  });

  it('gives a refused form back with what was typed and what was staged', async () => {
    const { id } = (await stage(mei, 'kept.txt', 'kept')).body as { id: string };
    const key = randomUUID();
    const answer = await send({ clientKey: key, kind: 'nonsense', text: '还在这里', staged: id });
    expect(answer.status).to.equal(422);
    for (const shown of [key, id, 'kept.txt', '还在这里']) expect(answer.text).to.contain(shown);
    expect(await incoming()).to.deep.equal([]);
  });

  it('refuses a unit that is in other hands', async () => {
    const other = await app.tester('Thief');
    await seedHeldUnit(app, other);
    expect((await sendReport(other, unit)).status).to.equal(422);
  });

  it('shows a report to its author and to staff only', async () => {
    const ref = refOf(await send());
    expect((await (await app.tester('Nosy')).get(`/reports/${ref}`)).status).to.equal(404);
    const staff = await (await app.qa()).get(`/reports/${ref}`);
    expect(staff.status).to.equal(200);
    expect(staff.text).to.contain('class="back" href="/desk"');
    expect((await app.visitor().get(`/reports/${ref}`)).status).to.equal(303);
  });

  it('stops the clock only at the public word of QA', async () => {
    const ref = refOf(await send());
    const [lin, ada] = [await app.qa('Lin'), await app.admin('Ada')];
    const waiting = async () => (await storedReport(app, ref)).waiting;
    await mei.post(`/reports/${ref}/messages`, { text: 'Hello?' });
    await lin.post(`/reports/${ref}/assign`);
    await lin.post(`/reports/${ref}/messages`, { text: 'Looks like night mode', internal: 'yes' });
    await ada.post(`/reports/${ref}/messages`, { text: 'We are on it.' });
    expect(await waiting()).to.equal(true);
    app.clock.advance(4 * MINUTE);
    const key = randomUUID();
    for (let sent = 0; sent < 2; sent += 1)
      expect(
        (
          await lin.post(`/reports/${ref}/messages`, {
            clientKey: key,
            text: '请发日志',
            action: 'ask',
          })
        ).status,
      ).to.equal(303);
    const report = await storedReport(app, ref);
    expect(report).to.include({ waiting: false, status: 'needs_info', firstResponderId: lin.id });
    expect(report.messages.filter(({ text }) => text === '请发日志')).to.have.length(1);
    const [hers, his] = [await mei.get(`/reports/${ref}`), await lin.get(`/reports/${ref}`)];
    expect(hers.text)
      .to.contain('请发日志')
      .and.contain('4 min')
      .and.not.contain('night mode, maybe');
    expect(hers.text).not.to.contain('Looks like night mode');
    expect(his.text).to.contain('Looks like night mode');
    app.clock.advance(-4 * MINUTE);
  });

  it('opens a report again when its author adds the log that was asked for', async () => {
    const ref = refOf(await send());
    const lin = await app.qa('Lin');
    await lin.post(`/reports/${ref}/messages`, { text: 'A log, please.', action: 'ask' });
    const key = randomUUID();
    for (let sent = 0; sent < 2; sent += 1) {
      const answer = await mei.agent
        .post(`/reports/${ref}/files`)
        .field('clientKey', key)
        .field('text', '')
        .attach('files', Buffer.from(LOG), 'log.txt');
      expect(answer.status).to.equal(303);
    }
    const report = await storedReport(app, ref);
    expect(report.status).to.equal('triaged');
    expect(report.attachments.map(({ n, name }) => [n, name])).to.deep.equal([[1, 'log.txt']]);
  });

  it('moves by the table and refuses the rest', async () => {
    const ref = refOf(await send());
    const lin = await app.qa('Lin');
    const park = () => lin.post(`/reports/${ref}/status`, { action: 'park' });
    expect((await park()).status).to.equal(409);
    await lin.post(`/reports/${ref}/messages`, { text: 'Which app?', action: 'ask' });
    expect((await park()).status).to.equal(303);
    expect((await mei.post(`/reports/${ref}/withdraw`)).status).to.equal(303);
    const late = await lin.post(`/reports/${ref}/messages`, { text: 'Too late' });
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('Too late');
  });

  it('hands raw files to the author, the engineer on it, and an admin with a reason', async () => {
    const ref = refOf(await send({}, [['日志.txt', LOG]]));
    const [lin, ada] = [await app.qa('Lin'), await app.admin('Ada')];
    const file = `/reports/${ref}/files/1`;
    const hers = await mei.agent.get(file).buffer();
    expect(hers.status).to.equal(200);
    expect(hers.headers['content-type']).to.contain('application/octet-stream');
    expect(hers.headers['content-disposition']).to.contain("filename*=UTF-8''");
    expect((await lin.get(file)).status).to.equal(403);
    await lin.post(`/reports/${ref}/assign`);
    expect((await lin.get(file)).status).to.equal(200);
    expect((await ada.get(file)).status).to.equal(403);
    expect((await ada.post(file, { reason: '' })).status).to.equal(422);
    expect((await ada.post(file, { reason: 'Lin is ill, the release waits.' })).status).to.equal(
      303,
    );
    expect((await ada.get(file)).status).to.equal(200);
    const { events } = await storedReport(app, ref);
    const seen = events.map(({ action, byId }) => `${action} ${byId ?? ''}`);
    expect(seen.slice(-3)).to.deep.equal([
      `read ${lin.id}`,
      `override ${ada.id}`,
      `read ${ada.id}`,
    ]);
    app.clock.advance(16 * MINUTE);
    expect((await ada.get(file)).status).to.equal(403);
    app.clock.advance(-16 * MINUTE);
    expect((await (await app.tester('Nosy')).get(file)).status).to.equal(404);
    expect((await mei.get(`/reports/${ref}/files/2`)).status).to.equal(404);
  });

  it('parks a question that nobody answered for three days', async () => {
    const ref = refOf(await send());
    const lin = await app.qa('Lin');
    await lin.post(`/reports/${ref}/messages`, { text: 'Which app?', action: 'ask' });
    app.clock.advance(3 * DAY + MINUTE);
    await app.container.jobs.runAll();
    expect((await storedReport(app, ref)).status).to.equal('parked');
    await mei.post(`/reports/${ref}/messages`, { text: 'The camera.' });
    expect((await storedReport(app, ref)).status).to.equal('triaged');
    app.clock.advance(-3 * DAY - MINUTE);
  });

  it('reads in Chinese', async () => {
    const mina = await app.tester('Mina', 'zh-CN');
    const held = await seedHeldUnit(app, mina);
    const form = await mina.get('/report');
    expect(form.text).to.contain('提反馈').and.contain('15 分钟');
    const page = await mina.get(
      `/reports/${refOf(await sendReport(mina, held, { text: '相机闪退' }))}`,
    );
    expect(page.text).to.contain('反馈已收到').and.contain('lang="zh-CN">相机闪退');
  });

  const forms: readonly [string, string, number][] = [
    ['no boundary', 'multipart/form-data', 400],
    ['a body cut off', 'multipart/form-data; boundary=x', 400],
    ['a form that is not multipart', 'application/x-www-form-urlencoded', 415],
  ];
  for (const [what, type, status] of forms)
    it(`answers ${status} to ${what}`, async () => {
      const body = '--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf';
      const answer = await mei.agent.post('/reports').set('Content-Type', type).send(body);
      expect(answer.status).to.equal(status);
      expect(await incoming()).to.deep.equal([]);
    });

  it('refuses programs and pages and keeps nothing of them', async () => {
    const answer = await send({}, [
      ['ok.txt', 'ok'],
      ['evil.svg', '<svg onload="alert(1)">'],
    ]);
    expect(answer.status).to.equal(415);
    expect(answer.text).to.contain('Camera closes');
    const json = await stage(mei, 'x.html', '<!doctype html>');
    expect(json.status).to.equal(415);
    expect(json.body).to.have.property('message').that.contains('files of this kind');
    expect(await incoming()).to.deep.equal([]);
  });

  it('leaves nothing of an upload that breaks off', async () => {
    const upload = mei.agent
      .post('/uploads')
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .set('Content-Length', '100000');
    upload.on('error', () => undefined);
    upload.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf');
    while ((await incoming()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    upload.abort();
    while ((await incoming()).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('the limits of uploads', () => {
  const KB = 1024;
  const limited = async (limits: object): Promise<{ app: TestApp; mei: Actor; unit: Unit }> => {
    const { limits: usual } = readConfig({ SESSION_SECRET: 'x'.repeat(32) });
    const app = await startTestApp({ config: { limits: { ...usual, ...limits } } });
    const mei = await app.tester('Mei');
    return { app, mei, unit: await seedHeldUnit(app, mei) };
  };
  const cases: readonly [string, object, number, number][] = [
    ['a body over the limit', { reportBytes: KB, fileBytes: KB }, 3 * 1024 * KB, 413],
    ['a file over the limit', { fileBytes: KB }, 2 * KB, 413],
    ['more than the person may send in a day', { personDayBytes: KB }, 2 * KB, 429],
    ['a full house', { uploadsInFlight: 0 }, 1, 503],
    ['a disk that is almost full', { freeDiskBytes: Number.MAX_SAFE_INTEGER }, 1, 507],
  ];
  for (const [what, limits, bytes, status] of cases)
    it(`answers ${status} to ${what}, with the form and without a leftover`, async () => {
      const { app, mei, unit } = await limited(limits);
      const answer = await sendReport(mei, unit, {}, [['a.txt', 'x'.repeat(bytes)]]);
      expect(answer.status).to.equal(status);
      expect(answer.text).to.contain('<textarea');
      if (status === 429) expect(Number(answer.headers['retry-after'])).to.be.greaterThan(0);
      const kept = await readdir(app.container.config.uploadsDir, {
        recursive: true,
        withFileTypes: true,
      });
      expect(kept.filter((entry) => !entry.isDirectory())).to.deep.equal([]);
      expect((await app.container.reports.mine(mei.id, undefined)).rows).to.deep.equal([]);
      await app.stop();
    });

  it('counts what was kept today and forgets it tomorrow', async () => {
    const { app, mei, unit } = await limited({ personDayBytes: 4 * KB });
    const send = () => sendReport(mei, unit, {}, [['a.txt', 'x'.repeat(2 * KB)]]);
    expect((await send()).status).to.equal(303);
    expect((await send()).status).to.equal(429);
    app.clock.advance(DAY);
    expect((await send()).status).to.equal(303);
    await app.stop();
  });

  it('refuses more files than a report holds, however they come', async () => {
    const { app, mei, unit } = await limited({ filesPerReport: 2 });
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const answer = await mei.agent
        .post('/uploads')
        .set('Accept', 'application/json')
        .field('clientKey', randomUUID())
        .attach('file', Buffer.from(name), name);
      ids.push((answer.body as { id: string }).id);
    }
    const request = mei.agent.post('/reports');
    for (const id of ids) request.field('staged', id);
    const answer = await request.field({
      clientKey: randomUUID(),
      unit: unit.ref,
      kind: 'praise',
      text: 'Nice',
    });
    expect(answer.status).to.equal(422);
    await app.stop();
  });
});
