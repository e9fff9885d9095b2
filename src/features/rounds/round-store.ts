import { trusted, type Connection } from 'mongoose';
import { InvalidInput } from '../../kernel/errors.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { roundModel } from './round-schema.js';
import type { Round } from './round.js';

export type RoundStore = ReturnType<typeof createRoundStore>;

/** What an edit may replace. */
export type RoundChanges = Partial<
  Omit<Round, 'id' | 'slug' | 'programId' | 'modelCode' | 'revision' | 'createdAt'>
>;

export function createRoundStore(connection: Connection) {
  const rounds = roundModel(connection);
  return {
    async add(round: Round): Promise<void> {
      try {
        await rounds.create(toStored(round));
      } catch (error) {
        if (isDuplicateKey(error, 'slug_unique'))
          throw new InvalidInput({ slug: { code: 'rounds.slug_taken' } });
        throw error;
      }
    },
    async byId(id: string): Promise<Round | undefined> {
      const record = await rounds.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    async bySlug(slug: string): Promise<Round | undefined> {
      const record = await rounds.findOne({ slug }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** False when the round was edited since `revision`, or its list was taken since it was read. */
    async change(
      { id, frozenAt, decidedAt }: Pick<Round, 'id' | 'frozenAt' | 'decidedAt'>,
      revision: number,
      changes: RoundChanges,
    ): Promise<boolean> {
      const { matchedCount } = await rounds.updateOne(
        { _id: id, revision, frozenAt, decidedAt },
        { $set: changes, $inc: { revision: 1 } },
      );
      return matchedCount === 1;
    },
    /** False when the round is published already or its time is over. */
    async publish(id: string, at: Date): Promise<boolean> {
      const { matchedCount } = await rounds.updateOne(
        { _id: id, publishedAt: null, closesAt: trusted({ $gt: at }) },
        { $set: { publishedAt: at }, $inc: { revision: 1 } },
      );
      return matchedCount === 1;
    },
    /**
     * Writes a moment of the round's life down, once: a second time changes nothing. True for
     * whoever came first.
     */
    async record(
      id: string,
      moment: 'frozenAt' | 'decidedAt' | 'runningAt',
      at: Date,
    ): Promise<boolean> {
      const { modifiedCount } = await rounds.updateOne(
        { _id: id, [moment]: null },
        { $set: { [moment]: at } },
      );
      return modifiedCount === 1;
    },
    /** False for a draft and for a round that has ended. */
    async end(id: string, at: Date): Promise<boolean> {
      const { matchedCount } = await rounds.updateOne(
        { _id: id, publishedAt: trusted({ $ne: null }), endedAt: null },
        { $set: { endedAt: at }, $inc: { revision: 1 } },
      );
      return matchedCount === 1;
    },
  };
}
