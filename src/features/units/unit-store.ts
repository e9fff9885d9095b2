import { trusted, type Connection } from 'mongoose';
import { Conflict } from '../../kernel/errors.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { lastOf, type Movable, type Move } from './unit-move.js';
import { unitModel, type UnitRecord } from './unit-schema.js';
import { FREE_STATES, HELD_STATES, type BoxCode, type Unit } from './unit.js';

export type UnitStore = ReturnType<typeof createUnitStore>;
export type Candidate = Movable & Pick<Unit, 'id'>;

/** Free units looked at in one go; each signature tries them in an order of its own. */
const CANDIDATES = 64;

/** What a unit is, where it is, and every move it makes: one conditional update each. */
export function createUnitStore(connection: Connection) {
  const units = unitModel(connection);
  const found = (record: UnitRecord | null): Unit | undefined =>
    record ? fromStored(record) : undefined;

  return {
    /** All of them, or a Conflict and none that nobody has touched since. */
    async add(fresh: readonly Unit[]): Promise<void> {
      try {
        await units.insertMany(fresh.map(toStored), { ordered: false });
      } catch (error) {
        const ids = fresh.map((unit) => unit.id);
        await units.deleteMany({ _id: trusted({ $in: ids }), seq: 1 });
        throw isDuplicateKey(error) ? new Conflict('units.already_there') : error;
      }
    },
    async byId(id: string): Promise<Unit | undefined> {
      return found(await units.findById(id).lean());
    },
    async byRef(ref: string): Promise<Unit | undefined> {
      return found(await units.findOne({ ref }).lean());
    },
    async heldByRef(holderId: string, ref: string): Promise<Unit | undefined> {
      return found(await units.findOne({ ref, holderId }).lean());
    },
    async byAllocation(allocationId: string): Promise<Unit | undefined> {
      return found(await units.findOne({ allocationId }).lean());
    },

    /** Of that hardware revision, or of any. */
    async freeUnits(roundId: string, revision: string | null): Promise<readonly Candidate[]> {
      const rows = await units
        .find(
          {
            roundId,
            state: trusted({ $in: [...FREE_STATES] }),
            ...(revision ? { hardwareRevision: revision } : {}),
          },
          { ref: 1, state: 1, events: 1 },
        )
        .slice('events', -1)
        .limit(CANDIDATES)
        .lean();
      return rows.map(({ _id, ref, state, events }) => ({
        id: _id,
        ref,
        state,
        last: lastOf({ events }),
      }));
    },

    /**
     * Makes the move if the unit is still as it was when the move was planned. Undefined when it
     * is not; `taken` when the allocation it would be bound to has another unit already.
     */
    async move(id: string, { event, changes }: Move): Promise<Unit | 'taken' | undefined> {
      try {
        const record = await units
          .findOneAndUpdate(
            { _id: id, seq: event.seq - 1, state: event.from },
            {
              $set: { ...changes, state: event.to, seq: event.seq },
              $push: { events: event },
            },
            { returnDocument: 'after' },
          )
          .lean();
        return found(record);
      } catch (error) {
        if (isDuplicateKey(error, 'allocation_unique')) return 'taken';
        throw error;
      }
    },

    /** Takes one try at the code before it is compared, so that parallel guesses count as well. */
    async takeTry(id: string): Promise<BoxCode | undefined> {
      const record = await units
        .findOneAndUpdate(
          { _id: id, 'boxCode.triesLeft': trusted({ $gt: 0 }) },
          { $inc: { 'boxCode.triesLeft': -1 } },
          { returnDocument: 'after', projection: { boxCode: 1 } },
        )
        .lean();
      return record?.boxCode ?? undefined;
    },

    /** A unit that is lost may show itself, too. */
    async markSeen(id: string, at: Date): Promise<void> {
      await units.updateOne(
        { _id: id, state: trusted({ $in: [...HELD_STATES, 'lost'] }) },
        { $max: { lastSeenAt: at } },
      );
    },

    async setBuild(id: string, build: string): Promise<void> {
      await units.updateOne({ _id: id }, { $set: { build } });
    },
  };
}
