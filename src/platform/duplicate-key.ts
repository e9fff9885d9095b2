const DUPLICATE_KEY = 11000;

/** The server's sentence: `E11000 duplicate key error collection: db.units index: NAME dup key: …`;
 *  the stored values come after the name, so the first match is never a person's text. */
const INDEX_NAME = / index: (\S+) dup key/;

interface Refused {
  readonly code?: unknown;
  readonly message?: string;
  /** The same in the list of a batch. */
  readonly errmsg?: string;
}

/**
 * True when a unique index refused the write: any one, or the one named. Of a batch only when that
 * is all that was refused in it. Stores turn this into a Conflict, or into success when the key is
 * the client's own retry key.
 */
export function isDuplicateKey(error: unknown, indexName?: string): boolean {
  if (!(error instanceof Error)) return false;
  return refusalsIn(error).every(({ code, errmsg, message = errmsg ?? '' }) => {
    const isNamed = indexName === undefined || INDEX_NAME.exec(message)?.[1] === indexName;
    return code === DUPLICATE_KEY && isNamed;
  });
}

/** A batch throws the first of its refusals, with the list of all. */
function refusalsIn(error: Refused & { readonly writeErrors?: unknown }): readonly Refused[] {
  const { writeErrors } = error;
  const listed = (Array.isArray(writeErrors) ? writeErrors : []) as readonly Refused[];
  return listed.length > 0 ? listed : [error];
}
