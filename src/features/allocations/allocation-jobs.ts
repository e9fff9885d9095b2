import { later, type Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import { wasAccepted, type UnitCard, type Units } from '../units/index.js';
import { LAPSE_GRACE_MS, type Allocation } from './allocation.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationService } from './allocation-service.js';
import type { AllocationStore } from './allocation-store.js';

export interface SweeperDeps {
  readonly allocations: AllocationStore;
  readonly queries: AllocationQueries;
  readonly service: Pick<AllocationService, 'recordSigning'>;
  readonly units: Pick<Units, 'service'>;
  readonly clock: Clock;
}

const BATCH = 200;

/**
 * Lapses offers whose time is over and derives again what a crash left undone: the unit's custody
 * says what was signed, accepted and given back; the allocation follows it.
 */
export function createSweeper(deps: SweeperDeps) {
  const { allocations, queries, service, units, clock } = deps;

  async function follow(allocation: Allocation, unit: UnitCard | undefined): Promise<void> {
    if (allocation.state !== 'offered') await followUnit(allocation, unit);
    else if (unit) await completeSigning(allocation.id);
    else if (later(allocation.offerExpiresAt, LAPSE_GRACE_MS) <= clock.now())
      await lapse(allocation.id);
  }

  async function followUnit({ id, state }: Allocation, unit: UnitCard | undefined): Promise<void> {
    if (!unit) await allocations.move(id, 'end');
    else if (state === 'signed' && wasAccepted(unit.state)) await allocations.move(id, 'hold');
  }

  async function completeSigning(id: string): Promise<void> {
    const bound = await units.service.bindingOf(id);
    if (bound) await unlessRefused(service.recordSigning(id, bound));
  }

  async function lapse(id: string): Promise<void> {
    if (!(await allocations.move(id, 'lapse'))) return;
    // A signature may have slipped in between the look and the lapse; it finds the seat closed.
    await unlessRefused(units.service.release(id, 'lapsed'));
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

  return async function sweep(): Promise<void> {
    let after = '';
    for (;;) {
      const batch = await queries.openAfter(after, BATCH);
      const bound = await units.service.unitsOfAllocations(batch.map(({ id }) => id));
      for (const allocation of batch) await follow(allocation, bound.get(allocation.id));
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
