import { expect } from 'chai';
import fc from 'fast-check';
import type { Defect } from '../../../src/features/defects/defect.js';
import { Conflict, InvalidInput, Refusal } from '../../../src/kernel/errors.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock, type TestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { createDefectWorld, type DefectWorld } from '../../support/defects.js';

const LIN = { id: 'lin' };
const WORDS = { title: 'The camera dies at night', note: '', severity: 'major' } as const;
const REPORTS = ['R-1', 'R-2', 'R-3', 'R-4', 'R-5'] as const;
const PEOPLE = ['mei', 'bo', 'an'] as const;

describe('merged defects', () => {
  let database: Database;
  let clock: TestClock;

  before(async () => {
    database = await openTestDatabase();
    createDefectWorld(database.connection, createTestClock());
    await syncIndexes(database.connection, quietLog);
  });
  beforeEach(async () => {
    clock = createTestClock();
    await empty();
  });
  after(() => database.close());

  async function empty(): Promise<void> {
    const collections = (await database.connection.db?.collections()) ?? [];
    await Promise.all(collections.map((collection) => collection.deleteMany({})));
  }
  const build = (refs: readonly string[] = REPORTS) =>
    createDefectWorld(database.connection, clock, refs);
  const open = async ({ service }: DefectWorld, count: number, kind?: Defect['kind']) => {
    const refs: string[] = [];
    for (let n = 0; n < count; n += 1)
      refs.push((await service.open('ORION-2', { ...WORDS, ...(kind && { kind }) }, LIN)).ref);
    return refs as [string, string, string, string];
  };
  const link = ({ service }: DefectWorld, report: string, defect: string) =>
    service.link(report, { ...WORDS, defect }, LIN);
  const refusedBy = async (act: Promise<unknown>): Promise<unknown> =>
    act.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('stand on the page of the lower number, whichever was named first', async () => {
    const world = build();
    const [one, two] = await open(world, 2);
    expect(await world.merges.merge(one, two, 'Same stack', LIN)).to.equal(one);
    const merged = await world.service.byRef(two);
    const root = await world.service.byRef(one);
    expect(merged).to.include({ mergedInto: root.id, shelf: 'merged', isSpreading: false });
    const { rows } = await world.queries.publicPage(true, undefined);
    expect(rows.map(({ ref }) => ref)).to.deep.equal([one]);
  });

  it('keep their reports, which show how the other one stands', async () => {
    const world = build();
    const [one, two, three] = await open(world, 3);
    await link(world, 'R-1', one);
    await link(world, 'R-2', two);
    await link(world, 'R-3', three);
    await world.merges.merge(two, three, 'Same stack', LIN);
    await world.merges.merge(one, two, 'Same again', LIN);
    await world.service.resolve(one, '3.0.12', LIN);
    for (const [report, own] of [
      ['R-2', two],
      ['R-3', three],
    ] as const)
      expect(world.defectOf(report)).to.include({
        ...{ ref: own, mergedInto: one, status: 'resolved', fixBuild: '3.0.12' },
      });
    expect(await world.service.byRef(one)).to.include({ reportCount: 3, unitCount: 3 });
    expect(await world.service.byRef(two)).to.include({ reportCount: 2, status: 'open' });
    const { id } = await world.service.byRef(one);
    expect(await world.supporting.followersOf(id)).to.have.members(['of-R-1', 'of-R-2', 'of-R-3']);
  });

  it('take no step of their own, and say where to work', async () => {
    const world = build();
    const [one, two] = await open(world, 2);
    await world.merges.merge(one, two, 'Same', LIN);
    for (const act of [
      () => world.service.start(two, LIN),
      () => world.service.resolve(two, '3.0.12', LIN),
      () => link(world, 'R-1', two),
      () =>
        world.supporting.confirm(two, { unit: 'U-mei', build: '3.0.11', note: '' }, { id: 'mei' }),
    ]) {
      const error = await refusedBy(act());
      expect(error).to.be.instanceOf(Conflict);
      expect(error).to.deep.include({ code: 'defects.merged', facts: { ref: one } });
    }
  });

  it('refuse themselves, another model’s, another kind’s and what is merged already', async () => {
    const world = build();
    const [one, two, three] = await open(world, 3);
    const [idea] = await open(world, 1, 'suggestion');
    await world.merges.merge(two, three, 'Same', LIN);
    for (const other of [one, idea, 'D-999'])
      expect(await refusedBy(world.merges.merge(one, other, 'x', LIN))).to.be.instanceOf(
        InvalidInput,
      );
    expect(await refusedBy(world.merges.merge(one, three, 'x', LIN))).to.include({
      code: 'defects.merged_already',
    });
    expect(await refusedBy(world.merges.unmerge(one, 'x', LIN))).to.include({
      code: 'defects.not_merged',
    });
  });

  it('never form a circle, whatever number of engineers merge at once', async () => {
    const world = build();
    const refs = await open(world, 6);
    const pairs = refs.flatMap((one) => refs.filter((two) => two !== one).map((two) => [one, two]));
    await Promise.allSettled(
      pairs.map(([one = '', two = '']) => world.merges.merge(one, two, 'Same', LIN)),
    );
    const all = await Promise.all(refs.map((ref) => world.service.byRef(ref)));
    expect(all.filter(({ mergedInto }) => mergedInto === null).map(({ ref }) => ref)).to.deep.equal(
      [refs[0]],
    );
    const { merged } = (await world.family.byRef(refs[0]))!;
    expect(merged).to.have.length(5);
  });

  it('let one of two merges of the same defect win', async () => {
    const world = build();
    const [one, two, three] = await open(world, 3);
    const done = await Promise.allSettled([
      world.merges.merge(one, three, 'Same', LIN),
      world.merges.merge(two, three, 'Same', LIN),
    ]);
    expect(done.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
  });

  it('count a unit, a voter and a follower of both once', async () => {
    const world = build();
    const [one, two] = await open(world, 2);
    const [idea, other] = await open(world, 2, 'suggestion');
    const mei = { id: 'mei' };
    const words = { unit: 'U-mei', build: '3.0.11', note: '' };
    for (const ref of [one, two]) await world.supporting.confirm(ref, words, mei);
    for (const ref of [idea, other]) await world.supporting.vote(ref, mei);
    await world.merges.merge(one, two, 'Same', LIN);
    await world.merges.merge(idea, other, 'Same', LIN);
    expect(await world.service.byRef(one)).to.include({ confirmationCount: 1, unitCount: 1 });
    expect(await world.service.byRef(idea)).to.include({ voteCount: 1 });
    const { id } = await world.service.byRef(one);
    expect(await world.supporting.followersOf(id)).to.deep.equal(['mei']);
  });

  it('ring once when three duplicates speak against the severity, until somebody looks', async () => {
    const world = build();
    const [one, ...others] = await open(world, 4);
    clock.advance(1000);
    for (const other of others) await world.merges.merge(one, other, 'Same', LIN);
    expect((await world.service.byRef(one)).alarm).to.include({ duplicates: 3 });
    expect(world.notices.map(({ personId, link }) => [personId, link])).to.deep.equal([
      ['lin', `/defects/${one}`],
    ]);
    await world.merges.unmerge(others[0], 'Not the same', LIN);
    expect((await world.service.byRef(one)).alarm).to.equal(null);
  });

  it('are found by the sweeper when a process ends between the link and the counts', async () => {
    const world = build();
    const [one, two] = await open(world, 2);
    await link(world, 'R-2', two);
    const before = await world.service.byRef(two);
    const into = await world.service.byRef(one);
    const other = { id: into.id, ref: into.ref };
    const event = { ...before.history[0]!, action: 'merge', other, at: clock.now() } as const;
    const changes = { mergedInto: into.id, shelf: 'merged' } as const;
    await world.defects.take(before, { changes, event });
    await world.service.sweep();
    expect((await world.service.byRef(one)).reportCount).to.equal(1);
    expect(world.defectOf('R-2')).to.include({ mergedInto: one });
    expect(await world.defects.spreading(10)).to.deep.equal([]);
  });

  describe('after everything is separated again', () => {
    const place = fc.nat(3);
    const command = fc.oneof(
      fc.record({ do: fc.constant('merge' as const), one: place, two: place }),
      fc.record({ do: fc.constant('unmerge' as const), one: place }),
      fc.record({
        do: fc.constant('link' as const),
        one: place,
        report: fc.constantFrom(...REPORTS),
      }),
      fc.record({ do: fc.constant('unlink' as const), report: fc.constantFrom(...REPORTS) }),
      fc.record({
        do: fc.constantFrom('confirm' as const, 'withdraw' as const, 'vote' as const),
        one: place,
        who: fc.constantFrom(...PEOPLE),
      }),
      fc.record({ do: fc.constantFrom('start' as const, 'resolve' as const), one: place }),
    );
    type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

    /** What each of the defects would be if there were no merges. */
    interface Plain {
      readonly reports: Set<string>;
      readonly confirmers: Set<string>;
      readonly voters: Set<string>;
      status: string;
    }

    async function run(world: DefectWorld, refs: readonly string[], step: Command): Promise<void> {
      const [one, two] = [
        'one' in step ? (refs[step.one] ?? '') : '',
        'two' in step ? (refs[step.two] ?? '') : '',
      ];
      const { service, merges, supporting } = world;
      if (step.do === 'merge') await merges.merge(one, two, 'Same', LIN);
      else if (step.do === 'unmerge') await merges.unmerge(one, 'Not the same', LIN);
      else if (step.do === 'link') await link(world, step.report, one);
      else if (step.do === 'unlink') await service.unlink(step.report, LIN);
      else if (step.do === 'start') await service.start(one, LIN);
      else if (step.do === 'resolve') await service.resolve(one, '3.0.12', LIN);
      else if ('who' in step) await support(step, one);

      async function support(given: Extract<Command, { who: string }>, ref: string) {
        const [unit, by] = [`U-${given.who}`, { id: given.who }];
        if (given.do === 'vote') await supporting.vote(ref, by);
        else if (given.do === 'withdraw') await supporting.withdraw(ref, unit, by);
        else await supporting.confirm(ref, { unit, build: '3.0.11', note: '' }, by);
      }
    }

    function apply(
      plain: readonly Plain[],
      refs: readonly string[],
      world: DefectWorld,
      step: Command,
    ) {
      const own = 'one' in step ? plain[step.one] : undefined;
      if (step.do === 'link' || step.do === 'unlink') {
        for (const { reports } of plain) reports.delete(step.report);
        if (step.do === 'link') own?.reports.add(step.report);
      } else if (step.do === 'confirm') own?.confirmers.add(step.who);
      else if (step.do === 'vote') own?.voters.add(step.who);
      else if (own && step.do === 'start') own.status = 'in_progress';
      else if (own && step.do === 'resolve') own.status = 'resolved';
    }

    for (const kind of ['problem', 'suggestion'] as const)
      it(`is as it would be if no ${kind} had ever been merged`, async function () {
        this.timeout(120_000);
        await fc.assert(
          fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 14 }), async (steps) => {
            await empty();
            const world = build();
            const refs = await open(world, 4, kind);
            const plain: Plain[] = refs.map(() => ({
              ...{ reports: new Set(), confirmers: new Set(), voters: new Set() },
              status: 'open',
            }));
            for (const step of steps) {
              clock.advance(1000);
              try {
                await run(world, refs, step);
              } catch (error) {
                if (!(error instanceof Refusal)) throw error;
                continue;
              }
              // What is withdrawn on a page goes from where it was given.
              if (step.do === 'withdraw') await withdrawn(world, refs, plain, step.who);
              else apply(plain, refs, world, step);
            }
            for (const ref of refs)
              await world.merges.unmerge(ref, 'All apart', LIN).catch((error: unknown) => {
                if (!(error instanceof Conflict)) throw error;
              });
            for (const [index, ref] of refs.entries())
              await expectAs(world, ref, plain[index] as Plain);
          }),
          { numRuns: 25 },
        );
      });

    async function withdrawn(
      { support, service }: DefectWorld,
      refs: readonly string[],
      plain: readonly Plain[],
      who: string,
    ): Promise<void> {
      for (const [index, ref] of refs.entries()) {
        const { id } = await service.byRef(ref);
        const left = await support.confirmationsOf([id]);
        if (!left.some(({ personId }) => personId === who)) plain[index]?.confirmers.delete(who);
      }
    }

    async function expectAs(world: DefectWorld, ref: string, plain: Plain): Promise<void> {
      const defect = await world.service.byRef(ref);
      const { reports, confirmers, voters, status } = plain;
      const linked = REPORTS.filter((report) => world.defectOf(report)?.ref === ref);
      expect(linked, `reports of ${ref}`).to.have.members([...reports]);
      for (const report of linked)
        expect(world.defectOf(report)).to.include({ status, mergedInto: null });
      const units = reports.size + confirmers.size;
      expect(defect, ref).to.include({
        ...{ status, mergedInto: null, isSpreading: false, reportCount: reports.size },
        ...{ confirmationCount: confirmers.size, voteCount: voters.size, unitCount: units },
        shelf: status === 'resolved' ? 'resolved' : 'open',
      });
      expect(await world.supporting.followersOf(defect.id)).to.have.members([
        ...[...reports].map((report) => `of-${report}`),
        ...confirmers,
        ...voters,
      ]);
    }
  });
});
