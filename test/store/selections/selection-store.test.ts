import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { trusted } from 'mongoose';
import { newcomer, type Round } from '../../../src/features/rounds/index.js';
import {
  createSelections,
  type Selections,
  type SelectionsDeps,
} from '../../../src/features/selections/index.js';
import { createSelectionQueries } from '../../../src/features/selections/selection-queries.js';
import {
  selectionModel,
  selectionRowModel,
} from '../../../src/features/selections/selection-schema.js';
import type { RowState } from '../../../src/features/selections/selection.js';
import { MINUTE } from '../../../src/kernel/clock.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { quietLog } from '../../support/database.js';
import { BEACON, closeRound, quota, seedApplicants, seedDraw } from '../../support/selections.js';

describe('selections in the database', () => {
  let app: TestApp;
  const started: Selections[] = [];
  before(async () => {
    app = await startTestApp();
  });
  after(async () => {
    await Promise.all(started.map((one) => one.close()));
    await app.stop();
  });

  /** The feature as another process has it, which counts that many reports of everybody. */
  function another(reportsKept: number, fields: Partial<SelectionsDeps> = {}): Selections {
    const { database, translations, rounds, notices } = app.container;
    const made = createSelections({
      ...{ connection: database.connection, clock: app.clock, translations, rounds },
      log: quietLog,
      secret: app.container.config.sessionSecret,
      notify: notices.service.tell,
      historyOf: (ids) =>
        Promise.resolve(new Map(ids.map((id) => [id, { ...newcomer(new Date(0)), reportsKept }]))),
      ...fields,
    });
    started.push(made);
    return made;
  }

  const model = () => selectionModel(app.container.database.connection);
  const rows = () => selectionRowModel(app.container.database.connection);
  const states = async (round: Round, state: RowState) =>
    rows().find({ roundId: round.id, state }).sort({ seat: 1, drawRank: 1 }).lean();

  const settled = async (work: readonly Promise<unknown>[]) => {
    const results = await Promise.allSettled(work);
    return results.filter(({ status }) => status === 'fulfilled').length;
  };

  async function decided(fields: Partial<Round>, applicants: number): Promise<Round> {
    const round = await seedDraw(app, fields);
    await seedApplicants(app, round, applicants);
    closeRound(app);
    const { service } = app.container.selections;
    await service.freeze(round.slug);
    if (round.quotas.some(({ mode }) => mode === 'draw')) await service.seal(round.slug, BEACON);
    await service.decide(round.slug);
    return round;
  }

  it('commits one seed, whoever comes first', async () => {
    const round = await seedDraw(app);
    await Promise.all([another(0), another(0), another(0)].map(({ service }) => service.sweep()));
    const first = await model().findById(round.id).lean();
    await another(0).service.sweep();
    expect(await model().findById(round.id).lean()).to.deep.equal(first);
    expect(first!.commitment).to.match(/^[0-9a-f]{64}$/);
  });

  it('makes one list and one result of two processes that disagree about the past', async function () {
    this.timeout(30_000);
    const round = await seedDraw(app, { seats: 40 });
    await seedApplicants(app, round, 1_200);
    closeRound(app);
    const [one, other] = [another(0), another(50)];
    expect(await settled([one, other].map((each) => each.service.freeze(round.slug)))).to.be.above(
      0,
    );
    const frozen = await model().findById(round.id).lean();
    expect(frozen).to.include({ state: 'frozen', listed: 1_200 });
    await one.service.seal(round.slug, BEACON);
    await settled([one, other].map((each) => each.service.decide(round.slug)));
    const decision = await model().findById(round.id).lean();
    expect(decision).to.include({ state: 'decided', listHash: frozen!.listHash });
    expect(await states(round, 'won')).to.have.length(40);
    expect(await states(round, 'waiting')).to.have.length(1_160);
    const weights = await rows().distinct('weight', { roundId: round.id });
    expect(weights.length).to.be.within(1, 2);
  });

  it('finishes a freeze that broke off, with the rows that are there', async () => {
    const round = await seedDraw(app);
    await seedApplicants(app, round, 20);
    closeRound(app);
    const broken = another(0);
    const { submittedBatches } = app.container.rounds.applications;
    const failing = another(0, {
      rounds: {
        service: app.container.rounds.service,
        applications: {
          ...app.container.rounds.applications,
          async *submittedBatches(roundId) {
            for await (const batch of submittedBatches(roundId, 8)) {
              yield batch;
              throw new Error('the process died');
            }
          },
        },
      },
    });
    await failing.service.freeze(round.slug).catch(() => undefined);
    expect(await model().findById(round.id).lean()).to.include({ state: 'freezing' });
    expect(await rows().countDocuments({ roundId: round.id })).to.equal(8);
    await broken.service.freeze(round.slug);
    expect(await model().findById(round.id).lean()).to.include({ state: 'frozen', listed: 20 });
  });

  it('adds nobody to a list that another process is closing', async () => {
    const round = await seedDraw(app);
    await seedApplicants(app, round, 5);
    closeRound(app);
    const { submittedBatches } = app.container.rounds.applications;
    const reading = (when: () => Promise<unknown>) =>
      another(0, {
        rounds: {
          service: app.container.rounds.service,
          applications: {
            ...app.container.rounds.applications,
            async *submittedBatches(roundId) {
              await when();
              yield* submittedBatches(roundId, 8);
            },
          },
        },
      });
    const begun = new EventEmitter();
    const inside = once(begun, 'reading');
    const late = once(begun, 'closed');
    const slow = reading(() => {
      begun.emit('reading');
      return late;
    });
    let slowly: Promise<void> | undefined;
    const closing = reading(() => {
      slowly = slow.service.work();
      return Promise.race([inside, slowly]);
    });
    await closing.service.freeze(round.slug);
    await seedApplicants(app, round, 1, () => ({ ref: 'A-late' }));
    begun.emit('closed');
    await slowly;
    expect(await rows().countDocuments({ roundId: round.id })).to.equal(5);
  });

  it('gives no seat from a list that was changed', async () => {
    const round = await seedDraw(app);
    await seedApplicants(app, round, 5);
    closeRound(app);
    const { service } = app.container.selections;
    await service.freeze(round.slug);
    await service.seal(round.slug, BEACON);
    await rows().updateOne({ roundId: round.id }, { $set: { weight: 9 } });
    await service.decide(round.slug).then(
      () => expect.fail('it decided'),
      (error: unknown) => expect(error).to.include({ code: 'selections.list_changed' }),
    );
    expect(await states(round, 'won')).to.deep.equal([]);
  });

  it('tells the round of a decision whose process died before it could', async () => {
    const round = await decided({ seats: 1 }, 2);
    const { connection } = app.container.database;
    await connection
      .collection('rounds')
      .updateOne({ slug: round.slug }, { $set: { decidedAt: null } });
    await app.container.selections.service.sweep();
    const again = await app.container.rounds.service.roundById(round.id);
    expect(again!.decidedAt).not.to.equal(null);
  });

  describe('a list that is too long for a request', () => {
    const long = (fields: Partial<SelectionsDeps> = {}) => another(0, { inlineRows: 0, ...fields });
    const selection = async (round: Round) => model().findById(round.id).lean();

    it('is frozen and decided by the job, by whichever process comes first', async () => {
      const round = await seedDraw(app, { seats: 4 });
      await seedApplicants(app, round, 30);
      closeRound(app);
      const [one, other] = [long(), long()];
      expect(await one.service.freeze(round.slug, 'admin')).to.equal(false);
      expect(await selection(round)).to.include({ state: 'freezing', frozenBy: 'admin' });
      expect(await one.service.stepOf(round)).to.equal('freezing');
      await Promise.all([one.service.work(), other.service.work()]);
      expect(await selection(round)).to.include({ state: 'frozen', listed: 30, leaseUntil: null });
      await one.service.seal(round.slug, BEACON);
      expect(await one.service.decide(round.slug, 'admin')).to.equal(false);
      expect(await selection(round)).to.include({ state: 'deciding', decidingBy: 'admin' });
      await Promise.all([one.service.work(), other.service.work()]);
      expect(await selection(round)).to.include({ state: 'decided', done: 30 });
      expect(await states(round, 'won')).to.have.length(4);
    });

    it('is finished by another process when the first died, once its lease is over', async () => {
      const round = await seedDraw(app);
      await seedApplicants(app, round, 6);
      closeRound(app);
      const dying = long({ historyOf: () => Promise.reject(new Error('the process died')) });
      await dying.service.freeze(round.slug);
      await dying.service.work();
      await another(0).service.work();
      expect(await selection(round)).to.include({ state: 'freezing' });
      app.clock.advance(2 * MINUTE);
      await another(0).service.work();
      expect(await selection(round)).to.include({ state: 'frozen', listed: 6 });
    });

    it('says why it can’t be decided, and stands still until an admin asks again', async () => {
      const round = await seedDraw(app);
      await seedApplicants(app, round, 5);
      closeRound(app);
      const one = long();
      await one.service.freeze(round.slug);
      await one.service.work();
      await one.service.seal(round.slug, BEACON);
      const { modifiedCount } = await rows().updateMany({ roundId: round.id }, { weight: 9 });
      expect(modifiedCount).to.equal(5);
      await one.service.decide(round.slug);
      await one.service.work();
      expect(await selection(round)).to.include({ problem: 'selections.list_changed' });
      await rows().updateMany({ roundId: round.id }, { weight: 1 });
      await one.service.work();
      expect(await selection(round)).to.include({ state: 'deciding' });
      await one.service.decide(round.slug);
      await one.service.work();
      expect(await selection(round)).to.include({ state: 'decided', problem: null });
    });
  });

  describe('the decision', () => {
    beforeEach(() => model().updateMany({}, { toldAt: app.clock.now() }));

    const toldOf = async (round: Round) => {
      const applicants = await rows().find({ roundId: round.id }).lean();
      const found = await app.container.database.connection
        .collection('notices')
        .find({ key: { $in: applicants.map(({ applicationId }) => `decided:${applicationId}`) } })
        .toArray();
      return { applicants, found };
    };

    it('is told once to everybody whom no offer tells, also after a process died', async () => {
      const cities = { cities: ['重庆'], minAccountDays: 0 };
      const rules = { needsGoodStanding: false, refusesHolders: false };
      const round = await seedDraw(app, { seats: 2, eligibility: { ...cities, ...rules } });
      await seedApplicants(app, round, 12, (index) => ({ city: index < 9 ? '重庆' : '成都' }));
      closeRound(app);
      const { service } = app.container.selections;
      await service.freeze(round.slug);
      await service.seal(round.slug, BEACON);
      await service.decide(round.slug);
      let left = 3;
      const dying = another(0, {
        notify: (notice) =>
          left-- > 0
            ? app.container.notices.service.tell(notice)
            : Promise.reject(new Error('the process died')),
      });
      await dying.service.tell();
      expect((await toldOf(round)).found.length).to.be.at.most(3);
      app.clock.advance(2 * MINUTE);
      await Promise.all([service.tell(), another(0).service.tell()]);
      await service.tell();
      const { applicants, found } = await toldOf(round);
      expect(found).to.have.length(10);
      for (const row of applicants) {
        const notice = found.find(({ personId }) => personId === row.personId);
        expect(notice === undefined).to.equal(row.state === 'won');
        if (row.state === 'left_out')
          expect(notice!['text']).to.equal('selections.notices.left_out.city_outside');
        const view = await service.rowOf(row.applicationId);
        if (row.state === 'waiting')
          expect(notice!['facts']).to.include({ place: view!.waitlistPlace });
      }
    });

    it('is not told in a round that is over', async () => {
      const round = await decided({ seats: 1 }, 3);
      await app.container.rounds.service.end(round.slug);
      await app.container.selections.service.tell();
      expect((await toldOf(round)).found).to.deep.equal([]);
      expect((await model().findById(round.id).lean())!.toldAt).not.to.equal(null);
    });
  });

  describe('the turns', () => {
    const give = (round: Round, seat: number, allocationId: string) =>
      app.container.selections.source.give(round, seat, allocationId);

    it('are nobody’s before the decision', async () => {
      const round = await seedDraw(app);
      expect(await give(round, 1, 'early')).to.equal(undefined);
    });

    it('go to the winner of the seat, to one person however many ask', async () => {
      const round = await decided({ seats: 3 }, 9);
      const won = await states(round, 'won');
      for (const { seat, applicationId } of won) {
        const id = `${round.id}-${seat}`;
        const answers = await Promise.all([1, 2, 3, 4].map(() => give(round, seat, id)));
        expect(new Set(answers)).to.deep.equal(new Set([applicationId]));
        expect(await give(round, seat, id)).to.equal(applicationId);
      }
      expect(await states(round, 'turned')).to.have.length(3);
    });

    it('roll down the waitlist of the quota first, then spill over by rank', async () => {
      const quotas = [quota('cq', 1, { city: '重庆' }), quota('cd', 1, { city: '成都' })];
      const round = await seedDraw(app, { quotas });
      await seedApplicants(app, round, 5, (index) => ({ city: index < 2 ? '重庆' : '成都' }));
      closeRound(app);
      const { service } = app.container.selections;
      await service.freeze(round.slug);
      await service.seal(round.slug, BEACON);
      await service.decide(round.slug);
      const waiting = await states(round, 'waiting');
      const inOrder = [
        ...waiting.filter(({ quotas }) => quotas.includes('cq')),
        ...waiting.filter(({ quotas }) => quotas.includes('cd')),
      ].map(({ applicationId }) => applicationId);
      expect(inOrder).to.have.length(3);
      const [winner] = await states(round, 'won');
      expect(await give(round, 1, `${round.id}-0`)).to.equal(winner!.applicationId);
      const rolled = [];
      for (const turn of [1, 2, 3, 4]) rolled.push(await give(round, 1, `${round.id}-${turn}`));
      expect(rolled).to.deep.equal([...inOrder, undefined]);
    });

    it('stay in the quota where seats don’t spill over', async () => {
      const quotas = [quota('cq', 1, { city: '重庆' }), quota('cd', 1, { city: '成都' })];
      const round = await decidedWith({ quotas, spillsOver: false });
      expect(await give(round, 1, `${round.id}-0`)).to.be.a('string');
      expect(await give(round, 1, `${round.id}-1`)).to.equal(undefined);
      expect(await give(round, 2, `${round.id}-2`)).to.be.a('string');
    });

    it('pass over one person, never two', async () => {
      const round = await decided({ seats: 1 }, 4);
      const first = await give(round, 1, `${round.id}-a`);
      const { source } = app.container.selections;
      await Promise.all([1, 2, 3].map(() => source.skip(`${round.id}-a`, first!)));
      const second = await give(round, 1, `${round.id}-a`);
      expect(second).to.be.a('string').and.not.to.equal(first);
      await source.skip(`${round.id}-a`, first!);
      expect(await give(round, 1, `${round.id}-a`)).to.equal(second);
      expect(await states(round, 'passed')).to.have.length(1);
    });

    it('give each of many to another person when all ask at once', async () => {
      const round = await decided({ seats: 20 }, 60);
      const ids = Array.from({ length: 20 }, (_, index) => index + 1);
      const answers = await Promise.all(
        [...ids, ...ids].map((seat) => give(round, seat, `${round.id}-${seat}`)),
      );
      expect(new Set(answers).size).to.equal(20);
      expect(answers.slice(0, 20)).to.deep.equal(answers.slice(20));
    });

    it('use an index for those who wait', async () => {
      const round = await decided({ seats: 1 }, 3);
      const plan = await rows()
        .find({ roundId: round.id, state: 'waiting', quotas: 'all', drawRank: trusted({ $gt: 0 }) })
        .sort({ drawRank: 1 })
        .explain('queryPlanner');
      expect(JSON.stringify(plan)).to.include('waiting_drawRank');
    });

    async function decidedWith(fields: Partial<Round>): Promise<Round> {
      const round = await seedDraw(app, fields);
      await seedApplicants(app, round, 4, (index) => ({ city: index < 1 ? '重庆' : '成都' }));
      closeRound(app);
      const { service } = app.container.selections;
      await service.freeze(round.slug);
      await service.seal(round.slug, BEACON);
      await service.decide(round.slug);
      return round;
    }
  });

  it('counts who waits in front', async () => {
    const round = await decided({ seats: 2 }, 8);
    const queries = createSelectionQueries(app.container.database.connection);
    const waiting = await states(round, 'waiting');
    expect(waiting.map(({ drawRank }) => drawRank)).to.deep.equal([3, 4, 5, 6, 7, 8]);
    expect(await queries.countAhead(round.id, 'drawRank', 5)).to.equal(2);
    const view = await app.container.selections.service.rowOf(waiting[2]!.applicationId);
    expect(view).to.include({ waitlistPlace: 3, rank: 5, of: 8, quotaKey: null });
  });
});
