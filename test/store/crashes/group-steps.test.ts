import { expect } from 'chai';
import type { NewCrash } from '../../../src/features/crashes/crash-group.js';
import { createCrashQueries } from '../../../src/features/crashes/crash-queries.js';
import { createCrashService } from '../../../src/features/crashes/crash-service.js';
import { createCrashStore } from '../../../src/features/crashes/crash-store.js';
import { unreadable } from '../../../src/features/crashes/exam.js';
import { createGroupStepService } from '../../../src/features/crashes/group-step-service.js';
import { createGroupStepStore } from '../../../src/features/crashes/group-step-store.js';
import { createExamDesk } from '../../../src/features/crashes/examining-service.js';
import { createGroupingStore } from '../../../src/features/crashes/grouping-store.js';
import { Conflict } from '../../../src/kernel/errors.js';
import { newId } from '../../../src/kernel/ids.js';
import { createCounters } from '../../../src/platform/counters.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock, TEST_START } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const lens = ['pick', 'turn', 'focus', 'open', 'start', 'run'];
const menu = ['draw', 'layout', 'measure', 'attach', 'show', 'go'];

let reports = 0;
const crash = (key: string, names: readonly string[], over: Partial<NewCrash> = {}): NewCrash => ({
  id: newId(TEST_START),
  reportId: `report-${(reports += 1)}`,
  n: 1,
  index: 0,
  key,
  keys: [key],
  wants: [],
  kind: 'java',
  title: `crash of ${key}`,
  process: 'com.firstbatch.camera',
  thread: 'main',
  exception: 'java.lang.NullPointerException',
  outerException: null,
  message: null,
  signal: null,
  component: null,
  frames: names.map((name) => ({ module: 'com.firstbatch.A', function: name, inApp: true })),
  outerFrames: [],
  parts: ['java', 'java.lang.NullPointerException', key],
  entry: '',
  line: 12,
  unitId: 'unit-1',
  modelCode: 'ORION-2',
  build: '3.0.11',
  device: null,
  seenAt: TEST_START,
  ...over,
});

