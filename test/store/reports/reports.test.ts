import { expect } from 'chai';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createIntakeStore, type IntakeStore } from '../../../src/features/reports/intake-store.js';
import { defaultCalendar } from '../../../src/features/promise/index.js';
import { say } from '../../../src/features/reports/report-message.js';
import {
  createReportQueries,
  type ReportQueries,
} from '../../../src/features/reports/report-queries.js';
import { reportModel } from '../../../src/features/reports/report-schema.js';
import { createReportStore, type ReportStore } from '../../../src/features/reports/report-store.js';
import { createTellingStore } from '../../../src/features/reports/telling-store.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { buildAttachment, buildReport } from '../../support/reports.js';

const AT = new Date('2026-03-03T02:00:00Z');
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** Its title would be a path to whoever took it for a part of a query. */
const defect = {
  ...{ id: 'd', ref: 'D-1', title: '$x' },
  ...{ status: 'open', resolution: null, fixBuild: null },
};

describe('the store of reports', () => {
  let database: Database;
  let reports: ReportStore;
  let intake: IntakeStore;
  let queries: ReportQueries;
  beforeEach(async () => {
    database = await openTestDatabase();
    const { connection } = database;
    reports = createReportStore(connection);
    intake = createIntakeStore(connection);
    queries = createReportQueries(connection);
    await syncIndexes(connection, quietLog);
  });
  afterEach(() => database.close());
  const model = () => reportModel(database.connection);

  it('gives every sender of one key the same report', async () => {
    const stored = await Promise.all(
      times(10, () => reports.add(buildReport(AT, { clientKey: 'one' }))),
    );
    expect(new Set(stored.map(({ id }) => id)).size).to.equal(1);
    expect(await model().countDocuments()).to.equal(1);
  });

  it('lets one of two changes of the same report win', async () => {
    const report = await reports.add(buildReport(AT));
    const add = (key: string) =>
      reports.change(
        report,
        say(
          report,
          { key, text: key, internal: false },
          { id: 'mei', isQa: false, isStaff: false },
          AT,
          defaultCalendar('Asia/Shanghai'),
        ),
        AT,
      );
    const won = await Promise.all(['a', 'b', 'c'].map(add));
    expect(won.filter(Boolean)).to.have.length(1);
    expect((await reports.byId(report.id))?.messages).to.have.length(1);
  });

  it('hands each file to one examiner, the oldest first', async () => {
    for (const n of [0, 1])
      await reports.add(
        buildReport(later(AT, n), { attachments: [buildAttachment(1), buildAttachment(2)] }),
      );
    const claims = await Promise.all(times(6, () => reports.claimExam(AT)));
    const taken = claims.flatMap((claim) =>
      claim ? `${claim.report.id} ${claim.attachment.n}` : [],
    );
    expect(taken).to.have.length(4);
    expect(new Set(taken).size).to.equal(4);
    expect(await reports.claimExam(later(AT, MINUTE))).to.equal(undefined);
    const again = await reports.claimExam(later(AT, HOUR));
    expect(again?.attachment).to.include({ n: 1, attempts: 1 });
  });

  it('records an exam where it belongs', async () => {
    const attachments = [buildAttachment(1), buildAttachment(2)];
    const { id } = await reports.add(buildReport(AT, { attachments }));
    const found = { kind: 'java', title: 'NPE', key: 'v1:x', groupRef: 'G-1', line: 3, entry: '' };
    const facts = { kept: 200 };
    const summary = {
      state: 'examined' as const,
      warnings: [{ code: 'crashes.too_many', facts }],
      crashes: [found],
    };
    expect(await reports.recordExam(id, 2, summary, AT)).to.equal(true);
    expect(await reports.recordExam(id, 3, summary, AT)).to.equal(false);
    const [first, second] = (await reports.byId(id))?.attachments ?? [];
    expect(first?.state).to.equal('received');
    expect(second).to.deep.include({ state: 'examined', crashes: [found], leaseUntil: null });
    expect(second?.warnings[0]?.facts).to.deep.equal(facts);
  });

  it('copies news of a defect into all of its reports', async () => {
    for (const n of [1, 2, 3])
      await reports.add(buildReport(later(AT, n), n < 3 ? { defect, status: 'linked' } : {}));
    await reports.updateDefect('d', { ...defect, status: 'resolved', fixBuild: '3.0.12' }, AT);
    const { rows } = await queries.ofDefects(['d'], undefined);
    expect(rows.map((row) => row.defect?.fixBuild)).to.deep.equal(['3.0.12', '3.0.12']);
  });

  it('marks who is to be told also where a merge brings a fix that is confirmed', async () => {
    const { id } = await reports.add(buildReport(AT, { defect, status: 'linked' }));
    await reports.updateDefect('d', { ...defect, status: 'verified', mergedInto: 'D-0' }, AT);
    expect((await reports.byId(id))?.tellFrom).to.deep.equal(AT);
  });

  it('loses neither the end of a defect to who tells of something else, nor a merge to who answers', async () => {
    const linked = { defect, status: 'linked' } as const;
    const telling = createTellingStore(database.connection);
    const [told, silent] = [
      await reports.add(buildReport(AT, { ...linked, tellFrom: AT })),
      await reports.add(buildReport(AT, linked)),
    ];
    const read = await telling.byId(told.id);
    const ended = { ...defect, status: 'resolved', resolution: 'fixed', fixBuild: '3.0.12' };
    await reports.updateDefect('d', ended, later(AT, MINUTE));
    await telling.markTold(read!);
    expect((await reports.byId(told.id))?.tellFrom).to.deep.equal(AT);
    expect(await reports.byId(silent.id)).to.deep.include({ tellFrom: later(AT, MINUTE) });
    expect((await reports.byId(silent.id))?.defect).to.deep.include({ ...ended, mergedInto: null });
    const before = (await reports.byId(silent.id))!;
    await reports.updateDefect('d', { ...ended, mergedInto: 'D-0' }, later(AT, 2 * MINUTE));
    expect(await reports.change(before, { set: {}, events: [] }, AT)).to.equal(false);
  });

  it('names the hashes that reports and staged files still need', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [
      string,
      string,
      string,
    ];
    await reports.add(buildReport(AT, { attachments: [buildAttachment(1, { sha256: a })] }));
    await intake.addStaged({
      ...{ id: 's', personId: 'mei', clientKey: 'k', name: 'n', size: 1, sha256: b },
      ...{ createdAt: AT, expiresAt: later(AT, DAY) },
    });
    expect(await reports.referencedHashes([a, b, c])).to.deep.equal([a]);
    expect(await intake.referencedHashes([a, b, c])).to.deep.equal([b]);
    await intake.sweep(later(AT, DAY + 1));
    expect(await intake.referencedHashes([b])).to.deep.equal([]);
  });

  it('adds parallel uploads up to the day and no further', async () => {
    const taken = await Promise.all(times(20, () => intake.reserve('mei:day', 10, 75, AT)));
    expect(taken.filter(Boolean)).to.have.length(7);
    await intake.giveBack('mei:day', 10);
    expect(await intake.reserve('mei:day', 15, 75, AT)).to.equal(true);
    expect(await intake.reserve('mei:day', 1, 75, AT)).to.equal(false);
  });
});
