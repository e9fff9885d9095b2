import { trusted, type Connection } from 'mongoose';
import { later } from '../../kernel/clock.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { ANSWERING_MS, BEAT_MS, type Answering } from './answering.js';
import { answeringModel } from './answering-schema.js';

/** More than can sit at their desks; a bound for the read. */
const MOST = 500;

export type AnsweringStore = ReturnType<typeof createAnsweringStore>;

/** Who is answering, kept in the database so that all processes agree. */
export function createAnsweringStore(connection: Connection) {
  const answering = answeringModel(connection);
  return {
    /** False when it was noted a moment ago. */
    async note(ref: string, personId: string, now: Date): Promise<boolean> {
      const expiresAt = later(now, ANSWERING_MS);
      const stale = trusted({ $lt: later(expiresAt, -BEAT_MS) });
      try {
        await answering.updateOne(
          { _id: `${ref}:${personId}`, expiresAt: stale },
          { $set: { expiresAt }, $setOnInsert: { ref, personId } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // The record is there and is not stale, so the upsert would make it twice.
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Who answers now, by report; only of those reports, or of all. */
    async now(at: Date, refs?: readonly string[]): Promise<Answering> {
      const rows = await answering
        .find({
          expiresAt: trusted({ $gt: at }),
          ...(refs ? { ref: trusted({ $in: [...refs] }) } : {}),
        })
        .hint('by_expiry')
        .sort({ expiresAt: 1 })
        .limit(MOST)
        .lean();
      const found = new Map<string, string[]>();
      for (const { ref, personId } of rows)
        found.set(ref, [...(found.get(ref) ?? []), personId].sort());
      return found;
    },
    async sweep(at: Date): Promise<void> {
      await answering.deleteMany({ expiresAt: trusted({ $lte: at }) });
    },
  };
}
