import { availableParallelism } from 'node:os';
import { MongoClient, type WriteConcernSettings } from 'mongodb';
import mongoose, { type Connection, type ConnectOptions, type Schema } from 'mongoose';
import type { Logger } from 'pino';
import { endWaitsOnClosedSockets } from './closed-sockets.js';

const CONNECTIONS_PER_CORE = 8;

/** The driver's own defaults hang for 15 to 40 seconds on a dead database. */
const DRIVER_OPTIONS = {
  appName: 'firstbatch',
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 5_000,
  // Otherwise a request waits without end for a connection of a pool that is being rebuilt.
  waitQueueTimeoutMS: 3_000,
  heartbeatFrequencyMS: 1_000,
  // A check a second by itself: the streamed ones were seen to stop after the engine host was killed.
  serverMonitoringMode: 'poll' as const,
  maxPoolSize: CONNECTIONS_PER_CORE * availableParallelism(),
};
const MONGOOSE_OPTIONS = {
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
  sanitizeFilter: true,
} satisfies ConnectOptions;

export interface Database {
  readonly connection: Connection;
  /** Resolves when the database answers; rejects within five seconds when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to any MongoDB URI and makes sure that acknowledged writes are journalled.
 * @throws the driver's error when nothing answers within two seconds, or an Error when the address
 * switches the journal off or the server keeps none.
 */
export async function connectDatabase(
  uri: string,
  { log }: { readonly log: Logger },
): Promise<Database> {
  endWaitsOnClosedSockets();
  const connection = mongoose.createConnection();
  connection.plugin(refuseUnknownPaths);
  connection.set('sanitizeProjection', true);
  connection.on('error', (error: Error) => {
    log.error({ err: error }, 'database connection error');
  });
  try {
    const writeConcern = lastingWriteConcern(await greet(uri));
    await connection.openUri(uri, { ...DRIVER_OPTIONS, ...MONGOOSE_OPTIONS, writeConcern });
    await assertJournal(connection);
  } catch (error) {
    await connection.destroy(true);
    throw error;
  }
  const warn = () => {
    log.warn('the database does not answer');
  };
  connection.on('disconnected', warn);
  connection.on('reconnected', () => {
    log.info('the database answers again');
  });
  return {
    connection,
    async ping() {
      await databaseOf(connection).command({ ping: 1 });
    },
    async close() {
      connection.off('disconnected', warn);
      await connection.close();
    },
  };
}

/** What a server says of itself: https://www.mongodb.com/docs/manual/reference/command/hello/ */
export interface Hello {
  /** Members of a replica set name it. */
  readonly setName?: string;
  /** `isdbgrid` where a router of a sharded cluster answers. */
  readonly msg?: string;
}

/**
 * The concern under which an acknowledged write survives a crash. On the embedded engine
 * `majority` cancels the wait for the journal and loses writes, so it is only for clusters.
 */
export const lastingWriteConcern = (hello: Hello): WriteConcernSettings =>
  hello.setName !== undefined || hello.msg === 'isdbgrid'
    ? { w: 'majority', journal: true }
    : { w: 1, journal: true };

async function greet(uri: string): Promise<Hello> {
  const client = new MongoClient(uri, { ...DRIVER_OPTIONS, maxPoolSize: 1 });
  try {
    return await client.db('admin').command({ hello: 1 });
  } finally {
    await client.close();
  }
}

/** A plugin rather than a global setting: it holds for schemas made before the connection too. */
function refuseUnknownPaths(schema: Schema): void {
  if (schema.get('strict') === true) schema.set('strict', 'throw');
  if (schema.get('strictQuery') === false) schema.set('strictQuery', 'throw');
}

/**
 * `journal=false` in an address wins over our options in the driver. A server without a journal
 * refuses any write that asks for one, even one that finds nothing.
 */
async function assertJournal(connection: Connection): Promise<void> {
  const database = databaseOf(connection);
  if (database.writeConcern?.journal !== true) {
    throw new Error('The database address may not switch the journal off');
  }
  await database.collection('journal_check').deleteOne({});
}

function databaseOf(connection: Connection): NonNullable<Connection['db']> {
  if (!connection.db) throw new Error('The database connection is closed');
  return connection.db;
}
