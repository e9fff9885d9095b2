const DUPLICATE_KEY = 11000;

/** The server's sentence: `E11000 duplicate key error collection: db.units index: NAME dup key: …`;
 *  the stored values come after the name, so the first match is never a person's text. */
const INDEX_NAME = / index: (\S+) dup key/;

/**
 * True when a unique index refused the write: any one, or the one named. Stores turn this into a
 * Conflict, or into success when the key is the client's own retry key.
 */
export function isDuplicateKey(error: unknown, indexName?: string): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== DUPLICATE_KEY) return false;
  return indexName === undefined || INDEX_NAME.exec(error.message)?.[1] === indexName;
}
