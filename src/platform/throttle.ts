import { Schema, trusted, type Connection } from 'mongoose';
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequests } from '../kernel/errors.js';
import { hmac } from '../kernel/ids.js';
import { recordOptions } from './records.js';

export interface Throttle {
  /** Takes one try or throws TooManyRequests with the seconds until the next. */
  take(key: string): Promise<void>;
  /** Gives the tries back, after a success. */
  forget(key: string): Promise<void>;
}

export interface ThrottleDeps {
  readonly connection: Connection;
  readonly secret: string;
}

/** As the library writes it; the schema is here for its index. */
interface ThrottleRecord {
  key: string;
  points: number;
  expire: Date | null;
}
const throttleSchema = new Schema<ThrottleRecord>(
  { key: String, points: Number, expire: Date },
  recordOptions,
);
throttleSchema.index({ key: 1 }, { unique: true, name: 'key_unique' });
throttleSchema.index({ expire: 1 }, { name: 'by_expiry' });
const throttleModel = (connection: Connection) =>
  connection.model<ThrottleRecord>('Throttle', throttleSchema, 'throttles');

/** The embedded engine never expires documents by itself. */
export async function sweepThrottles(connection: Connection, now: Date): Promise<void> {
  await throttleModel(connection).deleteMany({ expire: trusted({ $lt: now }) });
}

/**
 * Counts tries in the database, so that several web processes share them, and in memory while the
 * database is away. Keys are hashed: no address and no e-mail is stored here.
 */
export function createThrottle(
  deps: ThrottleDeps,
  rule: { name: string; tries: number; seconds: number },
): Throttle {
  const options = { points: rule.tries, duration: rule.seconds, keyPrefix: rule.name };
  const limiter = new RateLimiterMongo({
    ...options,
    storeClient: deps.connection.getClient(),
    dbName: deps.connection.name,
    tableName: throttleModel(deps.connection).collection.collectionName,
    // `syncIndexes` makes them.
    disableIndexesCreation: true,
    insuranceLimiter: new RateLimiterMemory(options),
  });
  const hashed = (key: string) => hmac(deps.secret, 'throttle', key).slice(0, 32);
  return {
    async take(key) {
      try {
        await limiter.consume(hashed(key));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new TooManyRequests(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      }
    },
    async forget(key) {
      await limiter.delete(hashed(key));
    },
  };
}
