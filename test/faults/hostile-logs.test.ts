import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { runHostileLogs, type HostileRun } from '../support/hostile-run.js';

const CLEAR_STATES = ['examined', 'partial', 'unreadable'];

describe('twenty hostile logs', function () {
  this.timeout(180_000);
  let app: TestApp;
  let run: HostileRun;

  before(async () => {
    app = await startTestApp();
    run = await runHostileLogs(app);
    const { delayP99Ms, delayMaxMs } = run;
    process.stdout.write(
      `      event loop held: p99 ${delayP99Ms.toFixed(1)} ms, at most ${delayMaxMs.toFixed(0)} ms\n`,
    );
  });
  after(async () => {
    await app.stop();
  });

  it('leave the site answering all the while', () => {
    expect(run.statuses.length).to.be.above(3);
    expect(new Set(run.statuses)).to.deep.equal(new Set([200]));
  });

  it('each end in a clear state, with a sentence for what could not be read', () => {
    expect(run.files).to.have.length(20);
    for (const [at, { name, state, reason }] of run.files.entries()) {
      expect(state, name).to.be.oneOf(CLEAR_STATES);
      if (state === 'examined') continue;
      const words = app.container.translations.errorText('en', String(reason));
      expect(words, `${name}: ${String(reason)}`).to.match(/ .*\.$/);
      expect(run.pages[at], name).to.include(words.slice(0, 20));
    }
  });
});
