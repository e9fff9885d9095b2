import { availableParallelism } from 'node:os';
import mongoose, { type Connection, type ConnectOptions, type Schema } from 'mongoose';
import type { Logger } from 'pino';

const CONNECTIONS_PER_CORE = 8;

/**
 * The driver's own defaults hang for 15 to 40 seconds on a dead database, and its default write
 * concern loses acknowledged writes when the embedded engine is killed. `majority` is what a
 * replica set needs on top of the journal and means the same as 1 on a single server.
 */
const OPTIONS = {
  appName: 'firstbatch',
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 5_000,
  heartbeatFrequencyMS: 1_000,
  maxPoolSize: CONNECTIONS_PER_CORE * availableParallelism(),
  writeConcern: { w: 'majority', journal: true },
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
 * @throws the driver's error when nothing answers within two seconds, or an Error when the server
 * keeps no journal.
 */
export async function connectDatabase(
  uri: string,
  { log }: { readonly log: Logger },
): Promise<Database> {
  const connection = mongoose.createConnection();
  connection.plugin(refuseUnknownPaths);
  connection.set('sanitizeProjection', true);
  connection.on('error', (error: Error) => {
    log.error({ err: error }, 'database connection error');
  });
  try {
    await connection.openUri(uri, OPTIONS);
    await assertJournal(connection);
  } catch (error) {
    await connection.destroy(true);
    throw error;
  }
  connection.on('disconnected', () => {
    log.warn('the database does not answer');
  });
  connection.on('reconnected', () => {
    log.info('the database answers again');
  });
  return {
    connection,
    async ping() {
      await databaseOf(connection).command({ ping: 1 });
    },
    async close() {
      connection.removeAllListeners('disconnected');
      await connection.close();
    },
  };
}

/** A plugin rather than a global setting: it holds for schemas made before the connection too. */
function refuseUnknownPaths(schema: Schema): void {
  if (schema.get('strict') === true) schema.set('strict', 'throw');
  if (schema.get('strictQuery') === false) schema.set('strictQuery', 'throw');
}

/** A server without a journal refuses any write that asks for one, even one that finds nothing. */
async function assertJournal(connection: Connection): Promise<void> {
  const database = databaseOf(connection);
  if (database.writeConcern?.journal !== true) throw new Error('The journal is off');
  await database.collection('journal_check').deleteOne({});
}

function databaseOf(connection: Connection): NonNullable<Connection['db']> {
  if (!connection.db) throw new Error('The database connection is closed');
  return connection.db;
}
