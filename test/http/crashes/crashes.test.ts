import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import request from 'supertest';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import {
  refOf,
  seedHeldUnit,
  sendReport,
  storedReport,
  type SentFile,
} from '../../support/reports.js';

const LOGS = 'test/fixtures/logs';
const HANGS_AFTER_MS = 10_000;

/** That many MiB of one line, packed to a few of them. */
function bombOf(mebibytes: number): Promise<Buffer> {
  const chunk = Buffer.alloc(1024 * 1024, `${'quiet '.repeat(40)}\n`);
  return buffer(Readable.from(Array<Buffer>(mebibytes).fill(chunk)).pipe(createGzip()));
}

describe('crashes over HTTP', () => {
  let app: TestApp;
  let mei: Actor;
  let tao: Actor;
  let qa: Actor;
  let log: Buffer;
  before(async () => {
    app = await startTestApp();
    [mei, tao, qa] = await Promise.all([app.tester('Mei'), app.tester('Tao'), app.qa()]);
    log = await readFile(`${LOGS}/java-threadtime.log`);
  });
  after(() => app.stop());

  const report = async (actor: Actor, fields: Record<string, string>, files: readonly SentFile[]) =>
    refOf(await sendReport(actor, await seedHeldUnit(app, actor), fields, files));

  it('shows the crashes of two units and builds as one group, and says why', async () => {
    const one = await report(mei, { build: '3.0.11' }, [['night.log', log]]);
    const two = await report(tao, { build: '3.0.12' }, [['other.log.gz', gzipSync(log)]]);
    await app.container.jobs.runAll();

    const page = await qa.get(`/reports/${one}`);
    expect(page.text).to.contain('IllegalStateException in CaptureSession.close');
    const [path = ''] = /\/crash-groups\/G-\d+/.exec(page.text) ?? [];
    const group = await qa.get(path);
    expect(group.status).to.equal(200);
    for (const shown of [one, two, '3.0.11', '3.0.12', 'java.lang.IllegalStateException'])
      expect(group.text).to.contain(shown);
    expect(group.text).to.contain('com.firstbatch.camera.CaptureSession.close');
    expect(group.text).to.match(/class="is-top">\s+at com\.firstbatch\.camera/);
    expect(group.text).to.contain('Why these crashes are one group');

    const list = await qa.get('/crash-groups');
    expect(list.text).to.contain('2 crashes').and.contain('2 units').and.contain('2 builds');
  });

  it('shows the owner the crashes, and neither groups nor frames', async () => {
    const ref = await report(mei, {}, [['night.log', log]]);
    await app.container.jobs.runAll();
    const page = await mei.get(`/reports/${ref}`);
    expect(page.text).to.contain('IllegalStateException in CaptureSession.close');
    expect(page.text).not.to.contain('/crash-groups/');
    expect((await mei.get('/crash-groups')).status).to.equal(403);
    expect((await mei.get('/crash-groups/G-1')).status).to.equal(403);
    expect((await app.visitor().get('/crash-groups/G-1')).status).to.equal(303);
    const admin = await app.admin();
    expect((await admin.get('/crash-groups/G-1')).status).to.equal(200);
    expect((await qa.get('/crash-groups/G-99999')).status).to.equal(404);
    expect((await qa.get('/crash-groups/nothing')).status).to.equal(404);
  });

  it('ends every bad file in a clear state while the server answers', async function () {
    this.timeout(60_000);
    const bytes = Buffer.from(Array.from({ length: 9000 }, (_, place) => (place * 7919) % 256));
    const ref = await report(mei, {}, [
      ['empty.log', ''],
      ['noise.bin', bytes],
      ['bomb.log.gz', await bombOf(500)],
      ['wide.log', Buffer.from(`\uFEFF${log.toString('utf8')}`, 'utf16le')],
    ]);
    let isDone = false;
    const exams = app.container.jobs.runAll().then(() => {
      isDone = true;
    });
    let answers = 0;
    while (!isDone) {
      // The bound tells a server that hangs from one that is busy; how fast it is, benches say.
      const answer = await request(app.url).get('/healthz').timeout(HANGS_AFTER_MS);
      expect(answer.status).to.equal(200);
      answers += 1;
      // The reader's thread shares the machine's cores with this loop.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await exams;
    expect(answers).to.be.greaterThan(3);
    const { attachments } = await storedReport(app, ref);
    expect(attachments.map(({ state, reason }) => [state, reason])).to.deep.equal([
      ['unreadable', 'crashes.empty'],
      ['unreadable', 'crashes.not_a_log'],
      ['unreadable', 'crashes.bomb'],
      ['examined', null],
    ]);
    const page = await mei.get(`/reports/${ref}`);
    expect(page.text).to.contain('The file is empty.').and.contain('unpacks to far more');
  });

  it('begins the exam as soon as the report has arrived', async () => {
    app.container.jobs.start();
    const ref = await report(mei, {}, [['night.log', log]]);
    while ((await storedReport(app, ref)).attachments[0]?.state !== 'examined')
      await new Promise((resolve) => setImmediate(resolve));
  });
});
