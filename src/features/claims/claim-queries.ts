import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import { claimId, type Claim } from './claim.js';
import { claimModel } from './claim-schema.js';

export type ClaimQueries = ReturnType<typeof createClaimQueries>;

export function createClaimQueries(connection: Connection) {
  const claims = claimModel(connection);
  return {
    async ofApplication(applicationId: string): Promise<Claim | undefined> {
      const record = await claims.findOne({ applicationId }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** How many of the first `seats` places of the quota are somebody's; read from the ids alone. */
    countSeats: (roundId: string, quota: string, seats: number): Promise<number> =>
      claims.countDocuments({
        _id: trusted({ $gte: claimId(roundId, quota, 1), $lte: claimId(roundId, quota, seats) }),
      }),
  };
}
