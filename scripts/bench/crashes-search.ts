import { later } from '../../src/kernel/clock.js';
import { MongoClient, type Collection, type IndexDescription } from 'mongodb';
import type { Viewer } from '../../src/kernel/people.js';
import { createSavedViewStore } from '../../src/features/search/saved-view-store.js';
import { reportEntry } from '../../src/features/search/search-document.js';
import type { SearchEntry } from '../../src/features/search/search-entry.js';
import { createSearchQueries } from '../../src/features/search/search-queries.js';
import { createSearchService } from '../../src/features/search/search-service.js';
import { entryModel, type EntryRecord } from '../../src/features/search/search-schema.js';
import { createSearchStore } from '../../src/features/search/search-store.js';
import { vocabularyOf } from '../../src/features/search/search-vocabulary.js';
import { connectDatabase, type Database } from '../../src/platform/database.js';
import { createTranslations } from '../../src/platform/i18n.js';
import { toStored } from '../../src/platform/records.js';
import { createLogger } from '../../src/platform/logger.js';
import { buildReport } from '../../test/support/reports.js';
import { withEngine } from './engine.js';
import { figure, type Figure } from './figure.js';
import { IS_QUICK } from './interleave.js';

const ENTRIES = IS_QUICK ? 5_000 : 100_000;
const BATCH = 500;
const PUT = IS_QUICK ? 200 : 2_000;
const PUT_BATCH = 50;
const PEOPLE = 300;
const BUILDS = 40;
const ASKED = IS_QUICK ? 60 : 600;
const START = new Date('2026-01-01T00:00:00Z');

/** Words as reports have them: a few in very many, very many in a few. */
const COMMON = ['camera', 'closes', 'night', 'mode', 'call', 'screen', 'battery', 'restart'];
const HAN = ['闪退', '夜景模式', '重启', '通话没有声音', '相机', '屏幕不亮', '充电很慢', '微信'];
const pick = <Item>(list: readonly Item[], chance: number): Item =>
  list[Math.floor(chance * chance * list.length)] as Item;

/** The same numbers at every run (the generator of Numerical Recipes). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function textOf(roll: () => number, words: number): string {
  return Array.from({ length: words }, () => {
    if (roll() < 0.4) return pick(HAN, roll());
    return roll() < 0.7 ? pick(COMMON, roll()) : `Module${Math.floor(roll() * 5_000)}Service`;
  }).join(' ');
}

/** A report of the bench; the same for the same dice. */
function entryAt(number: number, roll: () => number): SearchEntry {
  const at = later(START, number * 60_000);
  const title = textOf(roll, 6);
  return reportEntry(
    buildReport(at, {
      ref: `R-${number}`,
      personId: `person-${Math.floor(roll() * PEOPLE)}`,
      unitRef: `U-${String(Math.floor(roll() * PEOPLE)).padStart(4, '0')}`,
      build: `3.0.${Math.floor(roll() * BUILDS)}`,
      status: pick(['new', 'triaged', 'answered', 'linked'] as const, roll()),
      ...{ title, text: `${title}\n${textOf(roll, 40)}` },
    }),
  );
}

/**
 * Made after the entries, in a fraction of the time, but longer than the application's own
 * connection waits for one answer.
 */
async function buildIndexes(uri: string, { connection }: Database): Promise<void> {
  const client = await new MongoClient(uri).connect();
  const declared = entryModel(connection).schema.indexes();
  await client
    .db()
    .collection('search_entries')
    .createIndexes(declared.map(([key, { name }]) => ({ key, name }) as IndexDescription));
  await client.close();
}

/** How many reports a second become entries, as the job writes them. */
async function put({ connection }: Database): Promise<number> {
  const store = createSearchStore(connection);
  const roll = dice(13);
  const begun = performance.now();
  for (let done = 0; done < PUT; done += PUT_BATCH)
    await store.put(Array.from({ length: PUT_BATCH }, (_, n) => entryAt(ENTRIES + done + n, roll)));
  return PUT / ((performance.now() - begun) / 1000);
}

async function fill({ connection }: Database): Promise<void> {
  const entries = entryModel(connection).collection as unknown as Collection<EntryRecord>;
  const roll = dice(7);
  for (let done = 0; done < ENTRIES; done += BATCH) {
    const made = Array.from({ length: BATCH }, (_, n) => entryAt(done + n, roll));
    // Every tenth is something everybody may find.
    const noun = (n: number) => (n % 10 === 0 ? ('defect' as const) : ('report' as const));
    await entries.insertMany(
      made.map((entry, n) =>
        toStored(
          noun(n) === 'defect' ? { ...entry, noun: noun(n), audience: 'public' as const } : entry,
        ),
      ),
      { ordered: false },
    );
  }
}

const QUESTIONS: readonly ((roll: () => number) => string)[] = [
  (roll) => `R-${Math.floor(roll() * ENTRIES)}`,
  (roll) => `module${Math.floor(roll() * 5_000)}`,
  (roll) => `${pick(COMMON, roll())} ${pick(HAN, roll())}`,
  (roll) => pick(HAN, roll()),
  (roll) => `${pick(HAN, roll())} ${pick(HAN, roll())} build:3.0.${Math.floor(roll() * BUILDS)}`,
  (roll) => pick(COMMON, roll()).slice(0, 3),
  (roll) => pick(HAN, roll()).charAt(0),
  () => 'status:new is:open',
  (roll) => `"${pick(COMMON, roll())} ${pick(COMMON, roll())}"`,
  (roll) => `service${Math.floor(roll() * 99)} nothing`,
];

const viewer = (id: string, role: 'qa' | 'tester'): Viewer => ({
  ...{ id, handle: id, name: id, roles: [role], language: 'en', zone: 'UTC' },
  ...{ isSuspended: false, unread: 0 },
});

const p95 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;

async function ask(database: Database, who: (roll: () => number) => Viewer): Promise<number> {
  const { connection } = database;
  const service = createSearchService({
    queries: createSearchQueries(connection),
    views: createSavedViewStore(connection),
    vocabulary: vocabularyOf(createTranslations()),
  });
  const roll = dice(11);
  const times: number[] = [];
  for (let n = 0; n < ASKED; n += 1) {
    const typed = QUESTIONS[n % QUESTIONS.length]?.(roll) ?? '';
    const begun = performance.now();
    await service.find(typed, who(roll), undefined);
    times.push(performance.now() - begun);
  }
  return p95(times);
}

/** One page of results, of every kind of question in turns, at 100,000 entries. */
export function searchFigures(): Promise<readonly Figure[]> {
  return withEngine(async (engine) => {
    const database = await connectDatabase(engine.uri, { log: createLogger('warn') });
    try {
      await fill(database);
      await buildIndexes(engine.uri, database);
      const among = `among ${ENTRIES.toLocaleString('en')}`;
      const staff = await ask(database, () => viewer('lin', 'qa'));
      const tester = await ask(database, (roll) =>
        viewer(`person-${Math.floor(roll() * PEOPLE)}`, 'tester'),
      );
      return [
        figure(`search ${among}, by staff: p95`, staff, 'ms'),
        figure(`search ${among}, by a tester: p95`, tester, 'ms'),
        figure(`search ${among}: entries made and stored`, await put(database), '/s'),
      ];
    } finally {
      await database.close();
    }
  });
}
