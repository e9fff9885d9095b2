import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import {
  CARD,
  toCard,
  type Acceptance,
  type UnitCard,
  type UnitFilter,
  type UnitRow,
} from './unit-card.js';
import { normaliseSerial, type NewUnit } from './unit-csv.js';
import { unitModel } from './unit-schema.js';
import { FREE_STATES, HELD_STATES, TAKE_OVERS, isTakeOver, type Unit } from './unit.js';

const PAGE_SIZE = 50;
const ROW = { ...CARD, serial: 1 } as const;

export type UnitQueries = ReturnType<typeof createUnitQueries>;

export function createUnitQueries(connection: Connection) {
  const units = unitModel(connection);
  return {
    /** Newest first. */
    async adminPage(
      { states, roundId, after }: UnitFilter,
      size = PAGE_SIZE,
    ): Promise<Page<UnitRow>> {
      const cursor = decodeCursor(after, 1);
      const rows = await units
        .find(
          {
            ...(states ? { state: trusted({ $in: [...states] }) } : {}),
            ...(roundId ? { roundId } : {}),
            ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}),
          },
          ROW,
        )
        .sort({ _id: -1 })
        .limit(size + 1)
        .lean();
      return toPage(rows.map(fromStored), size, (row) => encodeCursor(row.id));
    },
    /** All that the person answers for, newest first. */
    async holdings(personId: string): Promise<readonly UnitRow[]> {
      const rows = await units
        .find({ holderId: personId }, ROW)
        .sort({ _id: -1 })
        .limit(PAGE_SIZE)
        .lean();
      return rows.map(fromStored);
    },
    async heldBy(personId: string): Promise<readonly UnitCard[]> {
      const rows = await units
        .find({ holderId: personId, state: trusted({ $in: [...HELD_STATES] }) }, CARD)
        .sort({ _id: -1 })
        .limit(PAGE_SIZE)
        .lean();
      return rows.map(fromStored);
    },
    /** Of the units that the person has in hand, in the order of their events. */
    async acceptancesBy(personId: string): Promise<readonly Acceptance[]> {
      const rows = await units
        .find(
          { holderId: personId, state: trusted({ $in: [...HELD_STATES] }) },
          { ...CARD, events: 1 },
        )
        .limit(PAGE_SIZE)
        .lean();
      return rows.map(fromStored).flatMap(acceptancesOf);
    },
    async cards(ids: readonly string[]): Promise<ReadonlyMap<string, UnitCard>> {
      if (ids.length === 0) return new Map();
      const rows = await units.find({ _id: trusted({ $in: [...new Set(ids)] }) }, CARD).lean();
      return new Map(rows.map((row) => [row._id, fromStored(row)]));
    },
    async ofAllocations(ids: readonly string[]): Promise<ReadonlyMap<string, UnitCard>> {
      if (ids.length === 0) return new Map();
      const rows = await units.find({ allocationId: trusted({ $in: [...ids] }) }, CARD).lean();
      return new Map(rows.map((row) => [row.allocationId ?? '', fromStored(row)]));
    },
    async reserved(after: string, limit: number): Promise<readonly UnitCard[]> {
      const rows = await units
        .find({ state: 'reserved', _id: trusted({ $gt: after }) }, CARD)
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(fromStored);
    },
    countFree: (roundId: string): Promise<number> =>
      units.countDocuments({ roundId, state: trusted({ $in: [...FREE_STATES] }) }),

    /** The id of a unit that has one of the serial numbers, whatever the case of their letters. */
    async idBySerial(serials: readonly string[]): Promise<string | undefined> {
      const wanted = serials.map(normaliseSerial);
      const found = await units.findOne({ serial: trusted({ $in: wanted }) }, { _id: 1 }).lean();
      return found?._id;
    },
    /** Which of these serials and IMEIs the store has already. */
    async taken(fresh: readonly NewUnit[]) {
      const imeis = fresh.flatMap(({ imei }) => imei ?? []);
      const rows = await units
        .find(
          {
            $or: [
              { serial: trusted({ $in: fresh.map(({ serial }) => serial) }) },
              { imei: trusted({ $in: imeis }) },
            ],
          },
          { serial: 1, imei: 1 },
        )
        .lean();
      return {
        takenSerials: new Set(rows.map(({ serial }) => serial)),
        takenImeis: new Set(rows.flatMap(({ imei }) => imei ?? [])),
      };
    },

    /** Units that were ever accepted, by id; one that came back and went out again counts twice. */
    async acceptances(after: string, limit: number) {
      const rows = await units
        .find(
          {
            'events.action': trusted({ $in: [...TAKE_OVERS] }),
            _id: trusted({ $gt: after }),
          },
          { ...CARD, events: 1 },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return {
        acceptances: rows.map(fromStored).flatMap(acceptancesOf),
        next: rows.length === limit ? rows.at(-1)?._id : undefined,
      };
    },
  };
}

function acceptancesOf(unit: UnitCard & Pick<Unit, 'events'>): Acceptance[] {
  return unit.events
    .filter(({ action }) => isTakeOver(action))
    .map(({ at, byId, facts }) => ({
      unit: toCard(unit),
      personId: byId ?? '',
      allocationId: String(facts['allocation'] ?? ''),
      at,
    }));
}
