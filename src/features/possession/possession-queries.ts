import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import type { Challenge, ChallengeState } from './challenge.js';
import { challengeModel } from './possession-schema.js';

/** Rows of one list of the admin's page. */
const LISTED = 50;

export type PossessionQueries = ReturnType<typeof createPossessionQueries>;

export function createPossessionQueries(connection: Connection) {
  const challenges = challengeModel(connection);
  return {
    /** The latest challenge of each unit with the person who holds it now. */
    async latestOf(
      units: readonly { readonly id: string; readonly holderId: string }[],
    ): Promise<ReadonlyMap<string, Challenge>> {
      const rows = await challenges
        .find({
          unitId: trusted({ $in: units.map(({ id }) => id) }),
          personId: trusted({ $in: [...new Set(units.map(({ holderId }) => holderId))] }),
        })
        .sort({ _id: 1 })
        .lean();
      const holders = new Map(units.map(({ id, holderId }) => [id, holderId]));
      return new Map(
        rows
          .filter(({ unitId, personId }) => holders.get(unitId) === personId)
          .map((row) => [row.unitId, fromStored(row)]),
      );
    },
    /** In the order of their deadlines. */
    async inState(state: ChallengeState, since: Date): Promise<readonly Challenge[]> {
      const rows = await challenges
        .find({ state, expiresAt: trusted({ $gte: since }) })
        .sort({ expiresAt: 1 })
        .limit(LISTED)
        .lean();
      return rows.map(fromStored);
    },
    /** What the person has to answer now. */
    async openOf(personId: string): Promise<readonly Challenge[]> {
      const rows = await challenges
        .find({ personId, isOpen: true })
        .sort({ _id: 1 })
        .limit(LISTED)
        .lean();
      return rows.map(fromStored);
    },
  };
}
