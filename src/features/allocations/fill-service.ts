import type { Clock } from '../../kernel/clock.js';
import {
  isSeating,
  quotaOfSeat,
  roundPhase,
  type CandidateSource,
  type Quota,
  type Round,
  type RoundMode,
  type Rounds,
} from '../rounds/index.js';
import type { Admission } from './admission.js';
import type { AllocationNotices } from './notice-service.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationStore } from './allocation-store.js';
import { newOffer } from './new-offer.js';
import { seatsToFill, turnId, type FreeSeat } from './seat.js';

/** Who brings the people for the seats of each mode. */
export type Sources = Readonly<Record<RoundMode, CandidateSource>>;

export interface FillerDeps {
  readonly allocations: AllocationStore;
  readonly queries: AllocationQueries;
  readonly notices: AllocationNotices;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  readonly admission: Admission;
  readonly sources: Sources;
  readonly clock: Clock;
}

/** Lots and scores name nobody before they are decided: no need to ask for every seat. */
const mayAsk = ({ decidedAt }: Round, { mode }: Quota): boolean =>
  decidedAt !== null || mode === 'first_come' || mode === 'invite';

/** People asked in one run for one round; a longer line of absent ones goes on at the next run. */
const ASKED_PER_RUN = 5_000;

/**
 * Gives free seats to the next in line. Safe to run in several processes at once and to break off
 * anywhere: whose turn it is follows from the seat, and the unique indexes keep the first offer.
 */
export function createFiller(deps: FillerDeps) {
  const { allocations, queries, notices, rounds, admission, sources, clock } = deps;

  async function fillSeats(roundId: string): Promise<void> {
    const round = await rounds.service.roundById(roundId);
    if (!round || !isSeating(roundPhase(round, clock.now()))) return;
    let budget = ASKED_PER_RUN;
    for (const free of seatsToFill(round.seats, await queries.seatUses(round.id))) {
      const quota = quotaOfSeat(round.quotas, free.seat);
      if (quota && mayAsk(round, quota) && budget > 0)
        budget -= await fillSeat(round, quota, free, budget);
    }
  }

  /** Asks until somebody takes the seat or nobody is left; returns how many it asked. */
  async function fillSeat(
    round: Round,
    quota: Quota,
    free: FreeSeat,
    budget: number,
  ): Promise<number> {
    const source = sources[quota.mode];
    const id = turnId(round.id, free);
    for (let asked = 1; asked <= budget; asked += 1) {
      const applicationId = await source.give(round, free.seat, id);
      if (applicationId === undefined) return asked;
      if (await offer(round, quota, free.seat, id, applicationId)) return asked;
      await source.skip(id, applicationId);
    }
    return budget;
  }

  /** False when that person can't have the seat. */
  async function offer(
    round: Round,
    quota: Quota,
    seat: number,
    id: string,
    applicationId: string,
  ): Promise<boolean> {
    const application = await rounds.applications.byId(applicationId);
    if (application?.state !== 'submitted') return false;
    if ((await admission.barredAmong([application.personId])).size > 0) return false;
    const made = { id, seat, quotaKey: quota.key, offeredById: null, reason: null };
    const allocation = newOffer(application, round, made, clock.now());
    const outcome = await allocations.add(allocation);
    if (outcome === 'added') await notices.tellDue(allocation, round);
    // Seated by this very offer, of another process, or by one for another seat?
    return outcome !== 'person_seated' || (await allocations.byId(id)) !== undefined;
  }

  return {
    fillSeats,
    /** Every round in which seats are offered. */
    async fillAll(): Promise<void> {
      let after: string | undefined;
      do {
        const page = await rounds.service.publishedRounds(after);
        for (const round of page.rows)
          if (isSeating(roundPhase(round, clock.now()))) await fillSeats(round.id);
        after = page.next;
      } while (after);
    },
  };
}
