import { trusted, type Connection } from 'mongoose';
import { applicationModel } from './round-schema.js';

const SPELLINGS_MAX = 10_000;

/** Where people are, by what they wrote in their applications. */
export function createCityQueries(connection: Connection) {
  const applications = applicationModel(connection);
  return {
    /** Submitted applications of all rounds by city as it was spelt. */
    async spellings(): Promise<readonly { readonly city: string; readonly count: number }[]> {
      const rows = await applications.aggregate<{ _id: string; count: number }>([
        { $match: { state: 'submitted' } },
        { $group: { _id: '$city', people: { $addToSet: '$personId' } } },
        { $project: { count: { $size: '$people' } } },
        { $sort: { count: -1, _id: 1 } },
        { $limit: SPELLINGS_MAX },
      ]);
      return rows.map(({ _id, count }) => ({ city: _id, count }));
    },
    /** The city of each person's newest application; who never applied is not in the map. */
    async ofPeople(personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (personIds.length === 0) return new Map();
      const rows = await applications
        .find({ personId: trusted({ $in: [...new Set(personIds)] }) }, { personId: 1, city: 1 })
        .sort({ _id: 1 })
        .lean();
      return new Map(rows.map(({ personId, city }) => [personId, city]));
    },
  };
}
