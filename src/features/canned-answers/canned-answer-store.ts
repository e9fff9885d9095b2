import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { cannedAnswerModel, type CannedAnswerRecord } from './canned-answer-schema.js';
import { ANSWERS_MAX, type CannedAnswer } from './canned-answer.js';

export type CannedAnswerStore = ReturnType<typeof createCannedAnswerStore>;
type Edit = Pick<CannedAnswer, 'updatedById' | 'updatedAt'> &
  Partial<Pick<CannedAnswer, 'name' | 'text' | 'kinds' | 'retiredAt'>>;

/** Few enough to be read whole: there is one list, and everybody chooses from all of it. */
export function createCannedAnswerStore(connection: Connection) {
  const answers = cannedAnswerModel(connection);
  const found = (record: CannedAnswerRecord | null): CannedAnswer | undefined =>
    record ? fromStored(record) : undefined;
  return {
    /** False when the reference is taken. */
    async add(answer: CannedAnswer): Promise<boolean> {
      try {
        await answers.create(toStored(answer));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'ref_unique')) return false;
        throw error;
      }
    },
    async byRef(ref: string): Promise<CannedAnswer | undefined> {
      return found(await answers.findOne({ ref }).lean());
    },
    /** Those in use, or the retired ones, by reference. */
    async list(isRetired: boolean): Promise<readonly CannedAnswer[]> {
      const records = await answers
        .find({ retiredAt: isRetired ? trusted({ $ne: null }) : null })
        .sort(isRetired ? { retiredAt: -1, ref: -1 } : { retiredAt: 1, ref: 1 })
        .hint('by_state')
        .limit(ANSWERS_MAX)
        .lean();
      return records.map(fromStored);
    },
    /** False when somebody else wrote a newer one, or there is none. */
    async edit({ ref, revision }: Pick<CannedAnswer, 'ref' | 'revision'>, edit: Edit) {
      const { matchedCount } = await answers.updateOne(
        { ref, revision },
        { $set: edit, $inc: { revision: 1 } },
      );
      return matchedCount === 1;
    },
  };
}
