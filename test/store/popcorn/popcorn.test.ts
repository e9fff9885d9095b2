import { expect } from 'chai';
import { createBallotStore } from '../../../src/features/popcorn/ballot-store.js';
import { createCountService } from '../../../src/features/popcorn/count-service.js';
import { createPollStore } from '../../../src/features/popcorn/poll-store.js';
import { VOTES_MAX, type ClosedRelease } from '../../../src/features/popcorn/popcorn.js';
import { createPopcornQueries } from '../../../src/features/popcorn/popcorn-queries.js';
import { createVoiceStore } from '../../../src/features/popcorn/voice-store.js';
import { createVoteService } from '../../../src/features/popcorn/vote-service.js';
import type { Release } from '../../../src/features/releases/index.js';
import { DAY, later, MINUTE } from '../../../src/kernel/clock.js';
import { Conflict } from '../../../src/kernel/errors.js';
import type { Viewer } from '../../../src/kernel/people.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { buildRelease } from '../../support/releases.js';

const ENGINEERS = ['lin', 'gu', 'tao', 'xu', 'ye'];
const line = (engineerId: string) => ({
  ...{ defectId: engineerId, defectRef: 'D-1', fixBuild: '3.0.12', section: 'fixed' as const },
  ...{ text: { en: 'Fixed', 'zh-CN': '已修复' }, engineerIds: [engineerId], testerIds: [] },
});
const viewer = (id: string): Viewer => ({
  ...{ id, handle: id, name: id, roles: ['tester'], language: 'en', zone: 'Asia/Shanghai' },
  ...{ isSuspended: false, unread: 0 },
});

describe('ballots in the store', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openTestDatabase();
    createPopcornQueries(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  /** One release as all processes see it, and what they told and awarded. */
  function build() {
    const { connection } = database;
    const clock = createTestClock();
    let release: Release = buildRelease({
      ...{ state: 'published', publishedAt: clock.now(), closesAt: later(clock.now(), DAY) },
      entries: ENGINEERS.map(line),
    });
    const ballots = createBallotStore(connection);
    const queries = createPopcornQueries(connection);
    const told: string[] = [];
    const releases = {
      byId: () => Promise.resolve(release),
      closingBy: (at: Date) =>
        Promise.resolve(release.state === 'published' && release.closesAt! <= at ? [release] : []),
      close(before: Release) {
        if (before.state !== release.state) return Promise.reject(new Conflict('releases.changed'));
        release = { ...release, state: 'closed' };
        return Promise.resolve(release);
      },
    };
    const votes = createVoteService({
      asking: {
        forSpeaker: () => {
          if (release.state !== 'published') throw new Conflict('popcorn.closed');
          return Promise.resolve({ ...release, state: 'published', closesAt: release.closesAt! });
        },
        isStillOpen: () => Promise.resolve(release.state === 'published'),
      },
      ...{ ballots, clock },
    });
    const oneProcess = () =>
      createCountService({
        ...{ releases, queries, clock, polls: createPollStore(connection) },
        notify({ personId, key }) {
          told.push(`${personId} ${key}`);
          return Promise.resolve(key);
        },
        award: () => Promise.resolve(),
      });
    const give = (engineerId: string, personId = 'mei') =>
      votes.give('orion-2_3.0.12', engineerId, viewer(personId));
    const takeBack = (engineerId: string, personId = 'mei') =>
      votes.takeBack('orion-2_3.0.12', engineerId, viewer(personId));
    const own = (personId = 'mei') => ballots.own({ releaseId: release.id, personId });
    return { clock, ballots, queries, give, takeBack, own, oneProcess, told, now: () => release };
  }

  it('keep the budget against 200 parallel votes of one voter', async () => {
    const { give, own, queries, now } = build();
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) => give(ENGINEERS[n % ENGINEERS.length]!)),
    );
    const refused = results.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as Conflict] : [],
    );
    expect(results.length - refused.length).to.equal(VOTES_MAX);
    for (const { code } of refused) expect(code).to.be.oneOf(['popcorn.spent', 'popcorn.twice']);
    const ballot = await own();
    expect(ballot?.used).to.equal(VOTES_MAX);
    expect(new Set(ballot?.choices.map(({ engineerId }) => engineerId)).size).to.equal(VOTES_MAX);
    expect(await queries.turnout(now().id)).to.equal(1);
  });

  it('keep it while votes are given and taken back at once', async () => {
    const { give, takeBack, own } = build();
    await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) => {
        const engineer = ENGINEERS[n % ENGINEERS.length]!;
        return n % 3 === 0 ? takeBack(engineer) : give(engineer);
      }),
    );
    const ballot = await own();
    const chosen = ballot?.choices.map(({ engineerId }) => engineerId) ?? [];
    expect(ballot?.used).to.equal(chosen.length).and.to.be.at.most(VOTES_MAX);
    expect(new Set(chosen).size).to.equal(chosen.length);
  });

  it('can be read by nobody before the close, and are counted once by two processes', async () => {
    const { clock, give, queries, oneProcess, told, now } = build();
    await give('lin');
    clock.advance(MINUTE);
    await give('lin', 'bo');
    await give('gu', 'bo');
    const open = { ...now() } as ClosedRelease;
    await queries.ballotsOf(open).then(
      () => expect.fail('an open vote was read'),
      (error: unknown) => expect((error as Error).message).to.contain('nobody’s to read'),
    );
    await oneProcess().closeDue();
    expect(await queries.pollOf(now().id)).to.equal(undefined);
    clock.advance(DAY);
    const processes = Array.from({ length: 10 }, oneProcess);
    await Promise.all(processes.map(({ closeDue }) => closeDue()));
    const poll = await queries.pollOf(now().id);
    expect(poll).to.deep.include({ state: 'told', voters: 2, winnerIds: ['lin'] });
    expect(poll?.counts.map(({ votes }) => votes)).to.deep.equal([2, 1]);
    // Whoever tells twice tells under the same key.
    expect(new Set(told)).to.deep.equal(new Set([`lin popcorn:won:${now().id}`]));
    expect(await queries.winsOf('lin')).to.have.length(1);
    expect((await queries.latest())?.id).to.equal(poll?.id);
  });

  it('are all in the count when their voter was told so, however close to the close', async () => {
    const { clock, give, queries, oneProcess, now } = build();
    clock.advance(DAY);
    const voters = Array.from({ length: 60 }, (_, n) => `voter-${n}`);
    const [results] = await Promise.all([
      Promise.allSettled(voters.map((id) => give('gu', id))),
      oneProcess().closeDue(),
      oneProcess().closeDue(),
    ]);
    const accepted = results.filter(({ status }) => status === 'fulfilled').length;
    for (const one of results)
      if (one.status === 'rejected')
        expect((one.reason as Conflict).code).to.equal('popcorn.closed');
    expect((await queries.pollOf(now().id))?.voters).to.be.at.least(accepted);
  });

  it('end what a killed process left between the count and the telling', async () => {
    const { clock, give, queries, oneProcess, told, now } = build();
    await give('lin');
    clock.advance(DAY);
    const polls = createPollStore(database.connection);
    await polls.beginCount({ ...now(), closesAt: now().closesAt! });
    await polls.beginCount({ ...now(), closesAt: now().closesAt! });
    await oneProcess().closeDue();
    await oneProcess().closeDue();
    expect(told).to.deep.equal([`lin popcorn:won:${now().id}`]);
    expect((await queries.pollOf(now().id))?.state).to.equal('told');
  });
});

