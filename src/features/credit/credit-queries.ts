import { trusted, type Connection } from 'mongoose';
import type { Change } from '../../platform/changes.js';
import { fromStored } from '../../platform/records.js';
import type { CreditEntry } from './credit.js';
import { creditModel } from './credit-schema.js';

/** Far more than limits let anybody collect in a programme. */
const PERSON_MAX = 20_000;

export type CreditQueries = ReturnType<typeof createCreditQueries>;

export function createCreditQueries(connection: Connection) {
  const entries = creditModel(connection);
  return {
    /** Everything ever written of the person: what counts follows from all of it. */
    async ofPerson(personId: string): Promise<readonly CreditEntry[]> {
      const rows = await entries
        .find({ personId })
        .sort({ at: -1, _id: -1 })
        .limit(PERSON_MAX)
        .lean();
      return rows.map(fromStored);
    },
    async ofPeople(personIds: readonly string[]): Promise<readonly CreditEntry[]> {
      const rows = await entries.find({ personId: trusted({ $in: [...personIds] }) }).lean();
      return rows.map(fromStored);
    },
    /** Lines recorded after the mark, the oldest first. */
    async since(mark: Change | undefined, limit: number): Promise<readonly CreditEntry[]> {
      const beyond = mark && {
        $or: [
          { recordedAt: trusted({ $gt: mark.at }) },
          { recordedAt: mark.at, _id: trusted({ $gt: mark.id }) },
        ],
      };
      const rows = await entries
        .find(beyond ?? {})
        .sort({ recordedAt: 1, _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(fromStored);
    },
  };
}
