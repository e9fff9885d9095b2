import { expect } from 'chai';
import { createApplicantQueries } from '../../../src/features/rounds/applicant-queries.js';
import { createApplicationStore } from '../../../src/features/rounds/application-store.js';
import type { Application } from '../../../src/features/rounds/index.js';
import { createReminderStore } from '../../../src/features/rounds/reminder-store.js';
import { createApplicationQueries } from '../../../src/features/rounds/round-queries.js';
import { createRoundStore } from '../../../src/features/rounds/round-store.js';
import { roundModel } from '../../../src/features/rounds/round-schema.js';
import { MINUTE } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const LATER = new Date('2026-03-10T02:00:00Z');
const NO_MARKS = { phone: null, address: null, device: null };

let made = 0;
const application = (roundId: string, overrides: Partial<Application> = {}): Application => {
  made += 1;
  return {
    id: newId(NOW),
    ref: `A-${made}`,
    roundId,
    personId: `p${made}`,
    answers: {},
    city: '重庆',
    contact: { phone: '', address: '' },
    marks: NO_MARKS,
    state: 'submitted',
    setAside: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...overrides,
  };
};

describe('the applicants of a round', () => {
  let database: Database;
  let store: ReturnType<typeof createApplicationStore>;
  let queries: ReturnType<typeof createApplicationQueries>;
  before(async () => {
    database = await openTestDatabase();
    store = createApplicationStore(database.connection);
    queries = createApplicationQueries(database.connection);
    createReminderStore(database.connection);
    createRoundStore(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  after(() => database.close());

  const listed = async (roundId: string, size: number): Promise<string[][]> => {
    const batches: string[][] = [];
    for await (const batch of queries.submittedBatches(roundId, size))
      batches.push(batch.map(({ ref }) => ref));
    return batches;
  };

  it('are listed in batches, each once, by id, without withdrawn and set-aside ones', async () => {
    const all = [];
    for (let n = 0; n < 9; n += 1) all.push(await store.add(application('listed')));
    await store.withdraw('listed', all[2]!.personId, LATER);
    const setAside = { reason: 'The same person as A-1.', byId: 'ann', at: LATER };
    expect(await store.setAside('listed', all[5]!.ref, setAside)).to.equal(true);
    const left = all.filter((_, n) => n !== 2 && n !== 5).sort((a, b) => (a.id < b.id ? -1 : 1));
    const batches = await listed('listed', 3);
    expect(batches.map((batch) => batch.length)).to.deep.equal([3, 3, 1]);
    expect(batches.flat()).to.deep.equal(left.map(({ ref }) => ref));
    expect(await listed('nobody', 3)).to.deep.equal([]);
  });

  it('stay set aside whatever the applicant sends, until taken back', async () => {
    const mine = await store.add(application('aside'));
    const setAside = { reason: 'The same person twice.', byId: 'ann', at: LATER };
    const tries = await Promise.all(
      [1, 2, 3].map(() => store.setAside('aside', mine.ref, setAside)),
    );
    expect(tries.filter(Boolean)).to.have.length(1);
    const { answers, contact, marks } = mine;
    const changes = { answers, city: '北京', contact, marks, updatedAt: LATER };
    const resent = await store.resubmit('aside', mine.personId, changes);
    expect(resent).to.deep.include({ state: 'set_aside', city: '重庆', setAside });
    expect(await store.withdraw('aside', mine.personId, LATER)).to.include({ state: 'set_aside' });
    expect(await store.add({ ...mine, id: newId(NOW), ref: 'A-again' })).to.include({
      ref: mine.ref,
      state: 'set_aside',
    });
    expect(await store.takeBack('elsewhere', mine.ref)).to.equal(false);
    expect(await store.takeBack('aside', mine.ref)).to.equal(true);
    expect(await queries.byRef(mine.ref)).to.include({ state: 'submitted', setAside: null });
  });

  it('share marks in groups, page by page, each group once', async () => {
    const applicants = createApplicantQueries(database.connection, createTestClock(NOW));
    for (let n = 0; n < 50; n += 1) {
      const phone = `m${String(n % 25).padStart(2, '0')}`;
      await store.add(application('twins', { marks: { ...NO_MARKS, phone } }));
    }
    await store.add(application('twins', { marks: { ...NO_MARKS, phone: 'alone' } }));
    await store.add(application('twins'));
    for (const device of ['d1', 'd1', 'd1'])
      await store.add(application('twins', { marks: { ...NO_MARKS, device } }));
    const first = await applicants.sharedMarks('twins', undefined);
    const second = await applicants.sharedMarks('twins', first.next);
    const counts = [...first.rows, ...second.rows].map(({ kind, count }) => `${kind} ${count}`);
    expect(counts).to.deep.equal([...Array<string>(25).fill('phone 2'), 'device 3']);
    expect(first.rows[0]?.applications[0]).to.have.all.keys('ref', 'personId', 'city');
    expect(second.next).to.equal(undefined);
  });

  it('are counted by city and cohort once a minute, and nobody waits for the new numbers', async () => {
    const clock = createTestClock(NOW);
    const applicants = createApplicantQueries(database.connection, clock);
    const round = { id: 'counted', cohortQuestion: 'q1' };
    for (const q1 of ['o1', 'o1', 'o2'])
      await store.add(application('counted', { answers: { q1 } }));
    await store.add(application('counted', { city: '成都' }));
    const expected = [
      { city: '重庆', cohort: 'o1', count: 2 },
      { city: '重庆', cohort: 'o2', count: 1 },
      { city: '成都', cohort: null, count: 1 },
    ];
    expect(await applicants.groups(round)).to.have.deep.members(expected);
    await store.add(application('counted', { city: '成都' }));
    expect(await applicants.groups(round)).to.have.deep.members(expected);
    clock.advance(MINUTE);
    expect(await applicants.groups(round)).to.have.deep.members(expected);
    const sees = async () =>
      (await applicants.groups(round)).some(({ city, count }) => city === '成都' && count === 2);
    for (let tries = 0; tries < 200 && !(await sees()); tries += 1)
      await queries.countSubmitted('counted');
    expect(await sees()).to.equal(true);
    expect(await queries.cityCounts('counted')).to.deep.equal([
      { city: '重庆', count: 3 },
      { city: '成都', count: 2 },
    ]);
  });

  it('are reminded once though they ask ten times at once', async () => {
    const reminders = createReminderStore(database.connection);
    await Promise.all(Array.from({ length: 10 }, () => reminders.add('soon', 'mei', NOW)));
    await reminders.add('soon', 'tao', LATER);
    const people = await reminders.untold('soon', 'day', 10);
    expect(people.map(({ personId }) => personId)).to.deep.equal(['mei', 'tao']);
    await reminders.markTold([people[0]!.id], 'day');
    const left = await reminders.untold('soon', 'day', 10);
    expect(left.map(({ personId }) => personId)).to.deep.equal(['tao']);
    expect(await reminders.untold('soon', 'quarter', 10)).to.have.length(2);
    await reminders.remove('soon', 'mei');
    expect(await reminders.has('soon', 'mei')).to.equal(false);
  });

  it('see the moments of their round written down once', async () => {
    const rounds = createRoundStore(database.connection);
    await roundModel(database.connection).collection.insertOne({
      _id: 'moments' as never,
      slug: 'moments',
      frozenAt: null,
      decidedAt: null,
      runningAt: null,
    });
    for (const moment of ['frozenAt', 'decidedAt', 'runningAt'] as const) {
      const first = await Promise.all([1, 2, 3].map(() => rounds.record('moments', moment, NOW)));
      expect(first.filter(Boolean), moment).to.have.length(1);
      expect(await rounds.record('moments', moment, LATER), moment).to.equal(false);
      expect((await rounds.byId('moments'))?.[moment], moment).to.deep.equal(NOW);
    }
  });
});
