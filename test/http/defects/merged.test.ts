import { expect } from 'chai';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

describe('merged defects over HTTP', () => {
  let app: TestApp;
  let qa: Actor;
  let other: Actor;
  let mei: Actor;
  let unit: Unit;
  beforeEach(async () => {
    app = await startTestApp();
    [qa, other, mei] = await Promise.all([app.qa('Lin'), app.qa('Wang'), app.tester('Mei')]);
    unit = await seedHeldUnit(app, mei);
  });
  afterEach(() => app.stop());

  const done = async (act: Promise<{ status: number; text: string }>) => {
    const answer = await act;
    expect(answer.status, answer.text.slice(0, 2000)).to.equal(303);
  };
  const refIn = (path: string) => path.split('/').at(-1) ?? '';
  async function open(title: string): Promise<string> {
    const form = { modelCode: 'ORION-2', title, severity: 'minor' };
    return String((await qa.post('/defects', form)).headers['location']);
  }
  const merge = (into: string, from: string, reason = 'The same driver') =>
    done(qa.post(`${into}/merge`, { other: refIn(from), reason }));
  const pageOf = async (path: string, who: Pick<Actor, 'get'> = app.visitor()) =>
    (await who.get(path)).text;
  /** Decides on the first suggestion that the page asks about. */
  const decide = async (path: string, text: string) => {
    const [, action = ''] =
      /action="(\/defects\/D-\d+\/help\/\w+)"/.exec(await pageOf(path, qa)) ?? [];
    await done(qa.post(action, { decision: 'accept', text }));
  };

  it('keep the steps of one under embargo from every page but those of staff', async () => {
    const [root, hidden] = [await open('Screen stays on'), await open('Lock can be passed')];
    for (const [path, steps] of [
      [root, 'Leave it alone for a minute.'],
      [hidden, 'Press the key thrice.'],
    ] as const) {
      await done(mei.post(`${path}/help`, { kind: 'steps', text: 'As I did' }));
      await decide(path, steps);
    }
    await merge(root, hidden);
    await done(qa.post(`${hidden}/embargo`, { reason: 'Not before all are updated' }));
    expect(await pageOf(root))
      .to.contain('Leave it alone for a minute.')
      .and.not.contain('Press the key thrice.');
    // Whoever lifts the embargo reads what becomes public by it.
    for (const page of [root, `${hidden}/embargo`])
      expect(await pageOf(page, qa), page).to.contain('Press the key thrice.');
  });

  it('are found by no reason, which may be about what is under embargo', async () => {
    const [root, from] = [await open('Lock can be passed'), await open('Screen flashes')];
    await done(qa.post(`${root}/embargo`, { reason: 'Ask the vendor' }));
    await merge(root, from, 'Overflow in the keyguard');
    await app.container.jobs.runAll();
    const found = `href="${from}"`;
    expect(await pageOf('/search?q=flashes')).to.contain(found);
    expect(await pageOf('/search?q=keyguard')).not.to.contain(found);
  });

  it('bring what testers suggested about them, also that they are one', async () => {
    const [root, from] = [await open('Camera hums'), await open('Camera buzzes')];
    const words = { kind: 'duplicate', other: refIn(root), text: 'The same hum' };
    await done(mei.post(`${from}/help`, words));
    await merge(root, from);
    await decide(root, 'Found by hand meanwhile');
    const { id } = await app.container.defects.service.byRef(refIn(root));
    const { help } = await app.container.defects.givenTo(id);
    expect(help.map(({ kind, personId }) => [kind, personId])).to.deep.equal([
      ['duplicate', mei.id],
    ]);
  });

  it('are opened again by a dispute where they went', async () => {
    const [root, from] = [await open('It hums'), await open('It squeaks')];
    const report = refOf(await sendReport(mei, unit));
    await done(qa.post(`/reports/${report}/link`, { defect: refIn(from) }));
    for (const path of [root, from])
      await done(qa.post(`${path}/decline`, { resolution: 'wont_fix', reason: 'It is quiet.' }));
    await done(mei.post(`/reports/${report}/dispute`, { reason: 'It is loud.' }));
    await merge(root, from);
    const [, action = ''] =
      /action="(\/defects\/disputes\/\w+)"/.exec(await pageOf('/defects/disputes', other)) ?? [];
    await done(other.post(action, { decision: 'uphold', answer: 'I heard it.' }));
    expect((await storedReport(app, report)).defect).to.include({ status: 'reopened' });
  });
});
