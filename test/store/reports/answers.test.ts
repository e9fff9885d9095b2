import { expect } from 'chai';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createAnswerQueries } from '../../../src/features/reports/answer-queries.js';
import { reportModel } from '../../../src/features/reports/report-schema.js';
import { createReportStore } from '../../../src/features/reports/report-store.js';
import type { Report } from '../../../src/features/reports/report.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { buildReport } from '../../support/reports.js';

/** Tuesday of week 10, 10:00 in Shanghai. */
const AT = new Date('2026-03-03T02:00:00Z');
const NOW = later(AT, 3 * HOUR);

describe('how soon reports were answered', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openTestDatabase();
    reportModel(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  const add = (at: Date, overrides: Partial<Report> = {}) =>
    createReportStore(database.connection).add(buildReport(at, overrides));
  const answered = (at: Date, minutes: number) =>
    add(at, { waiting: false, firstResponseAt: later(at, minutes * MINUTE) });
  const ask = (from: Date, now = NOW) =>
    createAnswerQueries(database.connection)({
      ...{ from, breachesFrom: from, now },
      zone: 'Asia/Shanghai',
    });

  it('is counted by week, hour and begun minutes, late ones that wait included', async () => {
    await answered(AT, 3);
    await answered(later(AT, MINUTE), 2.5);
    await answered(later(AT, -7 * DAY), 20);
    await add(later(AT, HOUR));
    await add(later(NOW, -MINUTE));
    await add(AT, { waiting: false, status: 'withdrawn' });
    const { counts, open, late } = await ask(later(AT, -14 * DAY));
    expect([open, late]).to.deep.equal([2, 1]);
    expect(counts).to.have.deep.members([
      { week: '2026-W10', hour: 10, minutes: 3, isInTime: true, count: 2 },
      { week: '2026-W09', hour: 10, minutes: 20, isInTime: false, count: 1 },
      { week: '2026-W10', hour: 11, minutes: 241, isInTime: false, count: 1 },
    ]);
  });

  it('leaves out what came before the time that is asked for', async () => {
    await answered(later(AT, -DAY), 20);
    expect(await ask(AT)).to.deep.equal({ counts: [], breaches: [], open: 0, late: 0 });
  });

  it('lists who waited too long, the newest first, without a name', async () => {
    await answered(AT, 15);
    await answered(later(AT, MINUTE), 16);
    await add(later(AT, HOUR), { kind: 'praise' });
    const { breaches } = await ask(AT);
    expect(breaches).to.deep.equal([
      { kind: 'praise', createdAt: later(AT, HOUR), firstResponseAt: null, responseMs: null },
      {
        kind: 'crash',
        createdAt: later(AT, MINUTE),
        firstResponseAt: later(AT, 17 * MINUTE),
        responseMs: 16 * MINUTE,
      },
    ]);
  });

  it('opens no report for the figures', async () => {
    for (let n = 0; n < 50; n += 1) await answered(later(AT, n * MINUTE), n % 16);
    const opened = async () => {
      const status = await database.connection.db!.admin().serverStatus();
      return (status['metrics'] as { queryExecutor: { scannedObjects: number } }).queryExecutor
        .scannedObjects;
    };
    const before = await opened();
    const { counts } = await ask(AT);
    expect(counts.length).to.be.greaterThan(10);
    expect(Number(await opened()) - Number(before)).to.equal(0);
  });
});
