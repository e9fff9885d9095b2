import { expect } from 'chai';
import { MINUTE } from '../../../src/kernel/clock.js';
import type { NewNotice } from '../../../src/kernel/notice.js';
import { newId } from '../../../src/kernel/ids.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { defaultCalendar, type DutyCalendar } from '../../../src/features/promise/index.js';
import { createAlarms } from '../../../src/features/reports/alarm-service.js';
import { createReckoning } from '../../../src/features/reports/reckoning-service.js';
import { createReportStore, type ReportStore } from '../../../src/features/reports/report-store.js';
import { createTestClock, type TestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { buildReport } from '../../support/reports.js';

describe('alarms of deadlines', () => {
  let database: Database;
  let reports: ReportStore;
  let clock: TestClock;
  let calendar: DutyCalendar;
  let present: readonly string[];
  /** What everybody was told, each once: `lin late`. */
  let told: Set<string>;
  /** The process is killed at this notice, once. */
  let fatal: string | undefined;
  beforeEach(async () => {
    database = await openTestDatabase();
    reports = createReportStore(database.connection);
    await syncIndexes(database.connection, quietLog);
    clock = createTestClock();
    calendar = defaultCalendar('Asia/Shanghai');
    present = ['lin', 'bo'];
    told = new Set();
    fatal = undefined;
  });
  afterEach(() => database.close());

  const notify = ({ personId, text, facts }: NewNotice): Promise<string> => {
    const notice = `${personId} ${text.split('.').at(-1) ?? ''} ${String(facts['dueAt'])}`;
    if (fatal !== undefined && notice.startsWith(fatal)) {
      fatal = undefined;
      throw new Error('killed');
    }
    told.add(notice);
    return Promise.resolve(newId(clock.now()));
  };
  const promise = { current: () => Promise.resolve(calendar) };
  const ring = (after: number) => {
    clock.advance(after);
    return createAlarms({
      ...{ reports, promise, notify, clock },
      rota: { onDutyAt: () => Promise.resolve(present) },
      people: { withRole: () => Promise.resolve([]) },
    })();
  };
  const heard = () => [...told].map((notice) => notice.split(' ').slice(0, 2).join(' ')).sort();

  it('reach who gets a late report although the process was killed while it was handed on', async () => {
    const { id } = await reports.add(buildReport(clock.now(), { assigneeId: 'ada' }));
    present = ['bo'];
    fatal = 'bo handed_to';
    await ring(16 * MINUTE).catch(() => undefined);
    await ring(0);
    expect(heard()).to.include.members(['ada handed_from', 'bo handed_to']);
    expect((await reports.byId(id))?.assigneeId).to.equal('bo');
  });

  it('go to everybody else on duty where the author has the report', async () => {
    await reports.add(buildReport(clock.now(), { personId: 'lin', assigneeId: 'lin' }));
    await ring(11 * MINUTE);
    expect(heard()).to.deep.equal(['bo soon']);
  });

  it('ring again where a changed calendar gives more time', async () => {
    const { id } = await reports.add(buildReport(clock.now()));
    present = ['lin'];
    await ring(11 * MINUTE);
    calendar = { ...calendar, version: 2, responseMinutes: 60, warnMinutes: 50 };
    await createReckoning({ reports, promise })();
    expect((await reports.byId(id))?.alarm).to.equal(null);
    await ring(MINUTE);
    expect(heard()).to.deep.equal(['lin soon']);
    await ring(39 * MINUTE);
    expect(heard()).to.deep.equal(['lin soon', 'lin soon']);
    calendar = { ...calendar, version: 3, responseMinutes: 55 };
    await createReckoning({ reports, promise })();
    expect((await reports.byId(id))?.alarm).to.equal('soon');
  });

  it('ring for the new deadline of a report that got it while the earlier one was told', async () => {
    const { id } = await reports.add(buildReport(clock.now()));
    const read = (await reports.byId(id))!;
    calendar = { ...calendar, version: 2, responseMinutes: 60, warnMinutes: 50 };
    await createReckoning({ reports, promise })();
    await reports.recordAlarm(read, 'late');
    expect((await reports.byId(id))?.alarm).to.equal(null);
  });
});
