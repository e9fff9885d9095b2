import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectDatabase, type Database } from '../../src/platform/database.js';
import { startEngine, type Engine } from '../../src/platform/engine/engine.js';
import { createLogger } from '../../src/platform/logger.js';

export const quietLog = createLogger(process.env['TEST_LOG'] ?? 'silent');

let engine: Promise<{ engine: Engine | undefined; uri: string; dir: string }> | undefined;

/** One engine for a process of the run, started by the first test that needs it. */
async function startOnce() {
  const given = process.env['MONGODB_URI'];
  const dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-test-'));
  if (given) return { engine: undefined, uri: given, dir };
  const started = await startEngine({
    dataDir: path.join(dir, 'database'),
    cacheDir: path.resolve('.cache'),
    log: quietLog,
  });
  // A worker of a parallel run is told nothing before it ends.
  process.once('exit', () => {
    const pid = started.pid();
    if (!engine || pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  return { engine: started, uri: started.uri, dir };
}

export async function stopTestEngine(): Promise<void> {
  const running = await engine;
  engine = undefined;
  await Promise.all(emptied.splice(0).map((database) => database.close()));
  await running?.engine?.stop();
  if (running) await rm(running.dir, { recursive: true, force: true });
}

let count = 0;

/** The URI of an empty database of the caller's own on the run's engine. */
export async function testDatabaseUri(): Promise<string> {
  engine ??= startOnce();
  const uri = new URL((await engine).uri);
  count += 1;
  uri.pathname = `/test_${process.pid}_${count}`;
  return uri.href;
}

/** Connected; `close` drops the database again. */
export async function openTestDatabase(): Promise<Database> {
  const database = await connectDatabase(await testDatabaseUri(), { log: quietLog });
  return {
    ...database,
    async close() {
      await database.connection.dropDatabase();
      await database.close();
    },
  };
}

/** Connected, with every collection, index and model of the site, and nothing in them. */
const emptied: Database[] = [];

export interface SiteDatabase extends Database {
  /** Whether a site that ran on it before has made its indexes. */
  readonly hasIndexes: boolean;
}

/**
 * As `openTestDatabase`, for the whole site: to connect, to compile the models and to make some
 * hundred indexes takes longer than most tests. So `close` only empties the collections, and the
 * next caller finds all of that done.
 */
export async function openSiteDatabase(): Promise<SiteDatabase> {
  const kept = emptied.pop();
  const database = kept ?? (await connectDatabase(await testDatabaseUri(), { log: quietLog }));
  return {
    ...database,
    hasIndexes: kept !== undefined,
    async close() {
      await empty(database);
      emptied.push(database);
    },
  };
}

async function empty({ connection }: Database): Promise<void> {
  const collections = (await connection.db?.collections()) ?? [];
  await connection
    .getClient()
    .bulkWrite(collections.map(({ namespace }) => ({ name: 'deleteMany', namespace, filter: {} })));
}
