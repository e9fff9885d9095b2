import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { createExamPool } from '../../../src/features/crashes/exam-pool.js';
import { fixture } from './read-text.js';

const log = fileURLToPath(fixture('tombstone.txt'));

describe('the exam pool', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstbatch-pool-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const workerOf = async (body: string): Promise<URL> => {
    const path = join(folder, `${body.length}.mjs`);
    await writeFile(path, `export const examine = async ({ path }) => { ${body} };`);
    return pathToFileURL(path);
  };

  it('reads files in a thread, one after another', async () => {
    const pool = createExamPool();
    const exams = await Promise.all([pool.examine(log), pool.examine(log)]);
    await pool.close();
    expect(exams.map(({ crashes }) => crashes[0]?.signal)).to.deep.equal(['SIGSEGV', 'SIGSEGV']);
  });

  it('gives up on a file that takes too long, and reads the next with its own time', async () => {
    const worker = await workerOf(`if (path === 'slow') for (;;); return { state: 'examined' };`);
    const pool = createExamPool({ worker, timeLimitMs: 700 });
    const [slow, next] = await Promise.all([pool.examine('slow'), pool.examine('next')]);
    await pool.close();
    expect(slow).to.include({ state: 'unreadable', reason: 'crashes.too_slow' });
    expect(next.state).to.equal('examined');
  });

  it('survives a thread that runs out of memory or dies', async () => {
    const worker = await workerOf(
      `if (path === 'exit') process.exit(3); if (path !== 'big') return { state: 'examined' }; const kept = []; for (;;) kept.push(new Array(1e5).fill(path + kept.length));`,
    );
    const pool = createExamPool({ worker, memoryLimitMb: 32 });
    expect(await pool.examine('big')).to.include({ state: 'unreadable', reason: 'crashes.failed' });
    expect(await pool.examine('exit')).to.include({ reason: 'crashes.failed' });
    expect((await pool.examine('small')).state).to.equal('examined');
    await pool.close();
  });

  it('gives a missing file a reason', async () => {
    const pool = createExamPool();
    const exam = await pool.examine(join(folder, 'nothing'));
    await pool.close();
    expect(exam).to.include({ state: 'unreadable', reason: 'crashes.failed' });
  });

  it('rejects what is under way when it closes, so that it can be read again later', async () => {
    const worker = await workerOf('for (;;);');
    const pool = createExamPool({ worker });
    const outcomes = Promise.allSettled([pool.examine('running'), pool.examine('waiting')]);
    await pool.close();
    expect((await outcomes).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
  });
});
