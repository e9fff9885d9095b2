import { expect } from 'chai';
import { createNews } from '../../../src/kernel/news.js';
import { later, MINUTE } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createHonours, type Honours } from '../../../src/features/honours/index.js';
import { awardModel } from '../../../src/features/honours/award-schema.js';
import type { Acceptance } from '../../../src/features/units/index.js';
import { TEST_START } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const acceptance = (personId: string, minutes = 0): Acceptance => ({
  unit: {
    id: `unit-of-${personId}`,
    ref: 'U-0042',
    modelCode: 'ORION-2',
    hardwareRevision: 'DVT',
    roundId: 'round-1',
    state: 'accepted',
    holderId: personId,
    allocationId: `allocation-of-${personId}`,
    build: null,
    returnBy: null,
    lastSeenAt: null,
  },
  personId,
  allocationId: `allocation-of-${personId}`,
  at: later(TEST_START, minutes * MINUTE),
});

describe('awards', () => {
  let database: Database;
  let honours: Honours;
  let accepted: Acceptance[] = [];
  const news = createNews<Acceptance>(() => undefined);

  before(async () => {
    database = await openTestDatabase();
    honours = createHonours({
      connection: database.connection,
      people: () => Promise.resolve(new Map()),
      rounds: {
        roundCards: () => Promise.resolve(new Map()),
        modelByCode: () => Promise.resolve(undefined),
      },
      units: {
        accepted: news,
        acceptedUnits: (after, limit) => {
          const start = after === '' ? 0 : Number(after);
          const next = start + limit;
          return Promise.resolve({
            acceptances: accepted.slice(start, next),
            next: next < accepted.length ? String(next) : undefined,
          });
        },
      },
    });
    await syncIndexes(database.connection, quietLog);
  });
  beforeEach(async () => {
    await awardModel(database.connection).deleteMany({});
    accepted = [];
  });
  after(() => database.close());

  it('are granted once of twenty grants in parallel', async () => {
    const granted = await Promise.all(
      Array.from({ length: 20 }, () => honours.service.grantMembership(acceptance('mei'))),
    );
    expect(granted.filter(Boolean)).to.have.length(1);
    const awards = await honours.awardsOf('mei');
    expect(awards).to.have.length(1);
    expect(awards[0]).to.deep.include({ badge: 'honorary_member', grantedAt: TEST_START });
    expect(awards[0]?.id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('follow the news of an acceptance', async () => {
    await news.publish(acceptance('lin'));
    expect(await honours.awardsOf('lin')).to.have.length(1);
  });

  it('are healed by a sweep that may run twice and at once', async () => {
    accepted = Array.from({ length: 450 }, (_, n) => acceptance(`fan-${n}`, n));
    await news.publish(acceptance('fan-3', 3));
    const [first] = await honours.awardsOf('fan-3');
    await Promise.all([honours.service.sweep(), honours.service.sweep()]);
    expect(await awardModel(database.connection).countDocuments({})).to.equal(450);
    expect(await honours.service.sweep()).to.equal(0);
    expect((await honours.awardsOf('fan-3'))[0]?.id).to.equal(first?.id);
  });

  it('bear the date of the first acceptance of somebody who accepted twice', async () => {
    accepted = [acceptance('twice', 9), acceptance('twice', 4)];
    await honours.service.sweep();
    const [award] = await honours.awardsOf('twice');
    expect(award?.grantedAt).to.deep.equal(later(TEST_START, 4 * MINUTE));
  });
});
