import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';
import type { Unit } from '../../../src/features/units/index.js';

interface Answer {
  readonly isRead: boolean;
  readonly notes: readonly string[];
  readonly crashes: readonly { title: string; text: string; defect: { href: string } | null }[];
}

const header = (build: string, more = ''): string => `== dumpstate: 2026-03-03 09:00:00
Build fingerprint: 'Firstbatch/orion_2/orion2:16/BP2A.250805.005/${build}:user/release-keys'
Kernel: Linux version 6.12.23-android16-5 (builder@host) #1 SMP PREEMPT
Uptime: up 2 days, 3 hours, 32 minutes,  load average: 1.1
------ SYSTEM LOG (logcat) ------
${more}
`;

describe('what is found in a file before its form is sent', () => {
  let app: TestApp;
  let mei: Actor;
  let qa: Actor;
  let unit: Unit;
  let crash: string;
  before(async () => {
    app = await startTestApp();
    [mei, qa] = await Promise.all([app.tester('Mei'), app.qa()]);
    unit = await seedHeldUnit(app, mei);
    crash = await readFile('test/fixtures/logs/java-threadtime.log', 'utf8');
  });
  after(() => app.stop());

  async function stage(actor: Actor, content: string): Promise<string> {
    const answer = await actor.agent
      .post('/uploads')
      .field('clientKey', randomUUID())
      .attach('file', Buffer.from(content), 'bugreport.txt');
    return (answer.body as { id: string }).id;
  }
  const ask = async (actor: Actor, id: string, of: Pick<Unit, 'ref'> = unit): Promise<Answer> => {
    const answer = await actor.get(`/report/files/${id}/findings?unit=${of.ref}`);
    expect(answer.status, answer.text).to.equal(200);
    return answer.body as Answer;
  };
  /** A report whose crash is linked to a defect with a fix in that build, and what the defect is. */
  async function fixIn(build: string): Promise<{ report: string; defect: string }> {
    const tao = await app.tester('Tao');
    const other = await seedHeldUnit(app, tao);
    const report = refOf(
      await sendReport(tao, other, { build: '3.0.11' }, [['log.txt', header('3.0.11', crash)]]),
    );
    await app.container.jobs.runAll();
    const { defects } = app.container;
    const words = { defect: '', title: 'Camera closes', note: '', severity: 'major' as const };
    const { ref } = await defects.service.link(report, words, { id: qa.id });
    await defects.service.resolve(ref, build, { id: qa.id });
    return { report, defect: ref };
  }

  it('is new as long as nobody has seen it, and nothing is stored of it', async () => {
    const found = await ask(mei, await stage(mei, header('3.0.11', crash)));
    expect(found.notes).to.deep.equal([]);
    expect(found.crashes[0]?.title).to.contain('IllegalStateException');
    expect(found.crashes[0]?.text).to.equal('New to us. Thank you.');
    const { rows } = await app.container.crashes
      .changes(undefined, 10)
      .then((all) => ({ rows: all }));
    expect(rows).to.have.length(0);
  });

  it('is for the person who sent it alone', async () => {
    const id = await stage(mei, header('3.0.11', crash));
    const tao = await app.tester('Tao');
    await seedHeldUnit(app, tao);
    expect((await tao.get(`/report/files/${id}/findings`)).status).to.equal(404);
    expect((await qa.get(`/report/files/${id}/findings`)).status).to.equal(403);
    expect((await app.visitor().get(`/report/files/${id}/findings`)).status).to.equal(303);
  });

  it('names the fix, the own build and the defect, without groups', async () => {
    const { defect } = await fixIn('3.0.12');
    const id = await stage(mei, header('3.0.11', crash));
    const [found] = (await ask(mei, id)).crashes;
    expect(found?.text).to.match(/^Known: fixed in build 3\.0\.12, you run 3\.0\.11\./);
    expect(found?.text).to.contain('1 other unit has it.');
    expect(found?.defect?.href).to.equal(`/defects/${defect}`);
    const page = await mei.get(`/report/files/${id}/findings?unit=${unit.ref}&as=html`);
    expect(page.text).to.contain('you run 3.0.11').and.not.to.contain('<html');
    expect(page.text).not.to.match(/G-\d/);
  });

  it('stands on the report too, where the log fills what the form left empty', async () => {
    const ref = refOf(
      await sendReport(mei, unit, { build: '' }, [['log.txt', header('3.0.10', crash)]]),
    );
    await app.container.jobs.runAll();
    const stored = await storedReport(app, ref);
    expect([stored.build, stored.buildFrom]).to.deep.equal(['3.0.10', 'log']);
    const page = await mei.get(`/reports/${ref}`);
    for (const shown of [
      'you run 3.0.10',
      'from the log',
      'The phone by its log',
      '6.12.23-android16-5',
      'Firstbatch/orion_2/orion2',
      'The log is of build 3.0.10, and the report was for 3.0.11.',
    ])
      expect(page.text).to.contain(shown);
    expect(page.text).not.to.match(/\/crash-groups\/G-\d/);
    expect((await qa.get(`/reports/${ref}`)).text).to.match(/\/crash-groups\/G-\d/);
  });

  it('warns of a log of another unit, and tells staff alone which', async () => {
    const other = await seedHeldUnit(app, await app.tester('Tao'));
    const log = header('3.0.11', `[ro.serialno]: [${other.serial}]\n${crash}`);
    expect((await ask(mei, await stage(mei, log))).notes[0]).to.contain('another unit');
    const ref = refOf(await sendReport(mei, unit, { build: '' }, [['log.txt', log]]));
    await app.container.jobs.runAll();
    const page = await mei.get(`/reports/${ref}`);
    expect(page.text).to.contain('serial number of another unit').and.not.to.contain(other.ref);
    expect((await qa.get(`/reports/${ref}`)).text).to.contain(`/units/${other.ref}`);
    const own = header('3.0.11', `[ro.serialno]: [${unit.serial}]\n${crash}`);
    expect((await ask(mei, await stage(mei, own))).notes).to.deep.equal([]);
  });

  it('is forgotten after a day', async () => {
    const log = header('3.0.11', `${crash}\na line of its own`);
    await ask(mei, await stage(mei, log));
    const { connection } = app.container.database;
    const kept = () => connection.collection('kept_exams').countDocuments();
    const before = await kept();
    await sendReport(mei, unit, {}, [['log.txt', log]]);
    await app.container.jobs.runAll();
    expect(await kept()).to.equal(before);
    app.clock.advance(25 * 60 * 60 * 1000);
    await app.container.jobs.runAll();
    expect(await kept()).to.equal(0);
  });

  it('is a sentence for a file that is no log', async () => {
    const found = await ask(mei, await stage(mei, ''));
    expect(found.notes[0]).to.contain('The file is empty');
  });
});
