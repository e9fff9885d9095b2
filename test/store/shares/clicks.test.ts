import { expect } from 'chai';
import { newId } from '../../../src/kernel/ids.js';
import { DAY, later } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import type { Click, ClickKind } from '../../../src/features/shares/click.js';
import { createClickQueue } from '../../../src/features/shares/click-queue.js';
import { createClickStore, type ClickStore } from '../../../src/features/shares/clicks-store.js';
import {
  clickDayModel,
  clickModel,
  daySaltModel,
} from '../../../src/features/shares/share-schema.js';
import { createVisitService } from '../../../src/features/shares/visits-service.js';
import { createTestClock, TEST_START } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { PHONE } from '../../support/shares.js';

const DAY_OF_START = '2026-03-03';
const LINK = {
  id: 'link-1',
  code: 'ABCDEFG',
  personId: 'mei',
  roundId: 'round-1',
  landing: '/honours',
  createdAt: TEST_START,
};

describe('clicks', () => {
  let database: Database;
  let clicks: ClickStore;
  const clock = createTestClock();

  before(async () => {
    database = await openTestDatabase();
    clicks = createClickStore(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  beforeEach(async () => {
    await clickModel(database.connection).deleteMany({});
    await clickDayModel(database.connection).deleteMany({});
  });
  after(() => database.close());

  const visits = (write = clicks.write, linkId = LINK.id) => {
    const queue = createClickQueue<Click>({ write, log: quietLog });
    const service = createVisitService({
      clicks,
      queue,
      clock,
      log: quietLog,
      secret: 'x'.repeat(32),
      programmeZone: 'Asia/Shanghai',
      linkByCode: (code) =>
        Promise.resolve(code === LINK.code ? { ...LINK, id: linkId } : undefined),
    });
    return { queue, service };
  };

  const kindsOf = async (linkId = LINK.id): Promise<Record<string, number>> => {
    const rows = await clickModel(database.connection).find({ linkId }, { kind: 1 }).lean();
    const kinds: Record<string, number> = {};
    for (const { kind } of rows) kinds[kind] = (kinds[kind] ?? 0) + 1;
    return kinds;
  };
  const sumOf = (linkId = LINK.id) =>
    clickDayModel(database.connection).findOne({ linkId, day: DAY_OF_START }).lean();

  const click = (kind: ClickKind = 'counted', change: Partial<Click> = {}): Click => ({
    id: newId(clock.now()),
    linkId: LINK.id,
    roundId: LINK.roundId,
    personId: LINK.personId,
    day: DAY_OF_START,
    visitorKey: 'someone',
    kind,
    at: clock.now(),
    ...change,
  });

  it('count one visitor once of a hundred visits in parallel and lose none when closed', async () => {
    // Two processes share the database, each with a queue of its own.
    const sites = [visits(), visits()];
    const visit = { ip: '203.0.113.9', userAgent: PHONE, ownMark: undefined };
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const { service } = sites[n % 2]!;
        const link = await service.find('abc-defg');
        await service.count(link!, visit);
      }),
    );
    await Promise.all(sites.map(({ queue }) => queue.close()));
    expect(await kindsOf()).to.deep.equal({ counted: 1, repeat: 99 });
    expect(await sumOf()).to.deep.include({ counted: 1, repeat: 99, own: 0, bot: 0 });
  });

  it('count a visitor of a hundred batches in parallel once', async () => {
    await Promise.all(Array.from({ length: 100 }, () => clicks.write([click()])));
    expect(await kindsOf()).to.deep.equal({ counted: 1, repeat: 99 });
    expect(await sumOf()).to.deep.include({ counted: 1, repeat: 99 });
  });

  it('are stored and summed once when a batch is written again', async () => {
    const batch = [click(), click(), click('bot'), click('own')];
    await clicks.write(batch);
    await clicks.write(batch);
    expect(await kindsOf()).to.deep.equal({ counted: 1, repeat: 1, bot: 1, own: 1 });
    expect(await sumOf()).to.deep.include({ counted: 1, repeat: 1, own: 1, bot: 1 });
  });

  it('survive a database that refuses for a while', async () => {
    let tries = 0;
    const { queue, service } = visits(async (batch) => {
      tries += 1;
      if (tries === 1) throw new Error('away');
      await clicks.write(batch);
    });
    const link = await service.find(LINK.code);
    await service.count(link!, { ip: '203.0.113.9', userAgent: PHONE, ownMark: undefined });
    await queue.flush();
    await queue.close();
    expect(await kindsOf()).to.deep.equal({ counted: 1 });
  });

  it('of another day, link or address are another visitor', async () => {
    const { queue, service } = visits();
    const link = await service.find(LINK.code);
    const visit = { ip: '203.0.113.9', userAgent: PHONE, ownMark: undefined };
    await service.count(link!, visit);
    await service.count({ ...link!, id: 'link-2' }, visit);
    await service.count(link!, { ...visit, ip: '203.0.113.10' });
    clock.advance(DAY);
    await service.count(link!, visit);
    clock.advance(-DAY);
    await queue.close();
    expect(await kindsOf()).to.deep.equal({ counted: 3 });
    expect(await kindsOf('link-2')).to.deep.equal({ counted: 1 });
  });

  it('give the sums back that were lost', async () => {
    await clicks.write([click(), click(), click('bot')]);
    await clickDayModel(database.connection).updateMany({}, { $set: { counted: 7, bot: 0 } });
    expect(await clicks.rebuildDay(DAY_OF_START)).to.equal(1);
    expect(await sumOf()).to.deep.include({ counted: 1, repeat: 1, own: 0, bot: 1 });
    await clickDayModel(database.connection).deleteMany({});
    await clicks.rebuildDay(DAY_OF_START);
    expect(await sumOf()).to.deep.include({ counted: 1, repeat: 1, personId: 'mei' });
  });

  it('share one salt a day, which is gone after 48 hours', async () => {
    const salts = await Promise.all(
      Array.from({ length: 20 }, () => clicks.saltOf('2026-03-05', clock.now())),
    );
    expect(new Set(salts)).to.have.property('size', 1);
    expect(await clicks.saltOf('2026-03-06', clock.now())).not.to.equal(salts[0]);
    await clicks.removeSalts(clock.now());
    expect(await clicks.saltOf('2026-03-05', clock.now())).to.equal(salts[0]);
    await clicks.removeSalts(later(clock.now(), 2 * DAY));
    expect(await daySaltModel(database.connection).countDocuments({})).to.equal(0);
  });
});
