import type { Clock } from '../../kernel/clock.js';
import {
  quotaOfSeat,
  type Application,
  type CandidateSource,
  type IneligibilityReason,
  type Round,
  type Rounds,
} from '../rounds/index.js';
import type { Claim } from './claim.js';
import type { ClaimStore } from './claim-store.js';

export interface SourceDeps {
  readonly claims: Pick<ClaimStore, 'calledTo' | 'callNext' | 'passOver' | 'skip'>;
  readonly applications: Pick<Rounds['applications'], 'byId'>;
  readonly reasonsAgainst: (
    round: Round,
    application: Application,
  ) => Promise<readonly IneligibilityReason[]>;
  readonly clock: Clock;
}

/**
 * Seats of first-come quotas go to claims by place: those who have a seat number first, then the
 * waitlist. Whoever withdrew or may have no seat any more is passed over.
 */
export function createSource(deps: SourceDeps): CandidateSource {
  const { claims, applications, clock } = deps;

  async function mayTake(round: Round, claim: Claim): Promise<boolean> {
    const application = await applications.byId(claim.applicationId);
    if (application?.state !== 'submitted') return false;
    return (await deps.reasonsAgainst(round, application)).length === 0;
  }

  /** The quota's own people; once the round is over also those who wait for another one. */
  function quotasToAsk(round: Round, seat: number): readonly string[] {
    const own = quotaOfSeat(round.quotas, seat);
    if (own?.mode !== 'first_come') return [];
    if (!round.spillsOver || clock.now() < round.closesAt) return [own.key];
    const others = round.quotas.filter(({ key, mode }) => mode === 'first_come' && key !== own.key);
    return [own.key, ...others.map(({ key }) => key)];
  }

  return {
    async give(round, seat, allocationId) {
      const before = await claims.calledTo(allocationId);
      if (before) {
        if (await mayTake(round, before)) return before.applicationId;
        // Another process asks the same at the same time, and passes over the same person.
        await claims.passOver(before.id);
      }
      for (const quota of quotasToAsk(round, seat))
        for (;;) {
          const claim = await claims.callNext(round.id, quota, allocationId);
          if (!claim) break;
          if (await mayTake(round, claim)) return claim.applicationId;
          await claims.passOver(claim.id);
        }
      return undefined;
    },
    skip: claims.skip,
  };
}
