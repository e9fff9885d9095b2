import { expect } from 'chai';
import type { NewCrash } from '../../../src/features/crashes/crash-group.js';
import { createCrashQueries } from '../../../src/features/crashes/crash-queries.js';
import { createCrashService } from '../../../src/features/crashes/crash-service.js';
import { createCrashStore } from '../../../src/features/crashes/crash-store.js';
import { createGroupStepStore } from '../../../src/features/crashes/group-step-store.js';
import { createExamDesk } from '../../../src/features/crashes/examining-service.js';
import { createGroupingStore } from '../../../src/features/crashes/grouping-store.js';
import { unreadable } from '../../../src/features/crashes/exam.js';
import { newId } from '../../../src/kernel/ids.js';
import { createCounters } from '../../../src/platform/counters.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock, TEST_START } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const crash = (reportId: string, over: Partial<NewCrash> = {}): NewCrash => ({
  id: newId(TEST_START),
  reportId,
  n: 1,
  index: 0,
  key: 'v1:one',
  keys: [over.key ?? 'v1:one'],
  wants: [],
  kind: 'java',
  title: 'NullPointerException in Lens.pick (com.firstbatch.camera)',
  process: 'com.firstbatch.camera',
  thread: 'main',
  // Crashes of one key are alike, those of two are not.
  exception: `java.lang.Error ${over.key ?? ''}`,
  outerException: null,
  message: null,
  signal: null,
  component: null,
  frames: [{ module: '', function: 'pick', inApp: true }],
  outerFrames: [],
  parts: ['java', 'java.lang.NullPointerException', 'com.firstbatch.Lens.pick'],
  entry: '',
  line: 12,
  unitId: 'unit-1',
  modelCode: 'ORION-2',
  build: '3.0.11',
  device: null,
  seenAt: TEST_START,
  ...over,
});

describe('crash groups in the store', () => {
  let database: Database;
  const clock = createTestClock();
  const pool = { examine: () => Promise.resolve(unreadable('crashes.failed')) };
  const build = () => {
    const crashes = createCrashStore(database.connection);
    const grouping = createGroupingStore(database.connection);
    const steps = createGroupStepStore(database.connection);
    const counters = createCounters(database.connection);
    return {
      service: createCrashService({
        crashes,
        grouping,
        steps,
        counters,
        clock,
        desk: createExamDesk({ pool, clock }),
      }),
      queries: createCrashQueries(database.connection),
    };
  };

  beforeEach(async () => {
    database = await openTestDatabase();
    build();
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  it('make one group of fifty equal crashes that come at once', async () => {
    const { service, queries } = build();
    const kept = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        service.keep([
          crash(`report-${index}`, { unitId: `unit-${index % 7}`, build: `3.0.${index % 3}` }),
        ]),
      ),
    );
    const refs = new Set(kept.flat().map((summary) => summary.groupRef));
    expect(refs.size).to.equal(1);
    const { rows } = await queries.groupsPage(undefined);
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ crashCount: 50, unitCount: 7 });
    expect([...rows[0]!.builds].sort()).to.deep.equal(['3.0.0', '3.0.1', '3.0.2']);
  });

  it('count a crash once however often its file is examined', async () => {
    const { service, queries } = build();
    for (let attempt = 0; attempt < 3; attempt += 1)
      await service.keep([crash('report-1'), crash('report-1', { index: 1, key: 'v1:two' })]);
    const { rows } = await queries.groupsPage(undefined);
    expect(rows.map((row) => row.crashCount)).to.deep.equal([1, 1]);
  });

  it('say when a group was first and last seen, whatever comes in first', async () => {
    const { service, queries } = build();
    const earlier = new Date(TEST_START.getTime() - 60_000);
    await service.keep([crash('report-2')]);
    await service.keep([crash('report-1', { seenAt: earlier })]);
    const { rows } = await queries.groupsPage(undefined);
    expect(rows[0]).to.deep.include({ firstSeenAt: earlier, lastSeenAt: TEST_START });
  });

  it('page by the time they were seen last', async () => {
    const { service, queries } = build();
    for (let index = 0; index < 52; index += 1) {
      const seenAt = new Date(TEST_START.getTime() + (index >> 1) * 1000);
      await service.keep([crash(`report-${index}`, { key: `v1:${index}`, seenAt })]);
    }
    const first = await queries.groupsPage(undefined);
    const second = await queries.groupsPage(first.next);
    expect([first.rows.length, second.rows.length, second.next]).to.deep.equal([50, 2, undefined]);
    const ids = [...first.rows, ...second.rows].map((row) => row.id);
    expect(new Set(ids).size).to.equal(52);
    expect((await queries.groupsPage('nonsense')).rows).to.have.length(50);
  });
});
