import { expect } from 'chai';
import type { Defect } from '../../../src/features/defects/defect.js';
import { Conflict, InvalidInput } from '../../../src/kernel/errors.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { createDefectWorld } from '../../support/defects.js';

const LIN = { id: 'lin' };
const WORDS = { title: 'The camera dies at night', note: '', severity: 'major' } as const;

describe('defects in the store', () => {
  let database: Database;
  const clock = createTestClock();

  beforeEach(async () => {
    database = await openTestDatabase();
    createDefectWorld(database.connection, clock);
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  function build(refs: readonly string[] = []) {
    return createDefectWorld(database.connection, clock, refs);
  }
  const settled = (results: readonly PromiseSettledResult<unknown>[]) => ({
    done: results.filter(({ status }) => status === 'fulfilled').length,
    refused: results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
  });

  it('let one of ten engineers resolve it', async () => {
    const { service } = build();
    const { ref } = await service.open('ORION-2', WORDS, LIN);
    const { done, refused } = settled(
      await Promise.allSettled(
        Array.from({ length: 10 }, () => service.resolve(ref, '3.0.12', LIN)),
      ),
    );
    expect(done).to.equal(1);
    for (const error of refused) expect(error).to.be.instanceOf(Conflict);
    const { history, status } = await service.byRef(ref);
    expect([status, history.map((event) => event.action)]).to.deep.equal([
      'resolved',
      ['open', 'resolve'],
    ]);
  });

  it('are opened again once, whatever number of logs contradict the fix at once', async () => {
    const { service } = build();
    const { ref, id } = await service.open('ORION-2', WORDS, LIN);
    await service.resolve(ref, '3.0.12', LIN);
    const sighting = { build: '3.0.12', at: clock.now() };
    const told = await Promise.all(
      Array.from({ length: 10 }, () => service.contradict(id, sighting, 'log')),
    );
    expect(told.filter(Boolean)).to.have.length(1);
    const { status, history } = await service.byRef(ref);
    expect([status, history.length]).to.deep.equal(['reopened', 3]);
    expect(history[2]).to.include({ byId: null, fixBuild: '3.0.12', evidence: 'log' });
    expect(await service.contradicted(id, sighting)).to.equal(undefined);
  });

  it('are verified once by what testers answered, for the build they tried', async () => {
    const { service } = build();
    const { ref, id } = await service.open('ORION-2', WORDS, LIN);
    await service.resolve(ref, '3.0.12', LIN);
    expect(await service.verifyByRetests(id, '3.0.11')).to.equal(false);
    const told = await Promise.all([1, 2, 3].map(() => service.verifyByRetests(id, '3.0.12')));
    expect(told.filter(Boolean)).to.have.length(1);
    expect(await service.byRef(ref)).to.include({ status: 'verified', fixBuild: '3.0.12' });
  });

  it('count every report that is linked at once', async () => {
    const refs = Array.from({ length: 12 }, (_, index) => `R-${index}`);
    const { service } = build(refs);
    const { ref } = await service.open('ORION-2', WORDS, LIN);
    await Promise.all(refs.map((report) => service.link(report, { ...WORDS, defect: ref }, LIN)));
    expect(await service.byRef(ref)).to.include({ reportCount: 12, isSpreading: false });
    await Promise.all(refs.slice(0, 5).map((report) => service.unlink(report, LIN)));
    expect((await service.byRef(ref)).reportCount).to.equal(7);
  });

  it('show the newest state in every report, whoever was faster', async () => {
    const refs = Array.from({ length: 6 }, (_, index) => `R-${index}`);
    const { service, defectOf } = build(refs);
    const { ref } = await service.open('ORION-2', WORDS, LIN);
    await Promise.all([
      ...refs.map((report) => service.link(report, { ...WORDS, defect: ref }, LIN)),
      service.resolve(ref, '3.0.12', LIN),
    ]);
    for (const report of refs)
      expect(defectOf(report)).to.include({ ref, status: 'resolved', fixBuild: '3.0.12' });
  });

  it('move a link and count both ends anew', async () => {
    const { service } = build(['R-1']);
    const first = await service.link('R-1', { ...WORDS, defect: '' }, LIN);
    const second = await service.link('R-1', { ...WORDS, title: 'Another', defect: '' }, LIN);
    expect((await service.byRef(first.ref)).reportCount).to.equal(0);
    expect((await service.byRef(second.ref)).reportCount).to.equal(1);
  });

  it('count both ends of a link that somebody else made in between', async () => {
    const { service, reports } = build(['R-1']);
    const { linkDefect } = reports;
    let first: Defect | undefined;
    reports.linkDefect = async (...args) => {
      reports.linkDefect = linkDefect;
      first = await service.link('R-1', { ...WORDS, defect: '' }, LIN);
      return linkDefect(...args);
    };
    const second = await service.link('R-1', { ...WORDS, title: 'Another', defect: '' }, LIN);
    expect((await service.byRef(first?.ref ?? '')).reportCount).to.equal(0);
    expect((await service.byRef(second.ref)).reportCount).to.equal(1);
  });

  it('count both ends of a moved link by the sweeper when the process ended with the link', async () => {
    const { service, reports } = build(['R-1']);
    const first = await service.link('R-1', { ...WORDS, defect: '' }, LIN);
    const second = await service.open('ORION-2', { ...WORDS, title: 'Another' }, LIN);
    const { linkDefect } = reports;
    reports.linkDefect = async (...args) => {
      await linkDefect(...args);
      throw new Error('the process ended here');
    };
    const moved = service.link('R-1', { ...WORDS, defect: second.ref }, LIN);
    await moved.catch(() => undefined);
    await service.sweep();
    expect((await service.byRef(first.ref)).reportCount).to.equal(0);
    expect((await service.byRef(second.ref)).reportCount).to.equal(1);
  });

  it('remember every group whose reports are still being linked', async () => {
    const { service, defects } = build();
    const { id } = await service.open('ORION-2', WORDS, LIN);
    for (const group of ['G-1', 'G-2']) expect(await defects.tie(id, group, 'lin')).to.equal(true);
    const groups = async () => (await defects.tying(10)).map(({ groupRef }) => groupRef);
    expect(await groups()).to.deep.equal(['G-1', 'G-2']);
    await defects.endTie(id, 'G-1');
    expect(await groups()).to.deep.equal(['G-2']);
  });

  it('are told of before the mark goes by which the sweeper would tell of them', async () => {
    const { service, defects, changed } = build();
    const marked: (readonly string[])[] = [];
    changed.subscribe(async () => void marked.push(await defects.spreading(10)));
    const { ref, id } = await service.open('ORION-2', WORDS, LIN);
    await service.start(ref, LIN);
    expect(marked).to.deep.equal([[id]]);
    expect(await defects.spreading(10)).to.deep.equal([]);
  });

  it('finish by the sweeper what a crash left half written down', async () => {
    const { service, defects, defectOf } = build(['R-1']);
    const { ref, id } = await service.link('R-1', { ...WORDS, defect: '' }, LIN);
    const before: Defect = await service.byRef(ref);
    const event = { ...before.history[0]!, action: 'start', status: 'in_progress' } as const;
    const changes = {
      status: 'in_progress',
      isOpen: true,
      resolution: null,
      fixBuild: null,
    } as const;
    await defects.take(before, { changes, event });
    expect(await defects.spreading(10)).to.deep.equal([id]);
    await service.sweep();
    expect(defectOf('R-1')).to.include({ status: 'in_progress' });
    expect(await defects.spreading(10)).to.deep.equal([]);
  });

  it('refuse a fix in a build that is not the model’s, and a link across models', async () => {
    const { service } = build(['R-1']);
    const { ref } = await service.open('ORION-2', WORDS, LIN);
    const answers = await Promise.allSettled([
      service.resolve(ref, '9.9', LIN),
      service.open('NO-SUCH', WORDS, LIN),
      service.link('R-1', { ...WORDS, defect: 'D-999' }, LIN),
    ]);
    for (const error of settled(answers).refused) expect(error).to.be.instanceOf(InvalidInput);
    expect(settled(answers).done).to.equal(0);
  });

  it('page by their last change and offer the open ones first', async () => {
    const { service, queries } = build();
    const opened: string[] = [];
    for (let index = 0; index < 52; index += 1) {
      if (index % 3 === 0) clock.advance(1000);
      opened.push((await service.open('ORION-2', WORDS, LIN)).ref);
    }
    const first = await queries.publicPage(true, undefined);
    const second = await queries.publicPage(true, first.next);
    expect([first.rows.length, second.rows.length, second.next]).to.deep.equal([50, 2, undefined]);
    expect(new Set([...first.rows, ...second.rows].map(({ ref }) => ref)).size).to.equal(52);
    clock.advance(1000);
    await service.resolve(opened[51]!, '3.0.12', LIN);
    expect((await queries.choices('ORION-2')).at(-1)?.ref).to.equal(opened[51]);
    expect((await queries.publicPage(false, undefined)).rows.map(({ ref }) => ref)).to.deep.equal([
      opened[51],
    ]);
  });
});
