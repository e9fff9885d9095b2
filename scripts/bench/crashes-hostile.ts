import { startTestApp } from '../../test/support/app.js';
import { stopTestEngine } from '../../test/support/database.js';
import { runHostileLogs } from '../../test/support/hostile-run.js';
import { figure, type Figure } from './figure.js';

/** How long twenty hostile logs hold up the web process, which runs inside the bench for this. */
export async function hostileFigures(): Promise<readonly Figure[]> {
  const app = await startTestApp();
  try {
    const { files, delayP99Ms, delayMaxMs } = await runHostileLogs(app);
    const name = `event loop while ${files.length} hostile logs are read`;
    return [
      figure(`${name}, held at p99`, delayP99Ms, 'ms', { goal: '<= 100' }),
      figure(`${name}, held at most`, delayMaxMs, 'ms'),
    ];
  } finally {
    await app.stop();
    await stopTestEngine();
  }
}
