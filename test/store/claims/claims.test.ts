import { expect } from 'chai';
import { createBook, type Book } from '../../../src/features/claims/book-service.js';
import { claimId, type Claim, type Lane } from '../../../src/features/claims/claim.js';
import { createClaimStore, type ClaimStore } from '../../../src/features/claims/claim-store.js';
import { createSource } from '../../../src/features/claims/source-service.js';
import type { ClaimTicket } from '../../../src/features/claims/ticket.js';
import type { Application } from '../../../src/features/rounds/index.js';
import { wholeQuota } from '../../../src/features/rounds/round.js';
import { DAY, later } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { seedClaimRound } from '../../support/claims.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { seedApplication } from '../../support/rounds.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const clock = { now: () => NOW };
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('the book of claims', () => {
  let database: Database;
  let store: ClaimStore;
  let rounds = 0;
  before(async () => {
    database = await openTestDatabase();
    store = createClaimStore(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  after(() => database.close());

  const newRound = () => {
    rounds += 1;
    return `round-${rounds}`;
  };
  const bookOf = (roundId: string, claims: Partial<ClaimStore> = {}): Book =>
    createBook({ roundId, claims: { ...store, ...claims }, clock, log: quietLog, onClaimed() {} });
  const ticket = (roundId: string, personId: string, lanes = ['all']): ClaimTicket => ({
    ...{ roundId, personId, lanes, applicationId: `a-${personId}`, applicationRef: 'A-1' },
    ...{ language: 'en', expiresAt: later(NOW, DAY) },
  });
  const lane = (seats: number, waitlist = 0, key = 'all'): Lane => ({
    ...{ key, seats, places: seats + waitlist },
  });
  const placesOf = async (answers: readonly Promise<{ place: number } | undefined>[]) =>
    (await Promise.all(answers)).map((answer) => answer?.place);

  it('gives every place once, in the order of arrival, then nothing', async () => {
    const roundId = newRound();
    const book = bookOf(roundId);
    const places = await placesOf(
      range(10).map((n) => book.claim(ticket(roundId, `p-${n}`), [lane(5, 2)])),
    );
    expect(places).to.deep.equal([1, 2, 3, 4, 5, 6, 7, undefined, undefined, undefined]);
    expect(book.hasNoSeat()).to.equal(true);
  });

  it('gives several processes no place twice and leaves none out', async () => {
    const roundId = newRound();
    const books = [bookOf(roundId), bookOf(roundId), bookOf(roundId)];
    const places = await placesOf(
      range(300).map((n) => books[n % 3]!.claim(ticket(roundId, `p-${n % 200}`), [lane(60, 20)])),
    );
    const given = new Set(places.filter(Boolean));
    expect([...given].toSorted((a, b) => a! - b!)).to.deep.equal(range(80).map((n) => n + 1));
    for (const n of range(100)) expect(places[n], `p-${n}`).to.equal(places[n + 200]);
  });

  it('fills a place that another process left out before it gives one behind the seats', async () => {
    const roundId = newRound();
    const claim = (place: number): Claim => ({
      ...{ id: claimId(roundId, 'all', place), roundId, quota: 'all', place, at: NOW },
      ...{ personId: `other-${place}`, applicationId: 'a', state: 'waiting', allocationId: null },
    });
    const book = bookOf(roundId);
    expect(await placesOf([book.claim(ticket(roundId, 'first'), [lane(4, 5)])])).to.deep.equal([1]);
    // Written behind the back of the book; the third place is nobody's.
    await store.insert([claim(2), claim(4)]);
    const places = await placesOf([
      book.claim(ticket(roundId, 'second'), [lane(4, 5)]),
      book.claim(ticket(roundId, 'third'), [lane(4, 5)]),
    ]);
    expect(places.toSorted()).to.deep.equal([3, 5]);
  });

  it('fills the first quota of a ticket, then the next, then the places behind the first', async () => {
    const roundId = newRound();
    const lanes = [lane(1, 1, 'city'), lane(2, 1, 'rest')];
    const book = bookOf(roundId);
    const answers: string[] = [];
    for (const n of range(6)) {
      const answer = await book.claim(ticket(roundId, `p-${n}`, ['city', 'rest']), lanes);
      answers.push(answer ? `${answer.quota} ${answer.place}` : 'none');
    }
    expect(answers).to.deep.equal(['city 1', 'rest 1', 'rest 2', 'city 2', 'rest 3', 'none']);
  });

  it('finds what a write brought about whose answer was lost', async () => {
    const roundId = newRound();
    let isLost = true;
    const book = bookOf(roundId, {
      async insert(batch) {
        const fates = await store.insert(batch);
        if (isLost) throw new Error('no answer');
        return fates;
      },
    });
    const claim = () => book.claim(ticket(roundId, 'mei'), [lane(5)]);
    await claim().then(
      () => expect.fail('an unknown outcome was answered'),
      (error: unknown) => expect(error).to.have.property('status', 503),
    );
    isLost = false;
    expect((await claim())?.place).to.equal(1);
    const next = await book.claim(ticket(roundId, 'bo'), [lane(5)]);
    expect(next?.place).to.equal(2);
  });

  it('refuses at once what would wait too long', async () => {
    const roundId = newRound();
    const book = bookOf(roundId, { readAll: () => new Promise(() => undefined) });
    const crowd = range(10_001).map((n) =>
      book.claim(ticket(roundId, `p-${n}`), [lane(5)]).then(
        () => 200,
        (error: unknown) => (error as { status: number }).status,
      ),
    );
    expect(await crowd.at(-1)).to.equal(503);
    expect(new Set(await Promise.all(crowd))).to.deep.equal(new Set([503]));
  });
});

describe('whom first-come seats go to', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('is the next place, the same for one allocation, past who withdrew', async () => {
    const round = await seedClaimRound(app, 2, { waitlistPlaces: 5 });
    const people = await Promise.all(
      ['one', 'two', 'three'].map((id) => seedApplication(app, round, { id })),
    );
    const store = createClaimStore(app.container.database.connection);
    await store.insert(
      people.map((application, n) => claimOf(application, n + 1, app.clock.now())),
    );
    await app.container.rounds.applications.withdraw({ ...viewer, id: 'two' }, round.slug);
    const { source } = app.container.claims;
    expect(await source.give(round, 1, 'x-1')).to.equal(people[0]!.id);
    expect(await source.give(round, 1, 'x-1')).to.equal(people[0]!.id);
    expect(await source.give(round, 2, 'x-2')).to.equal(people[2]!.id);
    expect(await source.give(round, 2, 'x-3')).to.equal(undefined);
  });

  it('is one person, however many ask for one allocation', async () => {
    const round = await seedClaimRound(app, 5);
    const people = await Promise.all(
      range(5).map((n) => seedApplication(app, round, { id: `p-${n}` })),
    );
    const store = createClaimStore(app.container.database.connection);
    await store.insert(people.map((one, n) => claimOf(one, n + 1, app.clock.now())));
    const { source } = app.container.claims;
    const asked = await Promise.all(range(8).map(() => source.give(round, 3, 'y-1')));
    expect(new Set(asked).size).to.equal(1);
    // Two that pass over the same person do not pass over two.
    await Promise.all([1, 2].map(() => source.skip('y-1', asked[0] ?? '')));
    const next = await source.give(round, 3, 'y-1');
    expect(next).to.not.equal(asked[0]);
    await source.skip('y-1', asked[0] ?? '');
    expect(await source.give(round, 3, 'y-1')).to.equal(next);
  });

  it('is somebody of another quota only once the round is over', async () => {
    const quotas = [
      { ...wholeQuota('first_come', 1), key: 'city', city: '北京' },
      { ...wholeQuota('first_come', 1), key: 'rest' },
    ];
    const round = await seedClaimRound(app, 2, { quotas, waitlistPlaces: 5 });
    const one = await seedApplication(app, round, { id: 'one' });
    const connection = app.container.database.connection;
    const claims = createClaimStore(connection);
    await claims.insert([{ ...claimOf(one, 2, app.clock.now()), ...inQuota(one, 'rest', 2) }]);
    const at = (now: Date) =>
      createSource({
        ...{ claims, clock: { now: () => now }, applications: app.container.rounds.applications },
        reasonsAgainst: () => Promise.resolve([]),
      });
    expect(await at(app.clock.now()).give(round, 1, 'z-1')).to.equal(undefined);
    expect(await at(round.closesAt).give(round, 1, 'z-1')).to.equal(one.id);
  });
});

const viewer = {
  ...{ handle: '', name: '', roles: ['tester'] as const, language: 'en' as const },
  ...{ zone: 'Asia/Shanghai', isSuspended: false, unread: 0 },
};

const inQuota = ({ roundId }: Application, quota: string, place: number) => ({
  ...{ id: claimId(roundId, quota, place), quota, place },
});

const claimOf = (application: Application, place: number, at: Date): Claim => ({
  ...{ roundId: application.roundId, personId: application.personId, at },
  ...{ applicationId: application.id, state: 'waiting', allocationId: null },
  ...inQuota(application, 'all', place),
});
