import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { isWhole } from './allocation.js';
import type { AllocationService } from './allocation-service.js';
import type { AllocationStore } from './allocation-store.js';

export interface FollowDeps {
  readonly allocations: AllocationStore;
  readonly service: Pick<AllocationService, 'recordSigning'>;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly units: Units;
}

/** Lets allocations follow their units at once. What is missed here the sweeper derives. */
export function followUnits({ allocations, service, rounds, units }: FollowDeps): void {
  units.accepted.subscribe(async ({ unit, allocationId, at }) => {
    await allocations.hold(allocationId, at);
    await rounds.service.recordRunning(unit.roundId, at);
  });
  units.handedOver.subscribe(async ({ unit, allocationId, consent, at }) => {
    if (consent)
      await service.recordSigning(allocationId, {
        unit,
        consent: { ...consent, how: 'hand_over' },
      });
    await allocations.hold(allocationId, at);
    await rounds.service.recordRunning(unit.roundId, at);
  });
  units.departed.subscribe(async ({ unit, allocationId }) => {
    await allocations.end(allocationId, isWhole(unit));
  });
}
