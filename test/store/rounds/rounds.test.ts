import { expect } from 'chai';
import { createApplicationStore } from '../../../src/features/rounds/application-store.js';
import { createProgramStore } from '../../../src/features/rounds/program-store.js';
import {
  createApplicationQueries,
  createProgramQueries,
  createRoundQueries,
} from '../../../src/features/rounds/round-queries.js';
import { createRoundStore } from '../../../src/features/rounds/round-store.js';
import { applicationModel } from '../../../src/features/rounds/round-schema.js';
import type { Application, Round } from '../../../src/features/rounds/index.js';
import {
  makeAgreement,
  NO_SCORING,
  OPEN_TO_ALL,
  wholeQuota,
} from '../../../src/features/rounds/round.js';
import { newId } from '../../../src/kernel/ids.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import type { Database } from '../../../src/platform/database.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { both, QUESTIONS } from '../../support/rounds.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const LATER = new Date('2026-03-10T02:00:00Z');

const draft = (slug: string): Round => ({
  id: newId(NOW),
  slug,
  programId: 'program',
  modelCode: 'ORION-2',
  title: both('First batch', '第一批'),
  summary: both('Forty units.', '四十台。'),
  opensAt: NOW,
  closesAt: LATER,
  publishedAt: null,
  revisedAt: null,
  frozenAt: null,
  decidedAt: null,
  runningAt: null,
  endedAt: null,
  mode: 'merit',
  seats: 10,
  quotas: [wholeQuota('merit', 10)],
  spillsOver: true,
  waitlistPlaces: 0,
  cohortQuestion: null,
  eligibility: OPEN_TO_ALL,
  scoring: NO_SCORING,
  offerHours: 48,
  questions: QUESTIONS,
  agreement: makeAgreement(1, both('Secret.', '保密。')),
  earlierAgreements: [],
  revision: 0,
  createdAt: NOW,
});

const application = (n: number, personId = 'mei'): Application => ({
  id: newId(NOW),
  ref: `A-${personId}-${n}`,
  roundId: 'round',
  personId,
  answers: { why: `try ${n}` },
  city: '重庆',
  contact: { phone: '', address: '' },
  marks: { phone: null, address: null, device: null },
  state: 'submitted',
  setAside: null,
  createdAt: NOW,
  updatedAt: NOW,
});

