import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { createCrashJobs } from '../../../src/features/crashes/crash-jobs.js';
import { createCrashQueries } from '../../../src/features/crashes/crash-queries.js';
import { createCrashService } from '../../../src/features/crashes/crash-service.js';
import { createCrashStore } from '../../../src/features/crashes/crash-store.js';
import { createGroupStepStore } from '../../../src/features/crashes/group-step-store.js';
import { createGroupingStore } from '../../../src/features/crashes/grouping-store.js';
import { createExamDesk } from '../../../src/features/crashes/examining-service.js';
import { createExamPool, type ExamPool } from '../../../src/features/crashes/exam-pool.js';
import type { ExamClaim, ExamSummary } from '../../../src/features/reports/index.js';
import { createCounters } from '../../../src/platform/counters.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock, TEST_START } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const LOGS = 'test/fixtures/logs';

/** Attachments that wait, each for one report, and what was recorded of them. */
function createQueue() {
  const waiting: ExamClaim[] = [];
  const recorded = new Map<string, ExamSummary>();
  return {
    waiting,
    recorded,
    add(reportId: string, file: string, over: Partial<ExamClaim> = {}): void {
      waiting.push({
        reportId,
        ref: 'R-1',
        n: 1,
        name: path.basename(file),
        size: 1,
        sha256: file,
        path: file,
        attempts: 1,
        leaseUntil: TEST_START,
        personId: 'person-1',
        unitId: 'unit-1',
        modelCode: 'ORION-2',
        roundId: 'round-1',
        build: '3.0.11',
        createdAt: TEST_START,
        ...over,
      });
    },
    claimExam: () => Promise.resolve(waiting.shift()),
    recordExam(reportId: string, _n: number, summary: ExamSummary): Promise<boolean> {
      recorded.set(reportId, summary);
      return Promise.resolve(true);
    },
  };
}

describe('the exam job', () => {
  let database: Database;
  let pool: ExamPool;
  let dir: string;
  const clock = createTestClock();

  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-exam-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));
  beforeEach(async () => {
    database = await openTestDatabase();
    createCrashStore(database.connection);
    createCounters(database.connection);
    await syncIndexes(database.connection, quietLog);
    pool = createExamPool();
  });
  afterEach(async () => {
    await pool.close();
    await database.close();
  });

  function build(queue: ReturnType<typeof createQueue>) {
    const { connection } = database;
    const service = createCrashService({
      crashes: createCrashStore(connection),
      grouping: createGroupingStore(connection),
      steps: createGroupStepStore(connection),
      counters: createCounters(connection),
      clock,
      desk: createExamDesk({ pool, clock }),
    });
    return {
      ...createCrashJobs({ service, reports: queue, pool, clock }),
      queries: createCrashQueries(connection),
    };
  }
  const file = async (name: string, bytes: Buffer | string): Promise<string> => {
    const at = path.join(dir, name);
    await writeFile(at, bytes);
    return at;
  };

  it('joins equal crashes of two devices and builds in one group', async () => {
    const queue = createQueue();
    queue.add('report-1', `${LOGS}/java-threadtime.log`);
    queue.add('report-2', `${LOGS}/java-threadtime.log`, { unitId: 'unit-2', build: '3.0.12' });
    const { jobs, queries } = build(queue);
    await jobs[0]?.run();
    const [one, two] = ['report-1', 'report-2'].map((id) => queue.recorded.get(id));
    expect(one?.state).to.equal('examined');
    expect(one?.crashes).to.have.length.greaterThan(0);
    expect(two?.crashes.map((crash) => crash.groupRef)).to.deep.equal(
      one?.crashes.map((crash) => crash.groupRef),
    );
    const { rows } = await queries.groupsPage(undefined);
    expect(rows).to.have.length(one?.crashes.length ?? 0);
    for (const row of rows) expect(row).to.include({ crashCount: 2, unitCount: 2 });
  });

  it('ends every bad file in a clear state', async () => {
    const queue = createQueue();
    const text = await readFile(`${LOGS}/java-threadtime.log`, 'utf8');
    queue.add('empty', `${LOGS}/empty.log`);
    queue.add(
      'garbage',
      await file('garbage', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))),
    );
    queue.add(
      'bomb',
      await file('bomb.gz', gzipSync(Buffer.alloc(32 * 1024 * 1024, `${'quiet '.repeat(40)}\n`))),
    );
    queue.add('wide', await file('wide.log', Buffer.from(`\uFEFF${text}`, 'utf16le')));
    queue.add('gone', path.join(dir, 'never-written'));
    queue.add('deadly', `${LOGS}/java-threadtime.log`, { attempts: 4 });
    const { jobs } = build(queue);
    await jobs[0]?.run();
    const ends = Object.fromEntries(
      [...queue.recorded].map(([id, { state, reason }]) => [id, [state, reason].filter(Boolean)]),
    );
    expect(ends).to.deep.equal({
      empty: ['unreadable', 'crashes.empty'],
      garbage: ['unreadable', 'crashes.not_a_log'],
      bomb: ['unreadable', 'crashes.bomb'],
      wide: ['examined'],
      gone: ['unreadable', 'crashes.failed'],
      deadly: ['unreadable', 'crashes.failed'],
    });
    expect(queue.recorded.get('wide')?.crashes).to.have.length.greaterThan(0);
  });

  it('leaves the file to the next process when it is closed', async () => {
    const queue = createQueue();
    queue.add('report-1', await file('long.log', 'a quiet line\n'.repeat(4_000_000)));
    const { jobs, close } = build(queue);
    const run = jobs[0]?.run();
    await new Promise((resolve) => setImmediate(resolve));
    await close();
    await run;
    expect([...queue.recorded.keys()]).to.deep.equal([]);
  });
});
