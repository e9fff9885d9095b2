import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Application, SetAside } from './application.js';
import { applicationModel, type ApplicationRecord } from './round-schema.js';

export type ApplicationStore = ReturnType<typeof createApplicationStore>;

/** What a person may change about their application. */
export type ApplicationChanges = Pick<
  Application,
  'answers' | 'city' | 'contact' | 'marks' | 'updatedAt'
>;

export function createApplicationStore(connection: Connection) {
  const applications = applicationModel(connection);

  /**
   * Changes the application of the person, unless it was set aside.
   * @returns it as it is now, undefined when there is none
   */
  async function change(
    roundId: string,
    personId: string,
    changes: Partial<ApplicationRecord>,
  ): Promise<Application | undefined> {
    const record =
      (await applications
        .findOneAndUpdate(
          { roundId, personId, state: trusted({ $ne: 'set_aside' }) },
          { $set: changes },
          { returnDocument: 'after' },
        )
        .lean()) ?? (await applications.findOne({ roundId, personId }).lean());
    return record ? fromStored(record) : undefined;
  }
  const resubmit = (roundId: string, personId: string, changes: ApplicationChanges) =>
    change(roundId, personId, { ...changes, state: 'submitted' });

  return {
    /** Undefined when the person has none; one that was withdrawn is submitted again. */
    resubmit,
    /** Of several at once one is added and the others become changes of it. */
    async add(fresh: Application): Promise<Application> {
      try {
        await applications.create(toStored(fresh));
        return fresh;
      } catch (error) {
        if (!isDuplicateKey(error, 'round_person_unique')) throw error;
        const { roundId, personId, answers, city, contact, marks, updatedAt } = fresh;
        const changes = { answers, city, contact, marks, updatedAt };
        const kept = await resubmit(roundId, personId, changes);
        if (!kept) throw error;
        return kept;
      }
    },
    /** Undefined when there is none; withdrawing twice is the same as once. */
    withdraw: (roundId: string, personId: string, at: Date) =>
      change(roundId, personId, { state: 'withdrawn', updatedAt: at }),
    /** False unless the application is in that round and submitted. */
    async setAside(roundId: string, ref: string, setAside: SetAside): Promise<boolean> {
      const { matchedCount } = await applications.updateOne(
        { roundId, ref, state: 'submitted' },
        { $set: { state: 'set_aside', setAside } },
      );
      return matchedCount === 1;
    },
    /** False unless the application is in that round and set aside. */
    async takeBack(roundId: string, ref: string): Promise<boolean> {
      const { matchedCount } = await applications.updateOne(
        { roundId, ref, state: 'set_aside' },
        { $set: { state: 'submitted', setAside: null } },
      );
      return matchedCount === 1;
    },
  };
}
