import { trusted, type Connection } from 'mongoose';
import { Conflict } from '../../kernel/errors.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import {
  isOpen,
  statesBefore,
  type Allocation,
  type AllocationAction,
  type AllocationState,
  type Consent,
} from './allocation.js';
import { allocationModel, type AllocationRecord } from './allocation-schema.js';

export type AllocationStore = ReturnType<typeof createAllocationStore>;

/** Seats of rounds and who has them; each method is one write or one read. */
export function createAllocationStore(connection: Connection) {
  const allocations = allocationModel(connection);
  const found = (record: AllocationRecord | null): Allocation | undefined =>
    record ? fromStored(record) : undefined;

  return {
    /** False when somebody else has the seat. Conflict when the person has an open one. */
    async add(allocation: Allocation): Promise<boolean> {
      try {
        await allocations.create(toStored(allocation));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'open_seat_unique')) return false;
        if (isDuplicateKey(error, 'open_person_unique'))
          throw new Conflict('allocations.already_offered');
        throw error;
      }
    },
    async byId(id: string): Promise<Allocation | undefined> {
      return found(await allocations.findById(id).lean());
    },
    /** The newest one of the application: an earlier one has lapsed or ended. */
    async latestOf(applicationId: string): Promise<Allocation | undefined> {
      return found(await allocations.findOne({ applicationId }).sort({ _id: -1 }).lean());
    },

    /**
     * Writes down which unit the signature got. False when the offer is no longer open; `busy`
     * while another allocation still claims the unit.
     */
    async sign(id: string, unitId: string, consent: Consent): Promise<boolean | 'busy'> {
      try {
        const { matchedCount } = await allocations.updateOne(
          { _id: id, state: 'offered' },
          { $set: { state: 'signed', unitId, consent } },
        );
        return matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error, 'open_unit_unique')) return 'busy';
        throw error;
      }
    },
    /** False when the state has no such move, or no longer has it. */
    async move(
      id: string,
      action: Exclude<AllocationAction, 'sign'>,
      from: readonly AllocationState[] = statesBefore(action),
    ): Promise<boolean> {
      const state = AFTER[action];
      const { matchedCount } = await allocations.updateOne(
        { _id: id, state: trusted({ $in: [...from] }) },
        { $set: { state, open: isOpen(state) } },
      );
      return matchedCount === 1;
    },
    /** Ends what other allocations still claim of a unit that has left them. */
    async endOthers(unitId: string, allocationId: string): Promise<void> {
      await allocations.updateMany(
        { unitId, open: true, _id: trusted({ $ne: allocationId }) },
        { $set: { state: 'ended', open: false } },
      );
    },
  };
}

const AFTER = {
  hold: 'held',
  end: 'ended',
  lapse: 'lapsed',
  decline: 'declined',
  withdraw: 'withdrawn',
} as const satisfies Record<Exclude<AllocationAction, 'sign'>, AllocationState>;
