import { Unavailable } from '../../kernel/errors.js';

/** Nobody waits longer: the outcome is unknown then, and the next try finds it. */
export const PATIENCE_MS = 3_000;
export const RETRY_SECONDS = 2;

/**
 * The value of `work`, or Unavailable when it takes too long. The work goes on; a database that
 * dies at a bad moment may leave a call without any end.
 */
export function within<T>(work: Promise<T>, ms = PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Unavailable(RETRY_SECONDS));
    }, ms);
    work.then(resolve, reject).finally(() => {
      clearTimeout(late);
    });
  });
}
