import {
  quotaOfSeat,
  type Application,
  type CandidateSource,
  type IneligibilityReason,
  type Quota,
  type Round,
  type Rounds,
} from '../rounds/index.js';
import type { Redemption } from './invite.js';
import type { RedemptionStore } from './redemption-store.js';

export interface SourceDeps {
  readonly redemptions: RedemptionStore;
  readonly applications: Pick<Rounds['applications'], 'byId'>;
  readonly reasonsAgainst: (
    round: Round,
    application: Application,
  ) => Promise<readonly IneligibilityReason[]>;
}

/** Seats of invite quotas go to those who came with a code, in the order they came. */
export function createSource(deps: SourceDeps): CandidateSource {
  const { redemptions, applications } = deps;

  async function mayTake(round: Round, { applicationId }: Redemption): Promise<boolean> {
    const application = await applications.byId(applicationId);
    if (application?.state !== 'submitted') return false;
    return (await deps.reasonsAgainst(round, application)).length === 0;
  }

  /**
   * A free seat, and as many came as there are places and were called: somebody let a seat go, so
   * one more may come. Two processes that find so at once open one place.
   */
  async function openOneMore(round: Round, quota: Quota, allocationId: string): Promise<void> {
    const openings = await redemptions.countOpenings(round.id, quota.key);
    const taken = await redemptions.taken(round.id, quota.key);
    const isAnyoneDue = taken.some(({ state }) => state === 'pending' || state === 'waiting');
    if (!isAnyoneDue && taken.length >= quota.seats + openings)
      await redemptions.addOpening(`${allocationId}-${openings}`, round.id, quota.key);
  }

  return {
    async give(round, seat, allocationId) {
      const before = await redemptions.calledTo(allocationId);
      if (before) {
        if (await mayTake(round, before)) return before.applicationId;
        // Another process asks the same at the same time, and passes over the same person.
        await redemptions.passOver(before.id);
      }
      const quota = quotaOfSeat(round.quotas, seat);
      if (quota?.mode !== 'invite') return undefined;
      for (;;) {
        const next = await redemptions.callNext(round.id, quota.key, allocationId);
        if (!next) break;
        if (await mayTake(round, next)) return next.applicationId;
        await redemptions.passOver(next.id);
      }
      await openOneMore(round, quota, allocationId);
      return undefined;
    },
    skip: redemptions.skip,
  };
}
