import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectDatabase, type Database } from '../../src/platform/database.js';
import { startEngine } from '../../src/platform/engine/engine.js';
import { quietLog } from './database.js';
import { seedSite, type SeededSite } from './seed-site.js';

/** The built site as people run it, in a process of its own with the embedded engine under it. */
export interface SiteProcess {
  readonly pid: number;
  readonly url: string;
  /** Resolves with the exit status, null after a signal, once the process is gone. */
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export const siteEnv = (dir: string) => ({
  DATA_DIR: path.join(dir, 'data'),
  UPLOADS_DIR: path.join(dir, 'uploads'),
  LOG_LEVEL: 'fatal',
  PORT: '0',
});

/** Seeds the site of `dir` before it runs; `uri` leads to its database whenever it does. */
export async function seedSiteIn(dir: string): Promise<SeededSite & { readonly uri: string }> {
  const env = siteEnv(dir);
  const engine = await startEngine({
    dataDir: path.join(env.DATA_DIR, 'database'),
    cacheDir: path.resolve('.cache'),
    log: quietLog,
  });
  const database = await connectDatabase(engine.uri, { log: quietLog });
  const seeded = await seedSite(database, env);
  await database.close();
  await engine.stop();
  return { ...seeded, uri: engine.uri };
}

/** Resolves when it serves; `more` says other than that it has an engine of its own. */
export async function startSite(
  dir: string,
  more: Readonly<Record<string, string>> = {},
): Promise<SiteProcess> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    env: { ...process.env, NODE_ENV: 'production', MONGODB_URI: '', ...siteEnv(dir), ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const url = await Promise.race([
    firstAddress(child.stdout),
    ended.then((code) => {
      throw new Error(`The site ended with ${String(code)} before it served`);
    }),
  ]);
  return { pid: child.pid ?? 0, url, ended, kill: (signal) => child.kill(signal) };
}

const firstAddress = (output: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [url] = /http:\/\/[\w.]+:\d+/.exec(text) ?? [];
      if (url) resolve(url);
    });
  });

export const connectTo = (uri: string): Promise<Database> =>
  connectDatabase(uri, { log: quietLog });

/** Only there can the children of a process be asked for without another program. */
export const canSeeProcesses = process.platform === 'linux';

/** All processes that the process started, and those that they started. */
export function descendantsOf(pid: number): { readonly pid: number; readonly command: string }[] {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => describe(name) ?? [])
    .filter(({ parent }) => parent === pid);
  return found.flatMap((child) => [child, ...descendantsOf(child.pid)]);
}

/** Undefined for a process that ended while it was looked at. */
function describe(name: string) {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid: Number(name), parent, command };
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Asks again until it holds. */
export async function until(holds: () => boolean, what: string, withinMs = 30_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${withinMs} ms`);
    await wait(20);
  }
}
