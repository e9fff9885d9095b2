import { expect } from 'chai';
import type { Exam } from '../../../src/features/crashes/exam.js';
import { createExamDesk } from '../../../src/features/crashes/examining-service.js';
import { createKeptExamStore } from '../../../src/features/crashes/kept-exam-store.js';
import { HOUR } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const FILE = { sha256: 'a'.repeat(64), path: '/log', unitId: 'unit-1', roundId: 'round-1' };
const EXAM: Exam = {
  ...{ state: 'examined', warnings: [], crashes: [], lines: 3, bytesRead: 30 },
  serials: ['FB0002'],
};

describe('exams ahead of their reports', () => {
  let database: Database;
  const clock = createTestClock();
  beforeEach(async () => {
    database = await openTestDatabase();
    createKeptExamStore(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  /** A process: what it has under way is its own, what it keeps is everybody's. */
  function build(exam: Exam = EXAM) {
    let count = 0;
    const pool = {
      examine: () => {
        count += 1;
        return Promise.resolve(exam);
      },
    };
    const own = {
      namesOf: () => Promise.resolve([]),
      unitNamed: ([serial]: readonly string[]) =>
        Promise.resolve(serial === 'FB0002' ? 'unit-2' : undefined),
      tell: () => Promise.resolve(),
    };
    const kept = createKeptExamStore(database.connection);
    return { desk: createExamDesk({ kept, pool, clock, own }), count: () => count };
  }
  const stored = () => database.connection.collection('kept_exams').find().toArray();

  it('are made once for all who ask at the same time', async () => {
    const { desk, count } = build();
    await Promise.all([desk.examOf(FILE, true), desk.examOf(FILE), desk.examOf(FILE, true)]);
    expect(count()).to.equal(1);
    expect(desk.load()).to.equal(0);
  });

  it('serve the report of another process, without the serial numbers', async () => {
    const [form, job] = [build(), build()];
    const ahead = await form.desk.examOf(FILE, true);
    expect(ahead.namedUnitId).to.equal('unit-2');
    expect(await job.desk.examOf(FILE)).to.deep.equal(ahead);
    expect(job.count()).to.equal(0);
    expect(JSON.stringify(await stored())).not.to.contain('FB0002');
  });

  it('are made again for another unit, and after a day', async () => {
    const { desk, count } = build();
    await desk.examOf(FILE, true);
    await desk.examOf({ ...FILE, unitId: 'unit-3' }, true);
    expect(count()).to.equal(2);
    clock.advance(25 * HOUR);
    await desk.examOf(FILE);
    expect(count()).to.equal(3);
    await desk.sweep();
    expect(await stored()).to.deep.equal([]);
  });

  it('are not kept when the reader failed, and not for a report that is there', async () => {
    const failed = build({ ...EXAM, state: 'unreadable', reason: 'crashes.failed' });
    await failed.desk.examOf(FILE, true);
    await build().desk.examOf(FILE);
    expect(await stored()).to.deep.equal([]);
  });
});
