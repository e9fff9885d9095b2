import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

const NPE = 'java.lang.NullPointerException';

/** A log with one crash whose own frames have these names. */
const logOf = (type: string, ...names: readonly string[]): string =>
  [
    'FATAL EXCEPTION: main',
    'Process: com.firstbatch.camera, PID: 4711',
    type,
    ...names.map((name, line) => `\tat com.firstbatch.camera.${name}(X.java:${line + 1})`),
  ].join('\n');

const lens = ['Lens.pick', 'Lens.turn', 'Night.focus', 'Night.open', 'Main.start', 'Main.run'];

describe('the page of a crash group', () => {
  let app: TestApp;
  let mei: Actor;
  let qa: Actor;
  before(async () => {
    app = await startTestApp();
    [mei, qa] = await Promise.all([app.tester('Mei'), app.qa()]);
    const unit = await seedHeldUnit(app, mei);
    const logs: readonly [string, string][] = [
      ['3.0.11', logOf(NPE, ...lens)],
      ['3.0.12', logOf(NPE, ...lens.slice(1))],
      ['3.0.12', logOf(NPE, 'Shutter.press', 'Lens.turn', 'Shutter.click', ...lens.slice(3))],
    ];
    for (const [build, log] of logs) {
      refOf(await sendReport(mei, unit, { build }, [['night.log', Buffer.from(log)]]));
      await app.container.jobs.runAll();
    }
  });
  after(() => app.stop());

  const page = async (ref: string) => (await qa.get(`/crash-groups/${ref}`)).text;
  const act = async (ref: string, what: string, form: Record<string, string>) =>
    qa.post(`/crash-groups/${ref}/${what}`, form);
  const keysOn = (text: string) =>
    [...text.matchAll(/name="keys" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  const undoOn = (text: string) => {
    const [, path = '', step = ''] =
      /action="([^"]+\/undo)"><input type="hidden" name="step" value="([^"]+)"/.exec(text) ?? [];
    return { path, step };
  };

  it('says why each variant is here, frames side by side, and how often by build and hardware', async () => {
    const text = await page('G-1');
    expect(text)
      .to.contain('first of the group')
      .and.match(/joined by likeness, \d+ %/);
    expect(text).to.match(/<strong>com\.firstbatch\.camera\.Night\.focus<\/strong>/);
    for (const shown of ['3.0.11', '3.0.12', '1 / 1 (100 %)', 'By hardware'])
      expect(text).to.contain(shown);
  });

  it('shows a similar group and takes the word that it is not the same', async () => {
    expect(await page('G-1'))
      .to.contain('Similar groups')
      .and.contain('G-2');
    expect((await act('G-1', 'apart', { other: 'G-2' })).status).to.equal(303);
    const text = await page('G-1');
    expect(text).not.to.contain('Similar groups');
    expect(text).to.contain('G-1 is not the same as G-2');
    const refused = await act('G-1', 'merge', { other: 'G-2' });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain('this and G-2 are not the same');
    const { path, step } = undoOn(text);
    expect((await qa.post(path, { step })).status).to.equal(303);
    expect(await page('G-1')).to.contain('Similar groups');
  });

  it('merges, leads there, and undoes', async () => {
    expect((await act('G-2', 'merge', { other: '1' })).headers['location']).to.equal(
      '/crash-groups/G-1',
    );
    const merged = await page('G-2');
    expect(merged).to.contain('This group was merged into').and.contain('/crash-groups/G-1');
    const text = await page('G-1');
    expect(text).to.contain('G-2 merged into G-1').and.contain('Shutter.press');
    expect((await qa.get('/crash-groups')).text).not.to.contain('/crash-groups/G-2');
    const { path, step } = undoOn(text);
    expect((await qa.post(path, { step })).status).to.equal(303);
    expect((await qa.get('/crash-groups')).text).to.contain('/crash-groups/G-2');
    expect(keysOn(await page('G-1'))).to.have.length(2);
  });

  it('splits off what is ticked, and nothing when nothing is', async () => {
    const empty = await act('G-1', 'split', {});
    expect(empty.status).to.equal(422);
    expect(empty.text).to.contain('Tick what should go.');
    const keys = keysOn(await page('G-1'));
    expect(keys).to.have.length(2);
    const made = await act('G-1', 'split', { keys: keys[1] ?? '' });
    const path = made.headers['location'] ?? '';
    const text = (await qa.get(path)).text;
    expect(text).to.contain('split from G-1').and.contain('3.0.12').and.not.contain('3.0.11');
    const undo = undoOn(text);
    expect((await qa.post(undo.path, { step: undo.step })).status).to.equal(303);
    expect(keysOn(await page('G-1'))).to.have.length(2);
  });

  it('locks, and says so to whoever would change it', async () => {
    expect((await act('G-1', 'lock', {})).status).to.equal(303);
    const text = await page('G-1');
    expect(text).to.contain('Locked: only crashes').and.not.contain('Correct the grouping');
    expect((await act('G-1', 'lock', {})).status).to.equal(409);
    const admin = await app.admin();
    expect((await admin.get('/crash-groups/G-1')).text).not.to.contain('/undo');
  });

  it('is marked, and the engineer told, when the crash comes back in the build with the fix', async () => {
    const unit = await seedHeldUnit(app, mei);
    const log = Buffer.from(logOf('java.lang.IllegalStateException', 'Flash.fire', 'Flash.arm'));
    const send = async (build: string) => {
      const ref = refOf(await sendReport(mei, unit, { build }, [['flash.log', log]]));
      await app.container.jobs.runAll();
      return ref;
    };
    const first = await send('3.0.11');
    const words = { defect: '', title: 'Flash stays dark', note: '', severity: 'major' };
    await qa.post(`/reports/${first}/link`, words);
    const defect = (await storedReport(app, first)).defect!.ref;
    expect((await qa.post(`/defects/${defect}/resolve`, { fixBuild: '3.0.12' })).status).to.equal(
      303,
    );
    await send('3.0.11');
    expect((await qa.get('/crash-groups')).text).not.to.contain('>Back<');
    const again = await send('3.0.12');
    const [path = ''] =
      /\/crash-groups\/G-\d+/.exec((await qa.get(`/reports/${again}`)).text) ?? [];
    await app.container.jobs.runAll();
    const text = (await qa.get(path)).text;
    expect(text).to.contain('Seen again in 3.0.12, though 3.0.12 has the fix.');
    expect(text).to.contain(defect).and.contain(again);
    expect((await qa.get('/crash-groups')).text).to.contain('Back');
    expect((await qa.get('/notices')).text).to.contain(`${defect} is back`);

    expect((await qa.get(`/defects/${defect}`)).text)
      .to.contain('Seen again in 3.0.12')
      .and.contain(path);
    expect((await mei.get(`/defects/${defect}`)).text).not.to.contain('Seen again');
    const history = (await qa.get(`/units/${unit.ref}`)).text;
    expect(history).to.contain('Crashes of this unit').and.contain(path).and.contain('3.0.12');
    expect((await mei.get(`/units/${unit.ref}`)).text).not.to.contain('Crashes of this unit');
  });
});
