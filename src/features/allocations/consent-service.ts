import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { agreementOf, quotaOfSeat, type Application, type Rounds } from '../rounds/index.js';
import type { Unit, Units } from '../units/index.js';
import { consentsIn, isAnswerable, isConsentCurrent, wantsConsent } from './allocation.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationStore } from './allocation-store.js';
import type { Evidence } from './evidence.js';

export interface ConsentServiceDeps {
  readonly allocations: Pick<AllocationStore, 'byId'>;
  readonly queries: AllocationQueries;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly units: Pick<Units, 'service'>;
  readonly clock: Clock;
}

export type ConsentService = ReturnType<typeof createConsentService>;

export function createConsentService(deps: ConsentServiceDeps) {
  const { allocations, queries, rounds, units, clock } = deps;

  async function unitWithEvents(unitId: string | null): Promise<Unit | undefined> {
    const card = unitId ? (await units.service.cards([unitId])).get(unitId) : undefined;
    return card && units.service.unitByRef(card.ref);
  }

  async function seatOf(allocationId: string) {
    const allocation = await allocations.byId(allocationId);
    const round = allocation && (await rounds.service.roundById(allocation.roundId));
    return { allocation, round };
  }

  return {
    /**
     * Whether the person of that seat has signed the text that is in force now. A unit that is
     * bound to no seat we know of is freed by the sweeper and none of our matter here.
     */
    async mayShip(allocationId: string): Promise<boolean> {
      const { allocation, round } = await seatOf(allocationId);
      return !allocation || (round !== undefined && isConsentCurrent(allocation, round.agreement));
    },

    /** The application on whose page a changed text waits for its signature, if one does. */
    async unsignedRefOf(allocationId: string): Promise<string | undefined> {
      const { allocation, round } = await seatOf(allocationId);
      if (!allocation || !round || !wantsConsent(allocation, round.agreement)) return undefined;
      return allocation.applicationRef;
    },

    /** The offer that a unit handed over by another fan may be taken on, and what is to be signed. */
    async openOfferFor(personId: string, roundId: string) {
      const offer = await queries.openOffer(personId, roundId);
      const round = offer && (await rounds.service.roundById(roundId));
      if (!round || !isAnswerable(offer, clock.now())) return undefined;
      const hardwareRevision = quotaOfSeat(round.quotas, offer.seat)?.hardwareRevision ?? null;
      return { allocationId: offer.id, agreement: round.agreement, hardwareRevision };
    },

    /** Consents of the application count from 1, through all the seats it ever had. */
    async evidence({ id, roundId }: Application, n: number): Promise<Evidence> {
      const [round, all] = await Promise.all([
        rounds.service.roundById(roundId),
        queries.ofApplication(id),
      ]);
      const given = consentsIn(all)[n - 1];
      const agreement = given && round && agreementOf(round, given.consent.version);
      if (!agreement) throw new NotFound();
      const unit = await unitWithEvents(given.allocation.unitId);
      const event = unit?.events.find(
        ({ facts }) =>
          facts['allocation'] === given.allocation.id &&
          facts['signed_at'] === given.consent.at.toISOString(),
      );
      return { ...given, agreement, unit, event };
    },
  };
}
