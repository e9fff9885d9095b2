import { expect } from 'chai';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import {
  isTooOld,
  provideEngineLibrary,
  systemGlibc,
} from '../../../src/platform/engine/library.js';

describe('engine library', () => {
  const versions: [string, boolean][] = [
    ['2.9', true],
    ['2.36', true],
    ['2.37', true],
    ['2.38', false],
    ['2.41', false],
    ['3.0', false],
  ];
  for (const [version, expected] of versions) {
    it(`${expected ? 'replaces' : 'uses'} a system glibc ${version}`, () => {
      expect(isTooOld(version)).to.equal(expected);
    });
  }

  it('names the three ways out and leaves nothing behind where it cannot fetch', async function () {
    const glibc = systemGlibc();
    if (glibc === undefined || !isTooOld(glibc)) return this.skip();
    const cacheDir = await mkdtemp(join(tmpdir(), 'fb-cache-'));
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    const error: unknown = await provideEngineLibrary(cacheDir, pino({ level: 'silent' })).catch(
      (caught: unknown) => caught,
    );
    process.env['PATH'] = path;
    expect(String(error)).to.match(/newer system.*MONGODB_URI.*package mirror/);
    expect(await readdir(cacheDir)).to.deep.equal([]);
    await rm(cacheDir, { recursive: true });
  });
});
