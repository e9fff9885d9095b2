import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import { symbolModel } from './symbol-schema.js';
import type { SymbolFile } from './symbol.js';

const PAGE_SIZE = 20;

export type SymbolQueries = ReturnType<typeof createSymbolQueries>;

export function createSymbolQueries(connection: Connection) {
  const symbols = symbolModel(connection);
  return {
    /** The latest first. */
    async page(after: string | undefined): Promise<Page<SymbolFile>> {
      const cursor = decodeCursor(after, 1);
      const records = await symbols
        .find(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {})
        .sort({ _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(records.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
    },
    /** Files known by any of the names, the latest first. */
    async byNames(
      names: readonly string[],
    ): Promise<readonly Pick<SymbolFile, 'kind' | 'names' | 'sha256'>[]> {
      if (names.length === 0) return [];
      return symbols
        .find({ names: trusted({ $in: [...names] }) }, { _id: 0, kind: 1, names: 1, sha256: 1 })
        .sort({ _id: -1 })
        .lean();
    },
    /** Every name that a file is known by. */
    allNames: (): Promise<readonly string[]> => symbols.distinct('names'),
  };
}
