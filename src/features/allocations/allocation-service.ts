import { HOUR, later, type Clock } from '../../kernel/clock.js';
import { Conflict, NotFound, Unavailable } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Language, Viewer } from '../../kernel/people.js';
import {
  isSeating,
  roundPhase,
  type Application,
  type Round,
  type Rounds,
} from '../rounds/index.js';
import type { UnitCard, Units } from '../units/index.js';
import {
  freeSeats,
  isAnswerable,
  nextAllocationState,
  type Allocation,
  type Consent,
} from './allocation.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationStore } from './allocation-store.js';

export interface AllocationServiceDeps {
  readonly allocations: AllocationStore;
  readonly queries: AllocationQueries;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  readonly units: Pick<Units, 'service'>;
  readonly clock: Clock;
}

/** What was on the page when the button was pressed. */
export interface Signing {
  readonly agreementHash: string;
  readonly language: Language;
}

interface Bound {
  readonly unit: UnitCard;
  readonly consent: Consent;
}

export type AllocationService = ReturnType<typeof createAllocationService>;

/** Each failed attempt means that somebody else got that seat. */
const OFFER_ATTEMPTS = 20;

export function createAllocationService(deps: AllocationServiceDeps) {
  const { allocations, queries, rounds, units, clock } = deps;

  async function applicationBy(ref: string, personId?: string): Promise<Application> {
    const application = await rounds.applications.byRef(ref, personId);
    if (!application) throw new NotFound();
    return application;
  }

  async function roundOf({ roundId }: { readonly roundId: string }): Promise<Round> {
    const round = await rounds.service.roundById(roundId);
    if (!round) throw new NotFound();
    return round;
  }

  async function latestFor(application: Application): Promise<Allocation> {
    const allocation = await allocations.latestOf(application.id);
    if (!allocation) throw new Conflict('allocations.no_offer');
    return allocation;
  }

  async function offer(applicationRef: string, admin: Pick<Viewer, 'id'>): Promise<Allocation> {
    const application = await applicationBy(applicationRef);
    if (application.state === 'withdrawn') throw new Conflict('allocations.application_withdrawn');
    const round = await roundOf(application);
    const phase = roundPhase(round, clock.now());
    if (!isSeating(phase)) throw new Conflict('allocations.round_not_running');
    for (let attempt = 0; attempt < OFFER_ATTEMPTS; attempt += 1) {
      const [seat] = freeSeats(round.seats, await queries.takenSeats(round.id));
      if (seat === undefined) return refuseFull(application, round);
      const allocation = newOffer(application, round, seat, admin.id);
      if (await allocations.add(allocation)) return allocation;
    }
    throw new Unavailable();
  }

  /** The last seat may be the person's own: then that is what the refusal says. */
  async function refuseFull(application: Application, { seats }: Round): Promise<never> {
    const latest = await allocations.latestOf(application.id);
    if (latest?.open) throw new Conflict('allocations.already_offered');
    throw new Conflict('allocations.no_seat_left', { seats });
  }

  function newOffer(
    { id, ref, personId }: Application,
    round: Round,
    seat: number,
    offeredById: string,
  ): Allocation {
    const offeredAt = clock.now();
    return {
      id: newId(offeredAt),
      roundId: round.id,
      personId,
      applicationId: id,
      applicationRef: ref,
      seat,
      state: 'offered',
      open: true,
      offeredAt,
      offeredById,
      offerExpiresAt: later(offeredAt, round.offerHours * HOUR),
      unitId: null,
      consent: null,
    };
  }

  /** Binding the unit is the signature; what follows only writes down what was bound. */
  async function sign(
    applicationRef: string,
    viewer: Pick<Viewer, 'id'>,
    signing: Signing,
  ): Promise<UnitCard> {
    const application = await applicationBy(applicationRef, viewer.id);
    const allocation = await latestFor(application);
    const bound = allocation.open ? await units.service.bindingOf(allocation.id) : undefined;
    if (bound) return recordSigning(allocation.id, bound);
    if (!isAnswerable(allocation, clock.now())) throw new Conflict('allocations.offer_over');
    const { agreement } = await roundOf(application);
    if (agreement.hash !== signing.agreementHash)
      throw new Conflict('allocations.agreement_changed');
    const { version, hash } = agreement;
    const consent = { version, hash, language: signing.language, at: clock.now() };
    const { id, roundId, personId } = allocation;
    const unit = await units.service.bind(roundId, { allocationId: id, personId, consent });
    return recordSigning(id, { unit, consent });
  }

  /** Safe to repeat. A seat that was closed under the signature keeps no unit. */
  async function recordSigning(id: string, { unit, consent }: Bound): Promise<UnitCard> {
    if (await isRecorded(id, unit.id, consent)) return unit;
    const now = await allocations.byId(id);
    if (now?.open) return unit;
    await units.service.release(id, 'offer_closed');
    throw new Conflict('allocations.offer_over');
  }

  async function isRecorded(id: string, unitId: string, consent: Consent): Promise<boolean> {
    const outcome = await allocations.sign(id, unitId, consent);
    if (outcome !== 'busy') return outcome;
    // The unit was free, so whoever still claims it has lost it.
    await allocations.endOthers(unitId, id);
    return (await allocations.sign(id, unitId, consent)) === true;
  }

  async function decline(applicationRef: string, viewer: Pick<Viewer, 'id'>): Promise<void> {
    const allocation = await latestFor(await applicationBy(applicationRef, viewer.id));
    if (allocation.state === 'declined') return;
    if (!(await allocations.move(allocation.id, 'decline')))
      throw new Conflict('allocations.offer_over');
    await units.service.release(allocation.id, 'declined');
  }

  /** Takes an offer back, and the unit with it as long as it was not sent off. */
  async function withdraw(applicationRef: string): Promise<Allocation> {
    const allocation = await latestFor(await applicationBy(applicationRef));
    const { id, state } = allocation;
    if (state === 'withdrawn') return allocation;
    if (!nextAllocationState(state, 'withdraw')) throw new Conflict('allocations.not_open');
    // The unit first: one that is under way refuses, and then the seat must stay taken.
    if (state === 'signed') await units.service.release(id, 'withdrawn');
    if (!(await allocations.move(id, 'withdraw', [state])))
      throw new Conflict('allocations.changed');
    if (state === 'offered') await units.service.release(id, 'withdrawn');
    return allocation;
  }

  return {
    applicationBy,
    offer,
    sign,
    decline,
    withdraw,
    recordSigning,
    openOf: queries.openOf,
    seatsTaken: queries.seatsTaken,
    latestOf: queries.latestOf,
  };
}
