import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import { normaliseImei } from './imei.js';
import { CARD, type ExportedUnit, type UnitFilter } from './unit-card.js';
import { normaliseSerial } from './unit-csv.js';
import { unitModel } from './unit-schema.js';
import { HELD_STATES, isTakeOver, type Unit, type UnitState } from './unit.js';

const BATCH = 200;
const CHAINS = 100;
/** No programme has so many people with a unit in hand; the board is for hundreds. */
const HOLDERS_MAX = 10_000;

export type UnitListQueries = ReturnType<typeof createUnitListQueries>;

/** Reads over all units for admins: one by its number, all as a table, and the custody board. */
export function createUnitListQueries(connection: Connection) {
  const units = unitModel(connection);
  return {
    /** By reference, serial number or IMEI, whole. */
    async refOf(named: string): Promise<string | undefined> {
      const row = await units.findOne(namedFilter(named), { ref: 1 }).lean();
      return row?.ref;
    },

    /** Every unit of the filter, oldest first, read as fast as it is taken. */
    async *all({ states, roundId }: UnitFilter): AsyncGenerator<ExportedUnit> {
      const rows = units
        .find(
          {
            ...(states ? { state: trusted({ $in: [...states] }) } : {}),
            ...(roundId ? { roundId } : {}),
          },
          { ...CARD, serial: 1, imei: 1, events: 1 },
        )
        .slice('events', -1)
        .sort({ _id: 1 })
        .lean()
        .cursor({ batchSize: BATCH });
      for await (const { events, ...row } of rows)
        yield { ...fromStored(row), sinceAt: events.at(-1)?.at ?? null };
    },

    /** Chains of all units, or of one, a batch at a time; only their last events when asked. */
    async *chains(asked: {
      readonly ref?: string | undefined;
      readonly isLastOnly?: boolean;
    }): AsyncGenerator<readonly Unit[]> {
      for (let after = ''; ;) {
        const query = units
          .find({
            ...(asked.ref === undefined ? {} : { ref: asked.ref }),
            _id: trusted({ $gt: after }),
          })
          .sort({ _id: 1 })
          .limit(CHAINS);
        const batch = await (asked.isLastOnly ? query.slice('events', -1) : query).lean();
        yield batch.map(fromStored);
        const last = batch.at(-1);
        if (!last || batch.length < CHAINS) return;
        after = last._id;
      }
    },

    async countsByState(): Promise<ReadonlyMap<UnitState, number>> {
      const rows = await units.aggregate<{ _id: UnitState; count: number }>([
        { $group: { _id: '$state', count: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, count }) => [_id, count]));
    },

    /** How many units each person has in hand. */
    async heldByPerson(): Promise<ReadonlyMap<string, number>> {
      const rows = await units.aggregate<{ _id: string; count: number }>([
        { $match: { state: { $in: [...HELD_STATES] } } },
        { $group: { _id: '$holderId', count: { $sum: 1 } } },
        { $limit: HOLDERS_MAX },
      ]);
      return new Map(rows.map(({ _id, count }) => [_id, count]));
    },

    /** When the present holder took each of the units over. */
    async heldSince(ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
      const rows = await units.find({ _id: trusted({ $in: [...ids] }) }, { events: 1 }).lean();
      return new Map(rows.flatMap(({ _id, events }) => tookOver(_id, events)));
    },
  };
}

function tookOver(id: string, events: Unit['events']): [string, Date][] {
  const event = events.findLast(({ action }) => isTakeOver(action));
  return event ? [[id, event.at]] : [];
}

const namedFilter = (named: string) => ({
  $or: [
    { ref: named.trim().toUpperCase() },
    { serial: normaliseSerial(named) },
    { imei: normaliseImei(named) },
  ],
});
