import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import type { Crash } from './crash-group.js';
import { crashModel } from './crash-schema.js';

/** What symbols change of a stored crash; `keys` are added to those it has. */
export type Naming = Pick<
  Crash,
  'title' | 'exception' | 'outerException' | 'frames' | 'outerFrames' | 'parts' | 'keys' | 'wants'
>;

export type NamingStore = ReturnType<typeof createNamingStore>;

export function createNamingStore(connection: Connection) {
  const crashes = crashModel(connection);
  return {
    /** Crashes after `after` that want a symbol file of one of these names, the oldest first. */
    async waiting(
      names: readonly string[],
      after: string,
      limit: number,
    ): Promise<readonly Crash[]> {
      const records = await crashes
        .find({ wants: trusted({ $in: [...names] }), _id: trusted({ $gt: after }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return records.map(fromStored);
    },
    async name(id: string, { keys, ...named }: Naming): Promise<void> {
      await crashes.updateOne(
        { _id: id },
        { $set: named, $addToSet: { keys: { $each: [...keys] } } },
      );
    },
  };
}
