import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Application } from './application.js';
import { applicationModel } from './round-schema.js';

export type ApplicationStore = ReturnType<typeof createApplicationStore>;

/** What a person may change about their application. */
export type ApplicationChanges = Pick<Application, 'answers' | 'city' | 'updatedAt'>;

export function createApplicationStore(connection: Connection) {
  const applications = applicationModel(connection);

  /** Undefined when the person has none; one that was withdrawn is submitted again. */
  async function resubmit(
    roundId: string,
    personId: string,
    changes: ApplicationChanges,
  ): Promise<Application | undefined> {
    const record = await applications
      .findOneAndUpdate(
        { roundId, personId },
        { $set: { ...changes, state: 'submitted' } },
        { returnDocument: 'after' },
      )
      .lean();
    return record ? fromStored(record) : undefined;
  }

  return {
    resubmit,
    /** Of several at once one is added and the others become changes of it. */
    async add(fresh: Application): Promise<Application> {
      try {
        await applications.create(toStored(fresh));
        return fresh;
      } catch (error) {
        if (!isDuplicateKey(error, 'round_person_unique')) throw error;
        const { roundId, personId, answers, city, updatedAt } = fresh;
        const kept = await resubmit(roundId, personId, { answers, city, updatedAt });
        if (!kept) throw error;
        return kept;
      }
    },
    /** False when there is none; withdrawing twice is the same as once. */
    async withdraw(roundId: string, personId: string, at: Date): Promise<boolean> {
      const { matchedCount } = await applications.updateOne(
        { roundId, personId },
        { $set: { state: 'withdrawn', updatedAt: at } },
      );
      return matchedCount === 1;
    },
  };
}
