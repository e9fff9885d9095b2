import { later, type Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import type { Round, Rounds } from '../rounds/index.js';
import { wasAccepted, type UnitCard, type Units } from '../units/index.js';
import { isWhole, LAPSE_GRACE_MS, type Allocation } from './allocation.js';
import type { AllocationNotices } from './notice-service.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationService, SeatFreed } from './allocation-service.js';
import type { AllocationStore } from './allocation-store.js';

export interface SweeperDeps {
  readonly allocations: AllocationStore;
  readonly queries: AllocationQueries;
  readonly service: Pick<AllocationService, 'recordSigning'>;
  readonly notices: AllocationNotices;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly units: Pick<Units, 'service'>;
  readonly freed: News<SeatFreed>;
  readonly clock: Clock;
}

const BATCH = 200;

/**
 * Lapses offers whose time is over, says what people have to hear, and derives again what a crash
 * left undone: the unit's custody says what was signed, accepted and given back; the allocation
 * follows it.
 */
export function createSweeper(deps: SweeperDeps) {
  const { allocations, queries, service, notices, rounds, units, clock } = deps;

  async function follow(
    allocation: Allocation,
    unit: UnitCard | undefined,
    round: Round | undefined,
  ): Promise<void> {
    const isOver = later(allocation.offerExpiresAt, LAPSE_GRACE_MS) <= clock.now();
    if (allocation.state === 'offered' && unit) return completeSigning(allocation.id, unit);
    if (allocation.state === 'offered' && isOver) return lapse(allocation);
    // A seat that names no unit waits for a replacement.
    if (allocation.state !== 'offered' && !unit)
      return allocation.unitId === null ? undefined : end(allocation);
    if (allocation.state === 'signed' && unit && wasAccepted(unit.state))
      await hold(allocation, unit);
    if (round) await notices.tellDue(allocation, round);
  }

  async function completeSigning(id: string, unit: UnitCard): Promise<void> {
    const bound = await units.service.bindingOf(id);
    if (!bound) return;
    // Nothing is sent before the signature is written down, so this one came with the unit.
    const how = wasAccepted(unit.state) ? 'hand_over' : 'page';
    await unlessRefused(service.recordSigning(id, { unit, consent: { ...bound.consent, how } }));
  }

  async function hold({ id, roundId }: Allocation, unit: UnitCard): Promise<void> {
    const { events } = await units.service.unitByRef(unit.ref);
    const takenAt = events.findLast(
      ({ facts, to }) => to === 'accepted' && facts['allocation'] === id,
    );
    const at = takenAt?.at ?? clock.now();
    await allocations.hold(id, at);
    await rounds.service.recordRunning(roundId, at);
  }

  async function end({ id, unitId }: Allocation): Promise<void> {
    const unit = unitId ? (await units.service.cards([unitId])).get(unitId) : undefined;
    await allocations.end(id, unit === undefined || isWhole(unit), unitId);
  }

  async function lapse(allocation: Allocation): Promise<void> {
    if (!(await allocations.move(allocation.id, 'lapse'))) return;
    // A signature may have slipped in between the look and the lapse; it finds the seat closed.
    await unlessRefused(units.service.release(allocation.id, 'lapsed'));
    await notices.tellEnd(allocation, 'lapsed');
    await deps.freed.publish(allocation);
  }

  /** Units that are bound to a seat which was closed meanwhile. */
  async function freeStrays(): Promise<void> {
    let after = '';
    for (;;) {
      const reserved = await units.service.reservedUnits(after, BATCH);
      const ids = reserved.flatMap(({ allocationId }) => allocationId ?? []);
      const open = await queries.openAmong(ids);
      for (const id of ids)
        if (!open.has(id)) await unlessRefused(units.service.release(id, 'offer_closed'));
      if (reserved.length < BATCH) return;
      after = reserved.at(-1)!.id;
    }
  }

  /** Rounds that have open seats are few; each is read once in a sweep. */
  function roundReader() {
    const known = new Map<string, Promise<Round | undefined>>();
    return (id: string) => {
      const round = known.get(id) ?? rounds.service.roundById(id);
      known.set(id, round);
      return round;
    };
  }

  return async function sweep(): Promise<void> {
    const roundOf = roundReader();
    let after = '';
    for (;;) {
      const batch = await queries.openAfter(after, BATCH);
      const bound = await units.service.unitsOfAllocations(batch.map(({ id }) => id));
      for (const allocation of batch)
        await follow(allocation, bound.get(allocation.id), await roundOf(allocation.roundId));
      if (batch.length < BATCH) break;
      after = batch.at(-1)!.id;
    }
    await freeStrays();
  };
}

/** Somebody was faster; what is left shows at the next turn. */
async function unlessRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}
