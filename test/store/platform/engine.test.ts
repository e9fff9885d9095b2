import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Schema, type Model } from 'mongoose';
import { pino } from 'pino';
import { connectDatabase, type Database } from '../../../src/platform/database.js';
import { restartDelay, startEngine, type Engine } from '../../../src/platform/engine/engine.js';
import { isDatabaseDown } from '../../../src/platform/unavailable.js';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 10);
const FAULTS_WITHIN_MS = 30_000;
const WRITERS = 8;
const log = pino({ level: 'silent' });
const cacheDir = fileURLToPath(new URL('../../../.cache', import.meta.url));
const engineModule = new URL('../../../src/platform/engine/engine.ts', import.meta.url).href;

interface Note {
  _id: string;
}
const notesOf = ({ connection }: Database): Model<Note> =>
  connection.model<Note>('Note', new Schema<Note>({ _id: String }));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const gone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await sleep(20);
};

const socketOf = (uri: string): string => decodeURIComponent(new URL(uri).host);

/** Clients that write until told to stop and remember every key whose write was acknowledged. */
function startWriters(notes: Model<Note>) {
  const acknowledged: string[] = [];
  const strange: unknown[] = [];
  let isWriting = true;
  let goal: { readonly count: number; readonly reached: () => void } | undefined;
  const write = async (writer: number) => {
    for (let n = 0; isWriting; n += 1) {
      const _id = `${writer}-${n}`;
      try {
        await notes.create({ _id });
      } catch (error) {
        if (!isDatabaseDown(error)) strange.push(error);
        continue;
      }
      acknowledged.push(_id);
      if (goal && acknowledged.length >= goal.count) goal.reached();
    }
  };
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  return {
    acknowledged,
    strange,
    more: (count: number) =>
      new Promise<void>((reached) => {
        goal = { count: acknowledged.length + count, reached };
      }),
    async stop() {
      isWriting = false;
      await Promise.all(writers);
    },
  };
}

describe('embedded engine', function () {
  this.timeout(60_000);
  let dataDir: string;
  const started: Engine[] = [];
  const start = async (): Promise<Engine> => {
    const engine = await startEngine({ dataDir, cacheDir, log });
    started.push(engine);
    return engine;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'fb-test-'));
  });
  afterEach(async () => {
    const engines = started.splice(0);
    await Promise.all(engines.map((engine) => engine.stop()));
    const folders = engines.map((engine) => dirname(socketOf(engine.uri)));
    await Promise.all([dataDir, ...folders].map((path) => rm(path, { recursive: true })));
  });

  it('keeps every acknowledged write and comes back by itself when its host is killed', async () => {
    const engine = await start();
    const database = await connectDatabase(engine.uri, { log });
    const notes = notesOf(database);
    const writers = startWriters(notes);
    const endAt = performance.now() + FAULTS_WITHIN_MS;
    for (let round = 0; round < ROUNDS && performance.now() < endAt; round += 1) {
      await writers.more(400 + ((round * 37) % 100));
      const killed = engine.pid()!;
      process.kill(killed, 'SIGKILL');
      await gone(killed);
      await writers.more(WRITERS + 1);
    }
    await writers.stop();
    const stored = new Set((await notes.find().lean()).map((note) => note._id));
    await database.close();
    expect(writers.strange).to.deep.equal([]);
    expect(writers.acknowledged.filter((id) => !stored.has(id))).to.deep.equal([]);
  });

  it('lets no write wait for ever that a standing host does not take', async () => {
    const engine = await start();
    const database = await connectDatabase(engine.uri, { log });
    const notes = notesOf(database);
    await notes.create({ _id: 'first' });
    const host = engine.pid()!;
    process.kill(host, 'SIGSTOP');
    const large = Array.from({ length: 20_000 }, (_, n) => ({ _id: `${n}-${'x'.repeat(100)}` }));
    const error = await notes.collection.insertMany(large as never).catch((one: unknown) => one);
    process.kill(host, 'SIGCONT');
    expect(isDatabaseDown(error)).to.equal(true);
    expect(await notes.countDocuments({ _id: 'first' })).to.equal(1);
    await database.close();
  });

  it('leaves no process and no socket after a stop, and the data for the next start', async () => {
    const first = await start();
    const pid = first.pid()!;
    const before = await connectDatabase(first.uri, { log });
    await notesOf(before).create({ _id: 'kept' });
    await before.close();
    await first.stop();
    expect(isAlive(pid)).to.equal(false);
    expect(existsSync(socketOf(first.uri))).to.equal(false);

    const second = await start();
    const after = await connectDatabase(second.uri, { log });
    expect(await notesOf(after).countDocuments({ _id: 'kept' })).to.equal(1);
    await after.close();
    expect(second.uri).to.equal(first.uri);
  });

  it('ends its host when the parent is killed', async () => {
    const code = `
      import { startEngine } from '${engineModule}';
      const log = { info() {}, warn() {}, error() {} };
      const engine = await startEngine({ ...${JSON.stringify({ dataDir, cacheDir })}, log });
      console.log(engine.pid());`;
    const parent = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', code],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    expect(isAlive(Number(line))).to.equal(true);
    parent.kill('SIGKILL');
    await gone(Number(line));
    await start();
  });

  it('waits for an earlier host to let go of the directory', async () => {
    const first = await start();
    const database = await connectDatabase(first.uri, { log });
    let hasSecond = false;
    const second = start().then((engine) => {
      hasSecond = true;
      return engine;
    });
    for (let n = 0; n < 200; n += 1) await database.ping();
    expect(hasSecond).to.equal(false);
    await database.close();
    await first.stop();
    const next = await connectDatabase((await second).uri, { log });
    await next.ping();
    await next.close();
  });

  it('starts again at once, then ever slower up to five seconds', () => {
    expect([0, 1, 2, 3, 6, 7, 50].map(restartDelay)).to.deep.equal([
      0, 100, 200, 400, 3200, 5000, 5000,
    ]);
  });
});
