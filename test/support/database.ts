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

/** Databases that have every collection and index of the site, and nothing in them. */
const emptied: string[] = [];

/**
 * As `openTestDatabase`, for the whole site: making some hundred indexes takes longer than most
 * tests, so that `close` only empties the collections and the next caller finds the indexes made.
 */
export async function openSiteDatabase(): Promise<Database> {
  const uri = emptied.pop() ?? (await testDatabaseUri());
  const database = await connectDatabase(uri, { log: quietLog });
  return {
    ...database,
    async close() {
      const collections = await database.connection.db?.collections();
      await Promise.all((collections ?? []).map((collection) => collection.deleteMany({})));
      await database.close();
      emptied.push(uri);
    },
  };
}
