import { expect } from 'chai';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { seedHeldUnit, sendReport } from '../support/reports.js';

/** A log with one crash whose own frames have these names. */
const logOf = (...names: readonly string[]): string =>
  [
    'FATAL EXCEPTION: main',
    'Process: com.firstbatch.camera, PID: 4711',
    'java.lang.NullPointerException',
    ...names.map((name, line) => `\tat com.firstbatch.camera.${name}(X.java:${line + 1})`),
  ].join('\n');

const LENS = ['Lens.pick', 'Lens.turn', 'Night.focus', 'Night.open', 'Main.start', 'Main.run'];
const FLASH = ['Flash.charge', 'Flash.arm', 'Torch.open', 'Torch.begin', 'Panel.show'];
const MERGE_BY_HAND = 'input[name=other]:not([type=hidden])';

describe('an engineer with crash groups', function () {
  this.timeout(120_000);
  let app: TestApp;
  let desk: Phone;

  before(async () => {
    app = await startTestApp();
    const [qa, mei] = await Promise.all([app.qa('Lin'), app.tester('Mei')]);
    const unit = await seedHeldUnit(app, mei);
    // The second is like the first and joins it; the third is another cause.
    for (const log of [logOf(...LENS), logOf(...LENS.slice(1)), logOf(...FLASH)]) {
      await sendReport(mei, unit, {}, [['crash.log', log]]);
      await app.container.jobs.runAll();
    }
    desk = await openPhone({ url: app.url, language: 'en' });
    await desk.open('/sign-in');
    await desk.submit('/sign-in', { email: `${qa.handle}@example.com`, password: TEST_PASSWORD });
  });
  after(async () => {
    await desk.close();
    await closeBrowser();
    await app.stop();
  });

  /** Each group of the list with its number of crashes. */
  async function groups(): Promise<readonly string[]> {
    await desk.open('/crash-groups');
    const text = await desk.page.locator('main').innerText();
    return [...text.matchAll(/G-\d+[^]*?\d+ crash/g)]
      .map(([row]) => row.replace(/\s[^]*\s(\d+) crash/, ' $1'))
      .sort();
  }

  it('merges and undoes, and the pages tell the truth', async () => {
    expect(await groups()).to.deep.equal(['G-1 2', 'G-2 1']);
    await desk.open('/crash-groups/G-2');
    await desk.submit('/crash-groups/G-2/merge', { other: 'G-1' }, { holding: MERGE_BY_HAND });
    expect(new URL(desk.page.url()).pathname).to.equal('/crash-groups/G-1');
    expect(await desk.text(/G-2 merged into G-1/)).to.contain('G-2');
    expect(await groups()).to.deep.equal(['G-1 3']);
    await desk.open('/crash-groups/G-2');
    expect(await desk.text(/This group was merged into\s+G-1/)).to.contain('G-1');
    await desk.submit('/crash-groups/G-2/undo');
    expect(await groups()).to.deep.equal(['G-1 2', 'G-2 1']);
  });

  it('splits and undoes, and the pages tell the truth', async () => {
    await desk.open('/crash-groups/G-1');
    const keys = await desk.page
      .locator('input[name=keys]')
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value') ?? ''));
    expect(keys).to.have.length(2);
    await desk.submit('/crash-groups/G-1/split', { keys: keys[1] ?? '' });
    expect(await desk.text(/G-3 split from G-1/)).to.contain('G-3');
    expect(await groups()).to.deep.equal(['G-1 1', 'G-2 1', 'G-3 1']);
    await desk.open('/crash-groups/G-3');
    await desk.submit('/crash-groups/G-3/undo');
    expect(await groups()).to.deep.equal(['G-1 2', 'G-2 1']);
    await desk.open('/crash-groups/G-1');
    expect(await desk.text(/Undone/)).to.equal('Undone');
  });
});
