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
  const request = (from: Date) => ({ from, to: NOW, now: NOW, zone: 'Asia/Shanghai' });
  const answers = () => createAnswerQueries(database.connection);

  it('is counted by week, hour and begun minutes, late ones that wait included', async () => {
    await answered(AT, 3);
    await answered(later(AT, MINUTE), 2.5);
    await answered(later(AT, -7 * DAY), 20);
    await add(later(AT, HOUR));
    await add(later(NOW, -MINUTE));
    await add(AT, { waiting: false, status: 'withdrawn' });
    expect(await answers().waiting(NOW)).to.deep.equal({ open: 2, late: 1 });
    expect(await answers().counts(request(later(AT, -14 * DAY)))).to.have.deep.members([
      { week: '2026-W10', hour: 10, minutes: 3, isInTime: true, count: 2 },
      { week: '2026-W09', hour: 10, minutes: 20, isInTime: false, count: 1 },
      { week: '2026-W10', hour: 11, minutes: 241, isInTime: false, count: 1 },
    ]);
  });

  it('leaves out what came before and after the time that is asked for', async () => {
    await answered(later(AT, -DAY), 20);
    await answered(later(NOW, MINUTE), 20);
    expect(await answers().counts(request(AT))).to.deep.equal([]);
    expect(await answers().breaches(request(AT))).to.deep.equal([]);
  });

  it('lists who waited too long, the newest first, without a name', async () => {
    await answered(AT, 15);
    await answered(later(AT, MINUTE), 16);
    await add(later(AT, HOUR), { kind: 'praise' });
    expect(await answers().breaches(request(AT))).to.deep.equal([
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
    const counts = await answers().counts(request(AT));
    await answers().breaches(request(AT));
    await answers().waiting(NOW);
    expect(counts.length).to.be.greaterThan(10);
    expect((await opened()) - before).to.equal(0);
  });
});
