import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DAY, later } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { connectDatabase, type Database } from '../../src/platform/database.js';
import { createLogger } from '../../src/platform/logger.js';
import { makeLogFile } from '../../src/story/log-files.js';
import { seedSite, signInTo } from '../../test/support/seed-site.js';
import { serveProgram, type Served } from './process.js';

/** The built application on a database of its own, with people who are signed in. */
export interface Site {
  readonly served: Served;
  readonly database: Database;
  readonly uploadsDir: string;
  readonly testerCookie: string;
  /** The unit of that tester. */
  readonly unitRef: string;
  readonly qaCookie: string;
  /** A tracked link: `/s/ABC1234`. */
  readonly linkPath: string;
  /** Does the work while the application is stopped; `served` is another one afterwards. */
  restartAround(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const BATCH = 1_000;
const EXAM_WITHIN_MS = 30_000;
/** Nobody is alarmed of promises that were broken before. */
const LONG_AGO_MS = 2 * DAY;

/** Seeds through the services and over HTTP, then copies the one real report `reports` times. */
export async function openSite(uri: string, dir: string, reports: number): Promise<Site> {
  const env = {
    MONGODB_URI: uri,
    DATA_DIR: path.join(dir, 'data'),
    UPLOADS_DIR: path.join(dir, 'uploads'),
    LOG_LEVEL: 'warn',
    PORT: '0',
  };
  const database = await connectDatabase(uri, { log: createLogger('warn') });
  const { linkPath, unitRefs } = await seedSite(database, env);
  let served = await serveProgram(['dist/main.js'], env);
  const testerCookie = await signInTo(served.url, 'mei');
  const qaCookie = await signInTo(served.url, 'lin');
  await sendReport(served.url, testerCookie, unitRefs[0] ?? '');
  await copyReports(database, reports);
  return {
    get served() {
      return served;
    },
    ...{ database, uploadsDir: env.UPLOADS_DIR, testerCookie, qaCookie, linkPath },
    unitRef: unitRefs[0] ?? '',
    async restartAround(work) {
      await served.stop();
      await work();
      served = await serveProgram(['dist/main.js'], env);
    },
    async stop() {
      await served.stop();
      await database.close();
    },
  };
}

async function sendReport(url: string, cookie: string, unit: string): Promise<void> {
  const facts = { at: new Date(), zone: 'Asia/Shanghai', build: '3.0.11', buildOrder: 1 };
  const { bytes, name } = makeLogFile('audio-codec.log', 'plain', {
    ...facts,
    ...{ revision: 'DVT', seed: 1 },
  });
  const form = new FormData();
  const text = 'The speaker falls silent during a call until the phone restarts.';
  for (const [key, value] of Object.entries({ clientKey: randomUUID(), unit, kind: 'crash', text }))
    form.append(key, value);
  form.append('files', new Blob([new Uint8Array(bytes)]), name);
  const answer = await fetch(`${url}/reports`, {
    ...{ method: 'POST', body: form, redirect: 'manual' as const },
    headers: { cookie },
  });
  if (answer.status !== 303) throw new Error(`The report was answered ${answer.status}`);
}

/** Copies the report and the crash found in it: other ids, references and times, a minute apart. */
async function copyReports({ connection }: Database, count: number): Promise<void> {
  const reports = connection.collection<{ _id: string; createdAt: Date; dueAt: Date }>('reports');
  const crashes = connection.collection<{ _id: string }>('crashes');
  const crash = await soon(() => crashes.findOne({}));
  const report = await soon(() => reports.findOne({ 'attachments.state': 'examined' }));
  for (let done = 0; done < count; done += BATCH) {
    const copies = Array.from({ length: Math.min(BATCH, count - done) }, (_, n) => {
      const at = later(report.createdAt, (done + n - count) * 60_000 - LONG_AGO_MS);
      const times = { createdAt: at, dueAt: later(at, 900_000), statusAt: at, updatedAt: at };
      const key = { _id: newId(at), ref: `R-${10_000 + done + n}`, clientKey: randomUUID() };
      return { ...report, ...key, ...times };
    });
    await reports.insertMany(copies);
    await crashes.insertMany(
      copies.map(({ _id }) => ({ ...crash, _id: newId(report.createdAt), reportId: _id })),
    );
  }
}

async function soon<T>(find: () => Promise<T | null>): Promise<T> {
  const giveUpAt = performance.now() + EXAM_WITHIN_MS;
  while (performance.now() < giveUpAt) {
    const found = await find();
    if (found) return found;
    await wait(100);
  }
  throw new Error('The log of the report was not examined in time');
}
