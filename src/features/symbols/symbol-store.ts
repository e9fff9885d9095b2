import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { symbolModel } from './symbol-schema.js';
import type { SymbolFile } from './symbol.js';

export type SymbolStore = ReturnType<typeof createSymbolStore>;

export function createSymbolStore(connection: Connection) {
  const symbols = symbolModel(connection);
  return {
    /** False when a file of this kind and key is there already. */
    async add(file: SymbolFile): Promise<boolean> {
      try {
        await symbols.create(toStored(file));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'kind_key_unique')) return false;
        throw error;
      }
    },
    async byKey({ kind, key }: Pick<SymbolFile, 'kind' | 'key'>): Promise<SymbolFile | undefined> {
      const record = await symbols.findOne({ kind, key }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** False when it was not there. */
    async remove(id: string): Promise<boolean> {
      return (await symbols.deleteOne({ _id: id })).deletedCount === 1;
    },
    /** Those of the hashes that a file has. */
    async referencedHashes(hashes: readonly string[]): Promise<ReadonlySet<string>> {
      return new Set(await symbols.distinct('sha256', { sha256: trusted({ $in: [...hashes] }) }));
    },
  };
}
