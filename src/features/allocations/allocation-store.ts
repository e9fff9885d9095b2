import { trusted, type Connection } from 'mongoose';
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

type Closing = Exclude<AllocationAction, 'sign' | 'hold' | 'end'>;

/** Seats of rounds and who has them; each method is one write or one read, `end` two. */
export function createAllocationStore(connection: Connection) {
  const allocations = allocationModel(connection);
  const found = (record: AllocationRecord | null): Allocation | undefined =>
    record ? fromStored(record) : undefined;

  /** What was in somebody's hands counts as finished unless it was lost there. */
  async function endAll(filter: object, isWhole: boolean): Promise<boolean> {
    const ended = { state: 'ended', open: false } as const;
    const held = await allocations.updateMany(
      { ...filter, state: 'held' },
      { $set: { ...ended, isFinished: isWhole } },
    );
    const signed = await allocations.updateMany({ ...filter, state: 'signed' }, { $set: ended });
    return held.matchedCount + signed.matchedCount > 0;
  }

  return {
    /** `taken` when the seat or this very offer is there already. */
    async add(allocation: Allocation): Promise<'added' | 'taken' | 'person_seated'> {
      try {
        await allocations.create(toStored(allocation));
        return 'added';
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return isDuplicateKey(error, 'open_person_unique') ? 'person_seated' : 'taken';
      }
    },
    async byId(id: string): Promise<Allocation | undefined> {
      return found(await allocations.findById(id).lean());
    },
    /** The newest one of the application: an earlier one has lapsed or ended. */
    async latestOf(applicationId: string): Promise<Allocation | undefined> {
      return found(await allocations.findOne({ applicationId }).sort({ offeredAt: -1 }).lean());
    },

    /**
     * Writes down which unit the signature got. False when the offer is no longer open; `busy`
     * while another allocation still claims the unit.
     */
    async sign(id: string, unitId: string, consent: Consent): Promise<boolean | 'busy'> {
      try {
        const { matchedCount } = await allocations.updateOne(
          { _id: id, state: 'offered' },
          { $set: { state: 'signed', unitId, consents: [consent] } },
        );
        return matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error, 'open_unit_unique')) return 'busy';
        throw error;
      }
    },
    /** Adds a consent to a changed text; false when it is there, or the seat has ended. */
    async consent(id: string, consent: Consent): Promise<boolean> {
      const { modifiedCount } = await allocations.updateOne(
        {
          _id: id,
          state: trusted({ $in: ['signed', 'held'] }),
          'consents.hash': trusted({ $ne: consent.hash }),
        },
        { $push: { consents: consent } },
      );
      return modifiedCount === 1;
    },
    async hold(id: string, at: Date): Promise<boolean> {
      const { matchedCount } = await allocations.updateOne(
        { _id: id, state: 'signed' },
        { $set: { state: 'held', heldAt: at } },
      );
      return matchedCount === 1;
    },
    /** `isWhole`: the unit was not lost in the person's hands. With `unitId`, only off that unit. */
    end: (id: string, isWhole: boolean, unitId?: string | null): Promise<boolean> =>
      endAll({ _id: id, ...(unitId === undefined ? {} : { unitId }) }, isWhole),
    /** Takes the unit off the open seat, which then waits for another one and is not ended. */
    async vacate(id: string, unitId: string): Promise<void> {
      await allocations.updateOne({ _id: id, open: true, unitId }, { $set: { unitId: null } });
    },
    /** Writes down the unit that a vacated seat got; `busy` as with `sign`. */
    async reseat(id: string, unitId: string): Promise<boolean | 'busy'> {
      try {
        const filter = { _id: id, open: true, unitId: null };
        return (await allocations.updateOne(filter, { $set: { unitId } })).matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error, 'open_unit_unique')) return 'busy';
        throw error;
      }
    },
    /** False when the state has no such move, or no longer has it. */
    async move(
      id: string,
      action: Closing,
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
      await endAll({ unitId, _id: trusted({ $ne: allocationId }) }, true);
    },
    async markTold(id: string, mark: string): Promise<void> {
      await allocations.updateOne({ _id: id }, { $addToSet: { told: mark } });
    },
  };
}

const AFTER = {
  lapse: 'lapsed',
  decline: 'declined',
  withdraw: 'withdrawn',
} as const satisfies Record<Closing, AllocationState>;
