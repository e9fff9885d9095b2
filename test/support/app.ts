import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hash } from '@node-rs/argon2';
import request, { type Agent, type Response } from 'supertest';
import { createApp, createAppServer } from '../../src/app.js';
import { compose, type Container } from '../../src/compose.js';
import { readConfig, type Config } from '../../src/config.js';
import { later } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import type { Language, Role } from '../../src/kernel/people.js';
import { createAccountStore } from '../../src/features/accounts/account-store.js';
import { syncIndexes } from '../../src/platform/index-sync.js';
import type { Logger } from '../../src/platform/logger.js';
import { openSiteDatabase, quietLog } from './database.js';

/** A Tuesday, 10:00 in Shanghai: within duty hours. */
export const TEST_START = new Date('2026-03-03T02:00:00Z');
export const TEST_PASSWORD = 'a quiet morning in march';
/** As weak as the algorithm allows: to check the password takes what its hash says it takes. */
const HASH = hash(TEST_PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });

export interface TestClock {
  now(): Date;
  /** Moves time forward by that many milliseconds. */
  advance(ms: number): void;
}

export function createTestClock(start = TEST_START): TestClock {
  let at = start;
  return {
    now: () => at,
    advance(ms) {
      at = later(at, ms);
    },
  };
}

type Form = Record<string, string | readonly string[] | undefined>;

/** Somebody with a browser: keeps cookies and sends what a same-origin page sends. */
export interface Actor {
  readonly id: string;
  readonly handle: string;
  readonly agent: Agent;
  get(path: string): Promise<Response>;
  post(path: string, form?: Form): Promise<Response>;
}

export interface TestApp {
  readonly container: Container;
  readonly clock: TestClock;
  readonly url: string;
  visitor(language?: Language): Actor;
  tester(name?: string, language?: Language): Promise<Actor>;
  qa(name?: string): Promise<Actor>;
  admin(name?: string): Promise<Actor>;
  person(name: string, roles: readonly Role[], language?: Language): Promise<Actor>;
  stop(): Promise<void>;
}

/** The whole site on a real database with a clock that only moves when told. */
export async function startTestApp(
  overrides: { clock?: TestClock; config?: Partial<Config>; log?: Logger } = {},
): Promise<TestApp> {
  const clock = overrides.clock ?? createTestClock();
  const dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-app-'));
  const read = readConfig({
    DATA_DIR: path.join(dir, 'data'),
    UPLOADS_DIR: path.join(dir, 'uploads'),
    LOG_LEVEL: 'silent',
  });
  const config: Config = {
    ...read,
    limits: { ...read.limits, guesses: { perPerson: 1000, perAddress: 10_000 } },
    ...overrides.config,
  };
  const database = await openSiteDatabase();
  const container = compose({ config, database, log: overrides.log ?? quietLog, clock });
  if (!database.hasIndexes) await syncIndexes(database.connection, quietLog);
  const server = createAppServer(createApp(container));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function actor(id: string, handle: string, language: Language): Actor {
    const agent = request
      .agent(url)
      .set('Sec-Fetch-Site', 'same-origin')
      .set('Accept', 'text/html')
      .set('Accept-Language', language)
      .set('User-Agent', 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140 Mobile');
    return {
      id,
      handle,
      agent,
      get: (to) => agent.get(to),
      post: (to, form = {}) => agent.post(to).type('form').send(form),
    };
  }

  const accounts = createAccountStore(database.connection);
  let people = 0;
  async function person(name: string, roles: readonly Role[], language: Language = 'en') {
    people += 1;
    const handle = `${name.toLowerCase().replace(/[^a-z0-9]/g, '') || 'fan'}-${people}`;
    const email = `${handle}@example.com`;
    const id = newId(clock.now());
    await accounts.addPerson({
      ...{ id, email, handle, name, roles, language, passwordHash: await HASH },
      zone: 'Asia/Shanghai',
      status: 'active',
      sessionEpoch: 0,
      createdAt: clock.now(),
    });
    const someone = actor(id, handle, language);
    await someone.post('/sign-in', { email, password: TEST_PASSWORD }).then((answer) => {
      if (answer.status !== 303) throw new Error(`sign-in of ${email} answered ${answer.status}`);
    });
    return someone;
  }

  return {
    container,
    clock,
    url,
    visitor: (language = 'en') => actor('', '', language),
    person,
    tester: (name = 'Mei', language) => person(name, ['tester'], language),
    qa: (name = 'Lin') => person(name, ['qa']),
    admin: (name = 'Ada') => person(name, ['admin']),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await container.close();
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
