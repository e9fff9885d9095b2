import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { buildSite } from './build.js';
import { findChromium } from './chromium.js';

/**
 * `npm test`: builds the site, then runs every test: first those that kill processes and count
 * what survives, one at a time, then all others, two files at a time where there are two processors.
 * Without Chromium the browser tests are skipped and named; with CI=true that is a failure.
 * Arguments choose files.
 */
const FAULTS = path.join('test', 'faults');
const JOURNEYS = path.join('test', 'journeys');

/** Journeys take longest and begin first, so that the end does not wait for one file. */
function testFiles(): { readonly faults: string[]; readonly others: string[] } {
  const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join('test', name))
    .sort();
  const within = (folder: string) => all.filter((file) => file.startsWith(folder));
  const rest = all.filter((file) => !file.startsWith(FAULTS) && !file.startsWith(JOURNEYS));
  return { faults: within(FAULTS), others: [...(chromium ? within(JOURNEYS) : []), ...rest] };
}

const chosen = process.argv.slice(2);
const chromium = findChromium();
if (!chromium) {
  console.error(
    [
      'No Chromium was found: the browser tests (test/journeys) are skipped.',
      'To run them too, install it (Debian: apt-get install chromium fonts-noto-cjk,',
      'macOS: brew install --cask chromium) or name its program in CHROMIUM.',
    ].join('\n'),
  );
  if (process.env['CI'] === 'true') {
    console.error('In CI a skipped browser test is a failure.');
    process.exit(1);
  }
}
await buildSite();

function runMocha(files: readonly string[], ...options: readonly string[]): Promise<number> {
  // CI=true turns colours on; whoever counts the lines wants none.
  const colours = process.stdout.isTTY ? [] : ['--no-color'];
  const mocha = spawn(
    process.execPath,
    ['node_modules/mocha/bin/mocha.js', ...colours, ...options, ...files],
    { stdio: 'inherit', env: { ...process.env, AXE_SEEN_DIR: axeSeenDir } },
  );
  return new Promise((resolve) => {
    mocha.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

const parallel = availableParallelism() > 1 ? ['--parallel', '--jobs', '2'] : [];
const { faults, others } = testFiles();
const axeSeenDir = mkdtempSync(path.join(tmpdir(), 'firstbatch-axe-'));
const codes =
  chosen.length > 0
    ? [await runMocha(chosen)]
    : [await runMocha(faults), await runMocha(others, ...parallel)];
rmSync(axeSeenDir, { recursive: true });
process.exitCode = Math.max(...codes);
