import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { handOverModel, type HandOverRecord } from './hand-over-schema.js';
import type { Finding, HandOver, HandOverAttempt } from './hand-over.js';

export type HandOverStore = ReturnType<typeof createHandOverStore>;

/** Opening races only against the same giver's other tab. */
const OPEN_ATTEMPTS = 5;
/** Attempts kept of one hand-over; five tries lock it, the rest are tries at a closed door. */
const KEPT_ATTEMPTS = 50;
const SHOWN = 20;

export function createHandOverStore(connection: Connection) {
  const handOvers = handOverModel(connection);
  const found = (record: HandOverRecord | null): HandOver | undefined =>
    record ? fromStored(record) : undefined;

  return {
    /** Voids the one that was open before; of two opened at once the later stays. */
    async open(fresh: HandOver): Promise<boolean> {
      for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
        await handOvers.updateMany(
          { unitId: fresh.unitId, state: 'open' },
          { $set: { state: 'voided' } },
        );
        try {
          await handOvers.create(toStored(fresh));
          return true;
        } catch (error) {
          if (!isDuplicateKey(error, 'open_unique')) throw error;
        }
      }
      return false;
    },

    async byKey(key: string): Promise<HandOver | undefined> {
      return found(await handOvers.findOne({ key }).lean());
    },

    /** The latest of the unit, newest first; of one giver only when named. */
    async ofUnit(unitId: string, giverId?: string): Promise<readonly HandOver[]> {
      const rows = await handOvers
        .find({ unitId, ...(giverId === undefined ? {} : { giverId }) })
        .sort({ _id: -1 })
        .limit(SHOWN)
        .lean();
      return rows.map(fromStored);
    },

    /** Takes one try before the code is compared, so that parallel guesses count as well. */
    async takeTry(id: string, now: Date): Promise<HandOver | undefined> {
      const record = await handOvers
        .findOneAndUpdate(
          {
            _id: id,
            state: 'open',
            triesLeft: trusted({ $gt: 0 }),
            expiresAt: trusted({ $gt: now }),
          },
          { $inc: { triesLeft: -1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return found(record);
    },

    async recordAttempt(id: string, attempt: HandOverAttempt): Promise<void> {
      await handOvers.updateOne(
        { _id: id },
        { $push: { attempts: { $each: [attempt], $slice: -KEPT_ATTEMPTS } } },
      );
    },

    async close(id: string, state: 'locked' | 'cancelled'): Promise<boolean> {
      const { modifiedCount } = await handOvers.updateOne(
        { _id: id, state: 'open' },
        { $set: { state } },
      );
      return modifiedCount === 1;
    },

    /** The unit has moved already: this only writes down that it did. */
    async finish(
      id: string,
      done: { readonly receiverId: string; readonly received: Finding; readonly doneAt: Date },
    ): Promise<void> {
      await handOvers.updateOne({ _id: id }, { $set: { ...done, state: 'done' } });
    },
  };
}
