import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';

const MAPPING = `# {"id":"com.android.tools.r8.mapping","version":"7.0"}
com.lanting.reader.Page -> a.a:
    1:3:void turn(int):40:42 -> b
`;
const SYMBOLS = `MODULE Linux arm64 D13A0C5FE9B2774CA1B2C3D4E5F607180 libfirstbatch_isp.so
PUBLIC 4c2f0 0 isp_open
`;

describe('the command that retraces', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'firstbatch-retrace-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const run = (args: readonly string[], input = '') => {
    const script = ['--import', 'tsx', 'scripts/crashes.ts', 'retrace', ...args];
    return spawnSync(process.execPath, script, { encoding: 'utf8', input });
  };

  it('reads standard input, and warns of a newer mapping', () => {
    const done = run([write('mapping.txt', MAPPING)], 'x\n\tat a.a.b(:2)\n');
    expect(done.stdout).to.equal('x\n\tat com.lanting.reader.Page.turn(Page.java:41)\n');
    expect(done.stderr).to.include('newer format 7.0');
    expect(done.status).to.equal(0);
  });

  it('reads a file with native symbols', () => {
    const log = write('log.txt', '#00 pc 4c2f4  /v/libfirstbatch_isp.so\n');
    const done = run([write('isp.sym', SYMBOLS), log]);
    expect(done.stdout).to.equal('#00 pc 4c2f4  /v/libfirstbatch_isp.so (isp_open)\n');
    expect(done.status).to.equal(0);
  });

  it('says what is wrong with a mapping that is none', () => {
    const done = run([write('photo.jpg', 'no mapping')]);
    expect(done.stderr).to.include('neither a mapping.txt nor');
    expect(done.status).to.equal(1);
  });
});
