import { expect } from 'chai';
import { later, MINUTE } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createStandingQueries } from '../../../src/features/standing/standing-queries.js';
import { createStandingStore } from '../../../src/features/standing/standing-store.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { entryOf, RULE, WEEK } from '../../support/standing.js';

const AT = new Date('2026-03-09T00:00:00Z');
const EMPTY = { rev: 0, entries: [], followed: 0 };

describe('ledgers in the database', () => {
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    createStandingStore(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  after(() => database.close());
  const store = () => createStandingStore(database.connection);
  const queries = () => createStandingQueries(database.connection);
  const warn = (at = AT) => entryOf({ kind: 'warning', ruleId: 'first_warning', at });

  it('grow by one of many entries that were planned on the same ledger', async () => {
    for (const rev of [0, 1]) {
      const before = await store().ledgerOf('mei');
      expect(before.rev).to.equal(rev);
      const added = await Promise.all(
        Array.from({ length: 20 }, () => store().append('mei', before, [warn()])),
      );
      expect(added.filter(Boolean)).to.have.length(1);
    }
    expect((await store().ledgerOf('mei')).entries).to.have.length(2);
  });

  it('are empty and good for people of whom nothing was written', async () => {
    expect(await store().ledgerOf('nobody')).to.deep.equal(EMPTY);
    const states = await queries().statesOf(['nobody', 'mei', 'nobody']);
    expect([...states]).to.deep.equal([
      ['nobody', { state: 'good', removedAt: null }],
      ['mei', { state: 'at_risk', removedAt: null }],
    ]);
    expect((await queries().statesOf([])).size).to.equal(0);
  });

  it('wait for their consequences until these are noted for their last entry', async () => {
    await store().append('bo', EMPTY, [warn()]);
    expect(await queries().behind(200)).to.include('bo');
    await store().recordFollowed('bo', 0);
    expect(await queries().behind(200)).to.include('bo');
    await store().recordFollowed('bo', 1);
    expect(await queries().behind(200)).not.to.include('bo');
    const sign = entryOf({ kind: 'heartbeat', period: WEEK });
    await store().append('bo', await store().ledgerOf('bo'), [sign]);
    expect(await queries().behind(200)).not.to.include('bo');
  });

  it('take each version of the rules and each week once', async () => {
    const added = await Promise.all(Array.from({ length: 10 }, () => store().addRule(RULE)));
    expect(added.filter(Boolean)).to.have.length(1);
    await Promise.all([store().recordJudged(WEEK, AT), store().recordJudged(WEEK, AT)]);
    expect(await store().lastJudged()).to.equal(WEEK);
  });

  it('are listed page by page, each person once, also many of one moment', async () => {
    for (let n = 0; n < 120; n += 1)
      await store().append(`fan-${String(n).padStart(3, '0')}`, EMPTY, [
        warn(later(AT, Math.floor(n / 60) * MINUTE)),
      ]);
    const seen: string[] = [];
    for (let after: string | undefined, isMore = true; isMore;) {
      const page = await queries().queuePage('at_risk', after);
      expect(page.rows.length).to.be.at.most(50);
      seen.push(...page.rows.map(({ personId }) => personId));
      after = page.next;
      isMore = after !== undefined;
    }
    expect(seen).to.have.length(122);
    expect(new Set(seen).size).to.equal(122);
    expect((await queries().counts()).at_risk).to.equal(122);
    expect(await queries().figures()).to.deep.equal({ removals: 0, upheld: 0, dismissed: 0 });
  });
});
