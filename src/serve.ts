import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createApp, createAppServer } from './app.js';
import { compose, type Container } from './compose.js';
import type { Config } from './config.js';
import { systemClock, type Clock } from './kernel/clock.js';
import { connectDatabase } from './platform/database.js';
import { startEngine } from './platform/engine/engine.js';
import { requireIndexes, syncIndexes } from './platform/index-sync.js';
import { createLogger, type Logger } from './platform/logger.js';

/** Everything that was started ends within this time after SIGTERM, children too. */
const SHUTDOWN_MS = 15_000;
/** Connections still busy after this are cut, which leaves time to close the database. */
const DRAIN_MS = 6_000;
/** A first-come round opens for thousands in one second; the system may allow fewer. */
const LISTEN_BACKLOG = 4_096;

export interface Site {
  readonly url: string;
  /** Where the first admin is made; absent once there is one. */
  readonly setupLink: string | undefined;
  readonly container: Container;
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly clock?: Clock;
  /** Runs before the first request is taken: the story fills the database here. */
  readonly prepare?: (container: Container) => Promise<void>;
}

/** The database of the settings; `stop` ends the embedded engine, where there is one. */
export async function openDatabase(config: Config, log: Logger) {
  const engine = config.mongodbUri
    ? undefined
    : await startEngine({
        dataDir: path.join(config.dataDir, 'database'),
        cacheDir: config.cacheDir,
        log,
      });
  const database = await connectDatabase(config.mongodbUri ?? engine?.uri ?? '', { log });
  return {
    database,
    isEmbedded: engine !== undefined,
    async stop(): Promise<void> {
      await database.close();
      await engine?.stop();
    },
  };
}

/** Engine, database, features, jobs, HTTP, signals: the whole process in the order it starts. */
export async function serve(config: Config, options: ServeOptions = {}): Promise<Site> {
  const log = createLogger(config.logLevel);
  const { database, isEmbedded, stop: closeDatabase } = await openDatabase(config, log);
  const container = compose({ config, database, log, clock: options.clock ?? systemClock });
  if (isEmbedded) await syncIndexes(database.connection, log);
  else await requireIndexes(database.connection);
  await options.prepare?.(container);

  const server = createAppServer(createApp(container));
  server.listen({ port: config.port, host: config.host, backlog: LISTEN_BACKLOG });
  await once(server, 'listening');
  container.jobs.start();

  async function shutDown(): Promise<void> {
    container.state.isStopping = true;
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      container.responder.endStreams();
      server.closeIdleConnections();
    });
    clearTimeout(cut);
    await container.close();
    await closeDatabase();
  }
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= shutDown());

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'shutdown failed');
          process.exit(1);
        },
      );
    });
  }

  const { port } = server.address() as AddressInfo;
  const url = config.baseUrl ?? `http://${config.host}:${port}`;
  const token = await container.accounts.service.offerSetup();
  return { url, setupLink: token && `${url}/setup/${token}`, container, stop };
}
