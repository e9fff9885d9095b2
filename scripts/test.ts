import { spawn } from 'node:child_process';
import { buildAssets } from './build-assets.js';
import { findChromium } from './chromium.js';

/**
 * `npm test`: builds the assets, then runs every test in one Mocha process. Without Chromium the
 * browser tests are skipped and named; with CI=true that is a failure. Arguments choose files.
 */
const files = process.argv.slice(2);
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
    ...(chromium ? [] : ['--ignore', 'test/journeys/**']),
    ...(files.length > 0 ? files : ['test/**/*.test.ts']),
  ],
  { stdio: 'inherit' },
);
mocha.on('exit', (code) => {
  process.exit(code ?? 1);
});
