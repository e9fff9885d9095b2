/** Keyset paging: a cursor is the sort key of the last row seen, never a number of rows to skip. */
export interface PageRequest {
  readonly after: string | undefined;
  readonly size: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The cursor of the next page, absent on the last one. */
  readonly next: string | undefined;
}

/** Cuts `size + 1` fetched rows to a page; the extra row only tells that there is more. */
export function toPage<Row>(
  fetched: readonly Row[],
  size: number,
  cursorOf: (row: Row) => string,
): Page<Row> {
  const rows = fetched.slice(0, size);
  const last = rows.at(-1);
  return { rows, next: fetched.length > size && last ? cursorOf(last) : undefined };
}

export const encodeCursor = (...parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** Returns undefined for anything that `encodeCursor` did not make; the list then starts at its top. */
export function decodeCursor(cursor: string | undefined, length: number): unknown[] | undefined {
  if (!cursor) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) && parts.length === length ? parts : undefined;
  } catch {
    return undefined;
  }
}
