import type { Clock } from '../../kernel/clock.js';
import { Conflict, NotFound, Unavailable } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { News } from '../../kernel/news.js';
import type { Language, Viewer } from '../../kernel/people.js';
import { quotaOfSeat, type Application, type Round, type Rounds } from '../rounds/index.js';
import type { UnitCard, Units } from '../units/index.js';
import type { Admission } from './admission.js';
import { isAnswerable, nextAllocationState, type Allocation, type Consent } from './allocation.js';
import type { AllocationNotices } from './notice-service.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationStore } from './allocation-store.js';
import { newOffer } from './new-offer.js';
import { handRefusal, seatsByHand } from './seat.js';

/** A seat became free: the next in line may have it. */
export interface SeatFreed {
  readonly roundId: string;
}

export interface AllocationServiceDeps {
  readonly allocations: AllocationStore;
  readonly queries: AllocationQueries;
  readonly notices: AllocationNotices;
  readonly admission: Admission;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  readonly units: Pick<Units, 'service'>;
  readonly freed: News<SeatFreed>;
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
  const { allocations, queries, notices, rounds, units, clock } = deps;

  /** Of that person, or of anybody; NotFound otherwise. */
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

  /** A seat of a merit quota, given by an admin for a reason that stays on record. */
  async function offer(
    applicationRef: string,
    admin: Pick<Viewer, 'id'>,
    reason: string,
  ): Promise<Allocation> {
    const application = await applicationBy(applicationRef);
    const round = await roundOf(application);
    const barred = await deps.admission.barredAmong([application.personId]);
    const refusal = handRefusal(application, round, barred, clock.now());
    if (refusal) throw new Conflict(refusal);
    for (let attempt = 0; attempt < OFFER_ATTEMPTS; attempt += 1) {
      const taken = await queries.takenSeats(round.id);
      const seat = seatsByHand(round, application).find((one) => !taken.has(one));
      if (seat === undefined) return refuseFull(application);
      const allocation = offerByHand(application, round, seat, { admin, reason });
      const outcome = await allocations.add(allocation);
      if (outcome === 'person_seated') throw new Conflict('allocations.already_offered');
      if (outcome === 'taken') continue;
      await notices.tellDue(allocation, round);
      return allocation;
    }
    throw new Unavailable();
  }

  function offerByHand(
    application: Application,
    round: Round,
    seat: number,
    { admin, reason }: { readonly admin: Pick<Viewer, 'id'>; readonly reason: string },
  ): Allocation {
    const at = clock.now();
    const quotaKey = quotaOfSeat(round.quotas, seat)?.key ?? '';
    const terms = { id: newId(at), seat, quotaKey, offeredById: admin.id, reason };
    return newOffer(application, round, terms, at);
  }

  /** The last seat may be the person's own: then that is what the refusal says. */
  async function refuseFull(application: Application): Promise<never> {
    const latest = await allocations.latestOf(application.id);
    throw new Conflict(latest?.open ? 'allocations.already_offered' : 'allocations.no_seat_left');
  }

  /** Binding the unit is the signature; what follows only writes down what was bound. */
  async function sign(
    applicationRef: string,
    viewer: Pick<Viewer, 'id'>,
    signing: Signing,
  ): Promise<UnitCard> {
    const allocation = await latestFor(await applicationBy(applicationRef, viewer.id));
    const { id, roundId, personId, seat } = allocation;
    const bound = allocation.open ? await units.service.bindingOf(id) : undefined;
    if (bound) return recordSigning(id, { ...bound, consent: { ...bound.consent, how: 'page' } });
    if (!isAnswerable(allocation, clock.now())) throw new Conflict('allocations.offer_over');
    const round = await roundOf(allocation);
    const consent = consentTo(round, signing);
    const hardwareRevision = quotaOfSeat(round.quotas, seat)?.hardwareRevision ?? null;
    const binding = { allocationId: id, personId, hardwareRevision, consent };
    return recordSigning(id, { unit: await units.service.bind(roundId, binding), consent });
  }

  function consentTo({ agreement }: Round, { agreementHash, language }: Signing): Consent {
    const { version, hash } = agreement;
    if (hash !== agreementHash) throw new Conflict('allocations.agreement_changed');
    return { version, hash, language, at: clock.now(), how: 'page' };
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

  /** Gives a vacated seat its new unit; safe to repeat. */
  async function reseat(id: string, unitId: string): Promise<void> {
    if ((await allocations.reseat(id, unitId)) !== 'busy') return;
    await allocations.endOthers(unitId, id);
    await allocations.reseat(id, unitId);
  }

  /** Once more, to a text that was changed after the signature; repeating it changes nothing. */
  async function consent(
    applicationRef: string,
    viewer: Pick<Viewer, 'id'>,
    signing: Signing,
  ): Promise<void> {
    const allocation = await latestFor(await applicationBy(applicationRef, viewer.id));
    if (allocation.state !== 'signed' && allocation.state !== 'held')
      throw new Conflict('allocations.nothing_to_consent');
    await allocations.consent(allocation.id, consentTo(await roundOf(allocation), signing));
  }

  async function decline(applicationRef: string, viewer: Pick<Viewer, 'id'>): Promise<void> {
    const allocation = await latestFor(await applicationBy(applicationRef, viewer.id));
    if (allocation.state === 'declined') return;
    if (!(await allocations.move(allocation.id, 'decline')))
      throw new Conflict('allocations.offer_over');
    await units.service.release(allocation.id, 'declined');
    await deps.freed.publish(allocation);
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
    await notices.tellEnd(allocation, 'withdrawn');
    await deps.freed.publish(allocation);
    return allocation;
  }

  return {
    applicationBy,
    offer,
    sign,
    consent,
    decline,
    withdraw,
    recordSigning,
    vacate: allocations.vacate,
    reseat,
    /** Ends a vacated seat for which no unit comes any more. */
    endVacant: (id: string) => allocations.end(id, true, null),
  };
}
