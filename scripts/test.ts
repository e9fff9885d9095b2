import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { buildAssets } from './build-assets.js';
import { findChromium } from './chromium.js';

/**
 * `npm test`: builds the assets, then runs every test, two files at a time where there are two
 * processors. Without Chromium the browser tests are skipped and named; with CI=true that is a
 * failure. Arguments choose files.
 */
const JOURNEYS = path.join('test', 'journeys');
/** What takes longest begins first, so that the end does not wait for one file. */
const LONG = [JOURNEYS, path.join('test', 'faults')];

function testFiles(): string[] {
  const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join('test', name))
    .sort();
  const isLong = (file: string) => LONG.some((folder) => file.startsWith(folder));
  return [...all.filter(isLong), ...all.filter((file) => !isLong(file))];
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
await buildAssets();
const mocha = spawn(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    // CI=true turns colours on; whoever counts the lines wants none.
    ...(process.stdout.isTTY ? [] : ['--no-color']),
    ...(availableParallelism() > 1 ? ['--parallel', '--jobs', '2'] : []),
    ...(chosen.length > 0 ? chosen : testFiles()).filter(
      (file) => chromium !== undefined || !file.startsWith(JOURNEYS),
    ),
  ],
  { stdio: 'inherit' },
);
mocha.on('exit', (code) => {
  process.exit(code ?? 1);
});