describe('voices in the store', () => {
  it('give each person one reaction a line and one set of answers, however often they send', async () => {
    const database = await openTestDatabase();
    const queries = createPopcornQueries(database.connection);
    await syncIndexes(database.connection, quietLog);
    const voices = createVoiceStore(database.connection);
    const { now } = createTestClock();
    const people = Array.from({ length: 12 }, (_, n) => `fan-${n}`);
    const answers = { liked: ['D-1'], annoyed: [], annoyedText: '', feel: 4, next: '' };
    await Promise.all(
      people.flatMap((personId, n) =>
        (['needs_work', 'great', undefined, 'great'] as const).flatMap((reaction) => [
          voices.react({ releaseId: 'r', personId }, 'D-1', reaction),
          voices.keepExperience(
            { releaseId: 'r', personId },
            { ...answers, feel: (n % 5) + 1 },
            now(),
          ),
        ]),
      ),
    );
    for (const personId of people) await voices.react({ releaseId: 'r', personId }, 'D-1', 'great');
    await voices.react({ releaseId: 'r', personId: 'fan-0' }, 'D-1', 'needs_work');
    expect(await queries.reactionCounts(['r'])).to.deep.equal([
      { releaseId: 'r', defectRef: 'D-1', greatCount: 11, needsWorkCount: 1 },
    ]);
    expect(await queries.reactionsOf('r', 'fan-0')).to.deep.equal(new Map([['D-1', 'needs_work']]));
    expect(await queries.reactionsOf('r', 'fan-1')).to.deep.equal(new Map([['D-1', 'great']]));
    expect(await queries.answersOf('r')).to.have.length(12);
    expect((await queries.wordsPage('r', undefined)).rows).to.deep.equal([]);
    await database.close();
  });

  it('show words page by page, and neither their order nor an address tells whose they are', async () => {
    const database = await openTestDatabase();
    const queries = createPopcornQueries(database.connection);
    await syncIndexes(database.connection, quietLog);
    const voices = createVoiceStore(database.connection);
    const people = Array.from({ length: 30 }, (_, n) => `fan-${String(n).padStart(2, '0')}`);
    const answers = { liked: [], annoyed: [], annoyedText: '', feel: 4 };
    for (const personId of people)
      await voices.keepExperience(
        { releaseId: 'r', personId },
        { ...answers, next: `Wish of ${personId}` },
        createTestClock().now(),
      );
    const first = await queries.wordsPage('r', undefined);
    const second = await queries.wordsPage('r', first.next);
    expect(second.next).to.equal(undefined);
    const wishes = [...first.rows, ...second.rows].map(({ next }) => next);
    const inOrder = people.map((personId) => `Wish of ${personId}`);
    expect(wishes).to.have.members(inOrder).and.not.deep.equal(inOrder);
    const address = Buffer.from(first.next ?? '', 'base64url').toString();
    for (const personId of people) expect(address).not.to.contain(personId);
    await database.close();
  });
});