describe('the stores of rounds', () => {
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    createRoundQueries(database.connection);
    createApplicationQueries(database.connection);
    createProgramQueries(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  after(() => database.close());

  it('keep one application when a person submits 20 at once', async () => {
    const store = createApplicationStore(database.connection);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.add(application(n))),
    );
    expect(new Set(answers.map((answer) => answer.ref)).size).to.equal(1);
    const kept = await applicationModel(database.connection).countDocuments({ personId: 'mei' });
    expect(kept).to.equal(1);
  });

  it('submit a withdrawn application again under its old reference', async () => {
    const store = createApplicationStore(database.connection);
    const { ref } = await store.add(application(1, 'tao'));
    expect(await store.withdraw('round', 'tao', LATER)).to.include({ ref, state: 'withdrawn' });
    const { contact, marks } = application(1);
    const again = await store.resubmit('round', 'tao', {
      answers: { why: 'again' },
      city: '北京',
      contact,
      marks,
      updatedAt: LATER,
    });
    expect(again).to.deep.include({ ref, state: 'submitted', answers: { why: 'again' } });
    expect(await store.withdraw('round', 'nobody', LATER)).to.equal(undefined);
  });

  it('find an application by reference only for its owner when asked so', async () => {
    const store = createApplicationStore(database.connection);
    const queries = createApplicationQueries(database.connection);
    const { ref } = await store.add(application(1, 'lan'));
    expect(await queries.byRef(ref, 'lan')).to.include({ ref });
    expect(await queries.byRef(ref, 'mei')).to.equal(undefined);
    expect(await queries.byRef(ref)).to.include({ personId: 'lan' });
  });

  it('page the applications of a round, each once, oldest first', async () => {
    const store = createApplicationStore(database.connection);
    const queries = createApplicationQueries(database.connection);
    for (let n = 0; n < 51; n += 1)
      await store.add({ ...application(n, `p${n}`), roundId: 'big', id: newId(new Date(n)) });
    const first = await queries.pageOfRound('big', undefined);
    const second = await queries.pageOfRound('big', first.next);
    const people = [...first.rows, ...second.rows].map((row) => row.personId);
    expect(people).to.deep.equal(Array.from({ length: 51 }, (_, n) => `p${n}`));
    expect(second.next).to.equal(undefined);
  });

  it('give back a round as it was stored', async () => {
    const store = createRoundStore(database.connection);
    const round = draft('whole');
    await store.add(round);
    expect(await store.bySlug('whole')).to.deep.equal(round);
    expect(await store.byId(round.id)).to.deep.equal(round);
  });

  it('refuse a second round of the same address', async () => {
    const store = createRoundStore(database.connection);
    await store.add(draft('twice'));
    const error = await store.add(draft('twice')).catch((reason: unknown) => reason);
    expect(error).to.have.nested.property('fields.slug.code', 'rounds.slug_taken');
  });

  it('let one of two edits of the same revision win', async () => {
    const store = createRoundStore(database.connection);
    const round = draft('edited');
    await store.add(round);
    const { title, summary, opensAt, closesAt, offerHours, questions } = round;
    const { agreement, earlierAgreements } = round;
    const rest = { title, summary, opensAt, closesAt, offerHours, questions };
    const edits = await Promise.all(
      [20, 30].map((seats) =>
        store.change(round, 0, {
          ...rest,
          agreement,
          earlierAgreements,
          seats,
          quotas: [wholeQuota('merit', seats)],
        }),
      ),
    );
    expect(edits.filter(Boolean)).to.have.length(1);
    expect(await store.bySlug('edited')).to.include({ revision: 1 });
  });

  it('take no other terms from who read them before the list was taken', async () => {
    const store = createRoundStore(database.connection);
    const round = draft('taken');
    await store.add(round);
    await store.record(round.id, 'frozenAt', round.closesAt);
    expect(await store.change(round, 0, { seats: 9 })).to.equal(false);
    const read = (await store.byId(round.id))!;
    expect(await store.change(read, 0, { seats: 9 })).to.equal(true);
  });

  it('publish once, never after the closing time, and end only what is published', async () => {
    const store = createRoundStore(database.connection);
    const round = draft('published');
    await store.add(round);
    expect(await store.end(round.id, NOW)).to.equal(false);
    expect(await store.publish(round.id, LATER)).to.equal(false);
    const tries = await Promise.all([1, 2, 3].map(() => store.publish(round.id, NOW)));
    expect(tries.filter(Boolean)).to.have.length(1);
    expect(await store.end(round.id, NOW)).to.equal(true);
    expect(await store.end(round.id, LATER)).to.equal(false);
  });

  it('leave drafts out of the public list and forms out of every list', async () => {
    const store = createRoundStore(database.connection);
    const queries = createRoundQueries(database.connection);
    await store.add(draft('hidden'));
    await store.add({ ...draft('shown'), publishedAt: NOW });
    const { rows } = await queries.publishedPage(undefined);
    const slugs = rows.map((row) => row.slug);
    expect(slugs).to.include('shown').and.not.include('hidden');
    expect(rows[0]).not.to.have.any.keys('questions', 'agreement', 'earlierAgreements');
  });

  it('give builds added at once a place each', async () => {
    const store = createProgramStore(database.connection);
    const queries = createProgramQueries(database.connection);
    const model = { code: 'VEGA', name: 'Vega', hardwareRevisions: ['EVT'], createdAt: NOW };
    await store.ensureModel({ id: newId(NOW), ...model });
    await store.ensureModel({ id: newId(NOW), ...model, name: 'X', hardwareRevisions: ['DVT'] });
    const vega = (version: string) => ({ modelCode: 'VEGA', version, branch: 'stable' });
    const versions = Array.from({ length: 10 }, (_, n) => `1.0.${n}`);
    await Promise.all(versions.map((version) => store.addBuild(vega(version), NOW)));
    expect(await store.addBuild(vega('1.0.3'), NOW)).to.equal(false);
    expect(await store.addBuild({ ...vega('1.0.3'), modelCode: 'NONE' }, NOW)).to.equal(false);
    const builds = await queries.buildsOf('VEGA');
    expect(builds.map((build) => build.order)).to.deep.equal(versions.map((_, n) => n + 1));
    expect(builds.map((build) => build.version)).to.have.members(versions);
    await store.addBuild({ ...vega('2.0.0'), branch: 'beta' }, NOW);
    const page = await queries.buildsPage('VEGA', undefined);
    expect(page?.rows[0]).to.deep.include({ version: '2.0.0', branch: 'beta', order: 11 });
    expect(page?.next).to.equal(undefined);
    expect(await queries.buildsPage('NONE', undefined)).to.equal(undefined);
    expect(await queries.modelByCode('VEGA')).to.deep.include({
      name: 'Vega',
      hardwareRevisions: ['EVT', 'DVT'],
    });
  });
});
