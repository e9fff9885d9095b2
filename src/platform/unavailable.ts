import { Unavailable } from '../kernel/errors.js';

/** Names of the driver's and Mongoose's errors that mean "nobody answered", not "you asked wrong". */
const DOWN_NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoServerClosedError',
  'MongooseServerSelectionError',
  'DisconnectedError',
]);

/** A socket that dies under a write reaches us as Node's own error, not as the driver's. */
const DOWN_CODES = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED']);

/** The driver's own labels for a server that steps down or shuts down. */
const DOWN_LABELS = ['RetryableWriteError', 'TransientTransactionError', 'ResetPool'];

/**
 * True when the database did not answer in time or is going away. The write may still have been
 * applied, so the caller may retry only with the same client key.
 */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (DOWN_NAMES.has(error.name) || hasDownCode(error) || hasDownLabel(error)) return true;
  if (isBrokenOff(error)) return true;
  return isDatabaseDown(error.cause);
}

/** The 503 for a database that is down, any other error as it is. */
export function asUnavailable(error: unknown): unknown {
  if (!isDatabaseDown(error)) return error;
  return Object.assign(new Unavailable(), { cause: error });
}

const hasDownCode = (error: Error): boolean =>
  'code' in error && typeof error.code === 'string' && DOWN_CODES.has(error.code);

/** A bulk write that lost its connection: the driver keeps the fields of that error, not its name. */
const isBrokenOff = (error: Error): boolean =>
  error.name === 'MongoBulkWriteError' && 'beforeHandshake' in error;

const hasDownLabel = (error: Error): boolean =>
  'errorLabelSet' in error &&
  error.errorLabelSet instanceof Set &&
  DOWN_LABELS.some((label) => (error.errorLabelSet as Set<unknown>).has(label));
