import { expect } from 'chai';
import { createReportQueries } from '../../../src/features/reports/report-queries.js';
import { createReportStore } from '../../../src/features/reports/report-store.js';
import { createIndexService } from '../../../src/features/search/index-service.js';
import { MAX_SAVED_VIEWS } from '../../../src/features/search/saved-view.js';
import { createSavedViewStore } from '../../../src/features/search/saved-view-store.js';
import { reportEntry } from '../../../src/features/search/search-document.js';
import { MAX_TERMS, type SearchEntry } from '../../../src/features/search/search-entry.js';
import {
  createSearchQueries,
  type SearchHit,
  type SearchRequest,
} from '../../../src/features/search/search-queries.js';
import { parseQuery } from '../../../src/features/search/search-query.js';
import { entryModel, savedViewsModel } from '../../../src/features/search/search-schema.js';
import { createSearchStore } from '../../../src/features/search/search-store.js';
import { vocabularyOf } from '../../../src/features/search/search-vocabulary.js';
import { later, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import type { Database } from '../../../src/platform/database.js';
import { createTranslations } from '../../../src/platform/i18n.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock, TEST_START } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { buildReport } from '../../support/reports.js';

const vocabulary = vocabularyOf(createTranslations());
const ask = (typed: string, reach: SearchRequest['reach'] = 'all'): SearchRequest => ({
  query: parseQuery(typed, vocabulary),
  noun: 'report',
  reach,
});

describe('search in the store', () => {
  let database: Database;
  let store: ReturnType<typeof createSearchStore>;
  let queries: ReturnType<typeof createSearchQueries>;

  before(async () => {
    database = await openTestDatabase();
    store = createSearchStore(database.connection);
    queries = createSearchQueries(database.connection);
    savedViewsModel(database.connection);
    createReportStore(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  beforeEach(() => entryModel(database.connection).deleteMany({}));
  after(() => database.close());

  const entryOf = (title: string, text: string, minute: number, personId = 'mei'): SearchEntry =>
    reportEntry(buildReport(later(TEST_START, minute * MINUTE), { title, text, personId }));

  async function allPages(request: SearchRequest, size: number): Promise<readonly SearchHit[]> {
    const hits: SearchHit[] = [];
    let after: string | undefined;
    do {
      const page = await queries.page(request, after, size);
      expect(page.rows.length).to.be.at.most(size);
      hits.push(...page.rows);
      after = page.next;
    } while (after);
    return hits;
  }

  describe('the pages of hits', () => {
    const entries = Array.from({ length: 60 }, (_, n) =>
      // Three of each moment, a third with the words in the title, a third with none.
      entryOf(
        n % 3 === 0 ? 'Camera 闪退' : 'Something else',
        n % 3 === 1 ? 'The camera 闪退 again' : 'Nothing',
        Math.floor(n / 9),
        n % 2 === 0 ? 'mei' : 'bo',
      ),
    );
    beforeEach(() => store.put(entries));

    for (const size of [1, 7, 20, 50])
      it(`give each hit once, titles first and then the latest, ${size} at a time`, async () => {
        for (const typed of ['camera 闪退', 'came', '闪', '退 kind:crash']) {
          const hits = await allPages(ask(typed), size);
          expect(hits.length, typed).to.equal(40);
          expect(new Set(hits.map(({ id }) => id)).size).to.equal(40);
          expect(hits.map(({ isInTitle }) => isInTitle)).to.deep.equal([
            ...Array<boolean>(20).fill(true),
            ...Array<boolean>(20).fill(false),
          ]);
          for (const part of [hits.slice(0, 20), hits.slice(20)]) {
            const order = part.map(({ at, id }) => `${at.toISOString()} ${id}`);
            expect(order).to.deep.equal(order.toSorted().reverse());
          }
        }
      });

    it('hold only what one audience may find', async () => {
      const hits = await allPages(ask('camera', 'person:mei'), 50);
      const meis = new Set(
        entries.filter((one) => one.audience === 'person:mei').map(({ id }) => id),
      );
      expect(hits.length).to.equal(20);
      expect(hits.every(({ id }) => meis.has(id))).to.equal(true);
      expect(await queries.count(ask('camera', 'person:mei'))).to.equal(20);
      expect(await queries.count(ask('camera', 'person:nobody'))).to.equal(0);
    });

    it('begin anew for a cursor that nobody gave out', async () => {
      const first = await queries.page(ask('camera'), undefined, 5);
      expect(await queries.page(ask('camera'), 'W10', 5)).to.deep.equal(first);
    });

    it('take phrases as they stand in the title', async () => {
      await store.put([
        entryOf('Night mode dies', '', 100),
        entryOf('A mode for the night', '', 101),
      ]);
      expect((await allPages(ask('night mode'), 10)).length).to.equal(2);
      const hits = await allPages(ask('"night mode"'), 10);
      expect(hits.map(({ title }) => title)).to.deep.equal(['Night mode dies']);
      expect(await queries.count(ask('".*"'))).to.equal(0);
    });
  });

  it('keeps at most the agreed number of terms of the longest report', () => {
    const text = Array.from({ length: 2000 }, (_, n) => `word${n} 字${n}符`).join(' ');
    const entry = entryOf('夜景'.repeat(30), text.slice(0, 10_000), 0);
    expect(entry.terms.length).to.equal(MAX_TERMS);
    expect(entry.terms.every((term) => term.length <= 60)).to.equal(true);
  });

  it('never puts an older entry over a newer one, whichever comes first', async () => {
    for (let round = 0; round < 50; round += 1) {
      const old = entryOf('Old words', '', round);
      const fresh = { ...old, title: 'New words', changedAt: later(old.changedAt, SECOND) };
      await Promise.all([old, fresh, old, old].map((one) => store.put([one])));
      await store.put([old, entryOf('Another', '', round)]);
    }
    const words = entryModel(database.connection).find({}, { title: 1, _id: 0 }).lean();
    const titles = (await words).map(({ title }) => title);
    expect(titles.toSorted()).to.deep.equal([
      ...Array<string>(50).fill('Another'),
      ...Array<string>(50).fill('New words'),
    ]);
  });

  describe('the index', () => {
    const clock = createTestClock();
    const build = () => {
      const reports = createReportQueries(database.connection);
      return createIndexService({
        sources: [
          {
            changes: reports.changes,
            entriesOf: async (ids) => (await reports.byIds(ids)).map(reportEntry),
          },
        ],
        entries: store,
        clock,
      });
    };
    const titles = async () =>
      (await entryModel(database.connection).find().sort({ _id: 1 }).lean()).map(
        ({ title }) => title,
      );
    beforeEach(() => database.connection.collection('reports').deleteMany({}));

    const add = async (title: string) => {
      clock.advance(SECOND);
      return createReportStore(database.connection).add(buildReport(clock.now(), { title }));
    };

    it('follows what is new and what changed, more than one batch at a time', async () => {
      const index = build();
      for (let n = 0; n < 120; n += 1) await add(`Report ${n}`);
      expect(await index.catchUp()).to.equal(120);
      expect((await titles()).length).to.equal(120);
      clock.advance(MINUTE);
      await index.catchUp();
      clock.advance(MINUTE);
      expect(await index.catchUp()).to.equal(0);
      const last = await add('The last');
      expect(await index.catchUp()).to.equal(1);
      expect((await titles()).at(-1)).to.equal(last.title);
    });

    it('goes on after a restart where it was, and knows what came meanwhile', async () => {
      const kept = await add('Kept');
      clock.advance(MINUTE);
      await build().catchUp();
      await entryModel(database.connection).deleteOne({ _id: kept.id });
      clock.advance(MINUTE);
      await add('Meanwhile');
      expect(await build().catchUp()).to.equal(1);
      expect(await titles()).to.deep.equal(['Meanwhile']);
    });

    it('sees a second change of the same moment', async () => {
      const index = build();
      const { id } = await add('First words');
      await index.catchUp();
      await database.connection
        .collection<{ _id: string }>('reports')
        .updateOne({ _id: id }, { $set: { title: 'Second words' } });
      await index.catchUp();
      expect(await titles()).to.deep.equal(['Second words']);
    });

    it('brings back what was lost and mends what is old, and then has nothing to do', async () => {
      const index = build();
      const [lost, old] = [await add('Lost'), await add('Old')];
      await add('Well');
      await index.catchUp();
      const entries = entryModel(database.connection);
      await entries.deleteOne({ _id: lost.id });
      await entries.updateOne(
        { _id: old.id },
        { title: 'Stale', changedAt: later(old.updatedAt, -1) },
      );
      expect(await index.repair()).to.equal(2);
      expect(await titles()).to.deep.equal(['Lost', 'Old', 'Well']);
      expect(await index.repair()).to.equal(0);
    });

    it('is brought by two processes at once', async () => {
      for (let n = 0; n < 30; n += 1) await add(`Report ${n}`);
      await Promise.all([build().catchUp(), build().catchUp(), build().repair()]);
      expect((await titles()).length).to.equal(30);
    });
  });

  describe('the saved searches', () => {
    it('are one of a name and at most twenty, however many are saved at once', async () => {
      const views = createSavedViewStore(database.connection);
      const same = await Promise.all(
        Array.from({ length: 10 }, () => views.add('mei', { name: 'Night', query: 'night' })),
      );
      expect(same.filter(Boolean).length).to.equal(1);
      const many = await Promise.all(
        Array.from({ length: 40 }, (_, n) => views.add('mei', { name: `View ${n}`, query: 'x' })),
      );
      expect(many.filter(Boolean).length).to.equal(MAX_SAVED_VIEWS - 1);
      expect((await views.viewsOf('mei')).length).to.equal(MAX_SAVED_VIEWS);
      await views.remove('mei', 'Night');
      expect(await views.add('mei', { name: 'Night', query: 'again' })).to.equal(true);
      expect(await views.viewsOf('bo')).to.deep.equal([]);
    });
  });
});
