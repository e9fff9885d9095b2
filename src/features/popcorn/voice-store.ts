import type { Connection } from 'mongoose';
import { newCode } from '../../kernel/ids.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored } from '../../platform/records.js';
import type { Answers, Experience } from './experience.js';
import { keyOf } from './popcorn.js';
import { experienceModel, reactionsModel } from './popcorn-schema.js';
import { REACTIONS, type Reaction } from './reaction.js';

/** So many that no two of a release are the same. */
const PLACE_LENGTH = 16;

export type VoiceStore = ReturnType<typeof createVoiceStore>;

interface Voice {
  readonly releaseId: string;
  readonly personId: string;
}

/** What people say of a release: their answers, and their reactions to its lines. */
export function createVoiceStore(connection: Connection) {
  const experiences = experienceModel(connection);
  const reactions = reactionsModel(connection);

  return {
    /** The person's own. */
    async experienceOf({ releaseId, personId }: Voice): Promise<Experience | undefined> {
      const record = await experiences.findById(keyOf(releaseId, personId)).lean();
      return record ? fromStored(record) : undefined;
    },
    /** The last answers of a person are the ones that count. */
    async keepExperience(
      { releaseId, personId }: Voice,
      answers: Answers,
      at: Date,
    ): Promise<void> {
      const write = () =>
        experiences.updateOne(
          { _id: keyOf(releaseId, personId) },
          {
            $set: { ...answers, updatedAt: at },
            $setOnInsert: { releaseId, personId, place: newCode(PLACE_LENGTH), createdAt: at },
          },
          { upsert: true },
        );
      await againIfTwin(write);
    },
    /**
     * One voice per person and line: one update moves it between the lists and counts them.
     * Undefined takes it back.
     */
    async react(
      { releaseId, personId }: Voice,
      defectRef: string,
      reaction: Reaction | undefined,
    ): Promise<void> {
      const before = (list: Reaction) => ({ $ifNull: [`$${list}`, []] });
      const listed = (list: Reaction) => ({
        [reaction === list ? '$setUnion' : '$setDifference']: [before(list), [personId]],
      });
      const lists = Object.fromEntries(REACTIONS.map((list) => [list, listed(list)]));
      const counts = { greatCount: { $size: '$great' }, needsWorkCount: { $size: '$needs_work' } };
      const write = () =>
        reactions.updateOne(
          { _id: `${releaseId}:${defectRef}` },
          [{ $set: { releaseId, defectRef, ...lists } }, { $set: counts }],
          { upsert: true, updatePipeline: true },
        );
      await againIfTwin(write);
    },
  };
}

/** Two first writes of one record: the second finds that of the first. */
async function againIfTwin(write: () => PromiseLike<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await write();
  }
}