describe('what engineers say of groups', () => {
  const by = { id: 'qa-1' };
  let database: Database;
  const build = () => {
    const { connection } = database;
    const clock = createTestClock();
    const crashes = createCrashStore(connection);
    const grouping = createGroupingStore(connection);
    const steps = createGroupStepStore(connection);
    const counters = createCounters(connection);
    const pool = { examine: () => Promise.resolve(unreadable('crashes.failed')) };
    const service = createCrashService({
      crashes,
      grouping,
      steps,
      counters,
      clock,
      desk: createExamDesk({ pool, clock }),
    });
    const said = createGroupStepService({ steps, grouping, crashes, service, counters, clock });
    return { service, said, steps, queries: createCrashQueries(connection) };
  };
  let site: ReturnType<typeof build>;

  beforeEach(async () => {
    database = await openTestDatabase();
    site = build();
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  const keep = async (...found: readonly NewCrash[]) =>
    (await site.service.keep(found)).map(({ groupRef }) => groupRef ?? '');
  const list = async () =>
    (await site.queries.groupsPage(undefined)).rows
      .map(({ ref, crashCount }) => `${ref} ${crashCount}`)
      .sort();
  const stepOf = async (ref: string) => (await site.steps.byRef(ref))!.steps.at(-1)!.id;
  const refusal = async (act: Promise<unknown>): Promise<string> => {
    try {
      await act;
    } catch (error) {
      if (error instanceof Conflict) return error.code;
      throw error;
    }
    return 'nothing';
  };

  it('find a crash by any of its keys, else by likeness', async () => {
    const one = crash('v2:a', lens, { keys: ['v2:a', 'v2:digest'] });
    const other = crash('v2:b', menu, { keys: ['v2:b', 'v2:digest'] });
    expect(await keep(one, other, crash('v2:c', lens.slice(1)))).to.deep.equal([
      'G-1',
      'G-1',
      'G-1',
    ]);
    expect(await keep(crash('v2:d', ['x', 'y', 'z']))).to.deep.equal(['G-2']);
  });

  it('show merged groups as one, new crashes too, and restore both', async () => {
    await keep(crash('v2:a', lens), crash('v2:b', menu));
    await site.said.merge('G-1', 'G-2', by);
    expect(await keep(crash('v2:a', lens))).to.deep.equal(['G-2']);
    expect(await list()).to.deep.equal(['G-2 3']);
    await site.said.undo('G-1', await stepOf('G-1'), by);
    expect(await list()).to.deep.equal(['G-1 2', 'G-2 1']);
    expect(await refusal(site.said.undo('G-1', await stepOf('G-1'), by))).to.equal(
      'crashes.undone_already',
    );
  });

  it('never point at each other, however two merges meet', async () => {
    await keep(crash('v2:a', lens), crash('v2:b', menu));
    for (let round = 0; round < 5; round += 1) {
      const merges = [site.said.merge('G-1', 'G-2', by), site.said.merge('G-2', 'G-1', by)];
      await Promise.allSettled(merges);
      const groups = await Promise.all(['G-1', 'G-2'].map((ref) => site.steps.byRef(ref)));
      const merged = groups.filter((group) => group!.mergedInto !== null);
      expect(merged.length).to.be.lessThan(2);
      for (const group of merged) await site.said.undo(group!.ref, group!.steps.at(-1)!.id, by);
    }
  });

  it('part the crashes of some keys, and what comes later goes with them', async () => {
    await keep(crash('v2:a', lens), crash('v2:c', lens.slice(1)));
    const ref = await site.said.split('G-1', ['v2:c'], by);
    expect(await keep(crash('v2:c', lens.slice(1)))).to.deep.equal([ref]);
    expect(await list()).to.deep.equal(['G-1 1', `${ref} 2`]);
    expect(await refusal(site.said.merge(ref, 'G-1', by))).to.equal('crashes.set_apart');
    await site.said.undo(ref, await stepOf(ref), by);
    expect(await list()).to.deep.equal(['G-1 3']);
  });

  it('keep likeness from choosing between two that differ', async () => {
    const lit = [...lens.slice(0, 3), 'light', ...lens.slice(3)];
    const dark = [...lens.slice(0, 3), 'dark', ...lens.slice(3)];
    expect(await keep(crash('v2:a', lit), crash('v2:c', dark))).to.deep.equal(['G-1', 'G-1']);
    expect(await site.said.split('G-1', ['v2:c'], by)).to.equal('G-2');
    expect(await keep(crash('v2:d', lens))).to.deep.equal(['G-3']);
  });

  it('let only its own keys into a locked group, and nobody change it', async () => {
    await keep(crash('v2:a', lens), crash('v2:b', menu));
    await site.said.lock('G-1', by);
    expect(await keep(crash('v2:c', lens.slice(1)))).to.deep.equal(['G-3']);
    expect(await keep(crash('v2:a', lens))).to.deep.equal(['G-1']);
    const acts = [
      () => site.said.merge('G-1', 'G-2', by),
      () => site.said.merge('G-2', 'G-1', by),
      () => site.said.split('G-1', ['v2:a'], by),
      () => site.said.setApart('G-1', 'G-2', by),
      () => site.said.lock('G-1', by),
    ];
    for (const act of acts) expect(await refusal(act())).to.equal('crashes.group_locked');
    await site.said.undo('G-1', await stepOf('G-1'), by);
    expect(await keep(crash('v2:e', [...lens, 'end']))).to.deep.equal(['G-1']);
  });

  it('refuse what says nothing', async () => {
    await keep(crash('v2:a', lens), crash('v2:b', menu));
    await site.said.setApart('G-1', 'G-2', by);
    const refused = await Promise.all(
      [
        site.said.merge('G-1', 'G-1', by),
        site.said.merge('G-2', 'G-1', by),
        site.said.setApart('G-2', 'G-1', by),
        site.said.split('G-1', ['v2:a'], by),
        site.said.split('G-1', ['v2:b'], by),
      ].map(refusal),
    );
    expect(refused).to.deep.equal([
      'crashes.same_group',
      'crashes.set_apart',
      'crashes.apart_already',
      'crashes.split_all',
      'crashes.group_changed',
    ]);
  });

  it('lead an emptied group to the one that symbols showed it to be', async () => {
    await keep(crash('v2:a', lens), crash('v2:b', menu));
    const stored = (await site.queries.latestOf([(await site.steps.byRef('G-2'))!.id]))!;
    await site.service.rejoin(stored, 'v2:a');
    expect(await list()).to.deep.equal(['G-1 2']);
    const [one, other] = await Promise.all(['G-1', 'G-2'].map((ref) => site.steps.byRef(ref)));
    expect(other!.mergedInto).to.equal(one!.id);
  });
});
