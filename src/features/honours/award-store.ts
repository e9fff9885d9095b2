import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { toStored } from '../../platform/records.js';
import type { Award } from './award.js';
import { awardModel } from './award-schema.js';

export type AwardStore = ReturnType<typeof createAwardStore>;

/** Awards are only ever added. */
export function createAwardStore(connection: Connection) {
  const awards = awardModel(connection);
  return {
    /** False when the person has the badge already. */
    async add(award: Award): Promise<boolean> {
      try {
        await awards.create(toStored(award));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'person_badge_unique')) return false;
        throw error;
      }
    },
  };
}
