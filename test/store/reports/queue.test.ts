import { expect } from 'chai';
import { later } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { toStored } from '../../../src/platform/records.js';
import {
  QUEUE_LOOK,
  queueWalk,
  type QueueRequest,
  type QueueView,
} from '../../../src/features/reports/queue.js';
import { createQueueQueries } from '../../../src/features/reports/queue-queries.js';
import { reportModel } from '../../../src/features/reports/report-schema.js';
import type { Report } from '../../../src/features/reports/report.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { buildReport } from '../../support/reports.js';

const AT = new Date('2026-03-03T02:00:00Z');

describe('the queue', () => {
  let database: Database;
  let queries: ReturnType<typeof createQueueQueries>;
  beforeEach(async () => {
    database = await openTestDatabase();
    queries = createQueueQueries(database.connection);
    reportModel(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  const add = (...made: Partial<Report>[]) =>
    reportModel(database.connection).insertMany(
      made.map((fields, n) => toStored(buildReport(later(AT, n), fields))),
    );
  const page = (view: QueueView, more: Partial<QueueRequest> = {}) =>
    queries.queuePage({ view, after: undefined, viewerId: 'lin', ...more });
  const refs = async (view: QueueView, more: Partial<QueueRequest> = {}) =>
    (await page(view, more)).rows.map(({ ref }) => ref).sort();

  it('pages through those who wait by deadline, equal deadlines included', async () => {
    await add(
      ...Array.from({ length: 120 }, (_, n) => ({
        dueAt: later(AT, Math.floor((119 - n) / 10)),
      })),
    );
    const seen: number[] = [];
    const ids = new Set<string>();
    for (let after: string | undefined, turn = 0; turn < 3; turn += 1) {
      const { rows, next } = await page('waiting', { after });
      seen.push(...rows.map((row) => row.dueAt.getTime()));
      for (const row of rows) ids.add(row.id);
      after = next;
      expect(next === undefined).to.equal(turn === 2);
    }
    expect(ids.size).to.equal(120);
    expect(seen).to.deep.equal([...seen].sort((a, b) => a - b));
  });

  it('keeps its views apart and counts them', async () => {
    await add(
      { ref: 'R-1', assigneeId: 'lin' },
      { ref: 'R-2', waiting: false, status: 'needs_info' },
      { ref: 'R-3', waiting: false, isOpen: false, assigneeId: 'lin' },
    );
    expect(await refs('waiting')).to.deep.equal(['R-1']);
    expect(await refs('mine')).to.deep.equal(['R-1']);
    expect(await refs('open')).to.deep.equal(['R-1', 'R-2']);
    expect(await refs('answered')).to.deep.equal(['R-3']);
    expect(await queries.queueCounts('lin')).to.deep.equal({ waiting: 1, mine: 1, open: 2 });
  });

  it('narrows each view by kind, status, model, build and engineer', async () => {
    await add(
      { ref: 'R-1', kind: 'crash', modelCode: 'A', build: '1', assigneeId: 'wu' },
      { ref: 'R-2', kind: 'praise', modelCode: 'A', build: '2', status: 'triaged' },
      { ref: 'R-3', kind: 'praise', modelCode: 'B', build: '1' },
    );
    const cases: readonly (readonly [Partial<QueueRequest>, readonly string[]])[] = [
      [{ kind: 'praise' }, ['R-2', 'R-3']],
      [{ status: 'triaged' }, ['R-2']],
      [{ modelCode: 'A' }, ['R-1', 'R-2']],
      [{ modelCode: 'A', build: '1' }, ['R-1']],
      [{ modelCode: 'A', kind: 'praise' }, ['R-2']],
      [{ assigneeId: null }, ['R-2', 'R-3']],
      [{ assigneeId: 'wu' }, ['R-1']],
      [{ assigneeId: null, modelCode: 'B', build: '1' }, ['R-3']],
    ];
    for (const [filter, wanted] of cases)
      for (const view of ['waiting', 'open'] as const)
        expect(await refs(view, filter), `${view} ${JSON.stringify(filter)}`).to.deep.equal(wanted);
  });

  it('looks at a bounded number of reports a page, and finds all in the end', async () => {
    const rare = new Set([0, QUEUE_LOOK - 1, QUEUE_LOOK, 2 * QUEUE_LOOK + 5]);
    await add(
      ...Array.from({ length: 2 * QUEUE_LOOK + 10 }, (_, n) => ({
        kind: rare.has(n) ? ('praise' as const) : ('crash' as const),
        // Three share each deadline, so that a page may end between them.
        dueAt: later(AT, Math.floor(n / 3)),
      })),
    );
    for (const view of ['waiting', 'open'] as const) {
      const found: string[] = [];
      let pages = 0;
      for (let after: string | undefined; pages === 0 || after; pages += 1) {
        const { rows, next } = await page(view, { kind: 'praise', after });
        found.push(...rows.map(({ id }) => id));
        after = next;
      }
      expect(pages, view).to.equal(3);
      expect(new Set(found).size, view).to.equal(rare.size).and.to.equal(found.length);
    }
  });

  it('walks along an index without sorting, whatever is asked for', async () => {
    await add(...Array.from({ length: 200 }, () => ({})));
    const views = ['waiting', 'mine', 'open', 'answered'] as const;
    const filters: readonly Partial<QueueRequest>[] = [
      {},
      { assigneeId: null },
      { modelCode: 'ORION-2' },
      { modelCode: 'ORION-2', build: '3.0.11' },
      { modelCode: 'ORION-2', kind: 'crash', status: 'new' },
    ];
    for (const view of views)
      for (const filter of filters) {
        const { index, selects } = queueWalk({ view, after: undefined, viewerId: 'l', ...filter });
        const plan = await reportModel(database.connection)
          .collection.find(selects, { hint: index, limit: 51 })
          .sort(index === 'by_deadline' ? { dueAt: 1, _id: 1 } : { _id: -1 })
          .explain('executionStats');
        const name = `${view} ${JSON.stringify(filter)}`;
        expect(JSON.stringify(plan), name).not.to.contain('"stage":"SORT"');
        const { executionStats } = plan as { executionStats: { totalDocsExamined: number } };
        expect(executionStats.totalDocsExamined, name).to.be.at.most(51);
      }
  });
});
