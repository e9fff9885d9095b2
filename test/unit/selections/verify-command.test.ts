import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { commitmentOf } from '../../../src/features/selections/draw.js';
import { decideList, listText } from '../../../src/features/selections/draw-file.js';
import { DRAW_FORMAT } from '../../../src/features/selections/verify.js';
import { oneQuota, row, seedOf } from '../../support/draws.js';

const seed = seedOf('command');
const terms = oneQuota(3);
const list = listText(Array.from({ length: 12 }, (_, name) => row(name, { weight: name })));
const { listHash, result, resultHash } = decideList(list, { terms, seed, beacon: '7' });
const draw = {
  format: DRAW_FORMAT,
  round: 'first-batch',
  commitment: commitmentOf(seed),
  terms,
  listed: 12,
  listHash,
  beacon: { source: 'a lottery', value: '7', link: 'https://lottery.example' },
  seed,
  resultHash,
};

describe('the command that checks a draw', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'firstbatch-draw-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (files: Record<string, string>, ...named: readonly string[]) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const places = named.length > 0 ? named.map((name) => path.join(folder, name)) : [folder];
    const script = ['--import', 'tsx', 'scripts/verify-draw.ts', ...places];
    const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const files = { 'draw.json': JSON.stringify(draw), 'list.csv': list, 'result.csv': result };

  it('says OK of a folder with what was really drawn', () => {
    const answer = run(files);
    expect(answer.stdout).to.include('OK: 12 applicants of first-batch');
    expect(answer.status).to.equal(0);
  });

  it('names the first difference and ends with 1', () => {
    const answer = run({ ...files, 'result.csv': result.replace(',all,1\n', ',all,2\n') });
    expect(answer.status).to.equal(1);
    expect(answer.stdout).to.match(/DIFFERENT: line, line \d+ of the result/);
  });

  it('takes files by name in any order, and says which it can’t read', () => {
    expect(run(files, 'result.csv', 'list.csv', 'draw.json').status).to.equal(0);
    expect(run({ ...files, 'draw.json': 'no json' }).status).to.equal(2);
    expect(run(files, 'list.csv').status).to.equal(2);
    expect(run({ ...files, 'list.csv': `${list}spoilt\n` }).stdout).to.include('list_hash');
  });
});
