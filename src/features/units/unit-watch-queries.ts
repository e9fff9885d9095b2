import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import { CARD, type HeldUnit, type UnitCard } from './unit-card.js';
import { unitModel } from './unit-schema.js';
import { HELD_STATES } from './unit.js';

const PAGE_SIZE = 50;
const held = { state: trusted({ $in: [...HELD_STATES] }) };

export type UnitWatchQueries = ReturnType<typeof createUnitWatchQueries>;

/** Reads over all units in people's hands: who has them, until when, and who has gone silent. */
export function createUnitWatchQueries(connection: Connection) {
  const units = unitModel(connection);

  async function byDate(
    field: 'returnBy' | 'lastSeenAt',
    range: { readonly $gte?: Date; readonly $lt: Date },
    after: string | undefined,
    limit: number,
  ): Promise<Page<HeldUnit>> {
    const cursor = decodeCursor(after, 2);
    const [ms, id] = [Number(cursor?.[0]), String(cursor?.[1])];
    // A made-up cursor starts at the top.
    const at = new Date(ms);
    const isValid = cursor !== undefined && !Number.isNaN(at.getTime());
    const further = isValid
      ? { $or: [{ [field]: trusted({ $gt: at }) }, { [field]: at, _id: trusted({ $gt: id }) }] }
      : {};
    const rows = await units
      .find({ ...held, [field]: trusted({ ...range }), ...further }, CARD)
      .sort({ [field]: 1, _id: 1 })
      .limit(limit + 1)
      .lean();
    return toPage(rows.map(asHeld), limit, (row) =>
      encodeCursor(row[field]?.getTime() ?? 0, row.id),
    );
  }

  return {
    /** All units in people's hands, those of one person side by side. */
    async heldPage(after: string | undefined, limit = PAGE_SIZE): Promise<Page<HeldUnit>> {
      const cursor = decodeCursor(after, 2)?.map(String);
      const [holder = '', id = ''] = cursor ?? [];
      const further = cursor
        ? {
            $or: [
              { holderId: trusted({ $gt: holder }) },
              { holderId: holder, _id: trusted({ $gt: id }) },
            ],
          }
        : {};
      const rows = await units
        .find({ ...held, ...further }, CARD)
        .sort({ holderId: 1, _id: 1 })
        .limit(limit + 1)
        .lean();
      return toPage(rows.map(asHeld), limit, (row) => encodeCursor(row.holderId, row.id));
    },

    /** Units bound to one of the people and not yet taken over, and units due back from them. */
    async changingHands(personIds: readonly string[]): Promise<readonly UnitCard[]> {
      if (personIds.length === 0) return [];
      const rows = await units
        .find(
          {
            holderId: trusted({ $in: [...new Set(personIds)] }),
            state: trusted({ $in: ['reserved', 'packed', 'return_due'] }),
          },
          CARD,
        )
        .sort({ _id: 1 })
        .lean();
      return rows.map(fromStored);
    },

    /** How many units each of the people has in hand; who has none is not in the map. */
    async heldCounts(personIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (personIds.length === 0) return new Map();
      const rows = await units.aggregate<{ _id: string; count: number }>([
        {
          $match: { holderId: { $in: [...new Set(personIds)] }, state: { $in: [...HELD_STATES] } },
        },
        { $group: { _id: '$holderId', count: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, count }) => [_id, count]));
    },

    /** Units of the model in the hands of those who test them, by id. */
    async testedOf(modelCode: string): Promise<readonly HeldUnit[]> {
      const rows = await units
        .find({ modelCode, state: trusted({ $in: ['accepted', 'in_test'] }) }, CARD)
        .sort({ _id: 1 })
        .lean();
      return rows.map(asHeld);
    },

    /** Units to be back at `from` or later but before `to`, the most urgent first. */
    dueBetween: (from: Date, to: Date, after?: string, limit = PAGE_SIZE) =>
      byDate('returnBy', { $gte: from, $lt: to }, after, limit),

    /** Units in hand of which nothing was seen since before that moment, the longest first. */
    silentSince: (before: Date, after?: string, limit = PAGE_SIZE) =>
      byDate('lastSeenAt', { $lt: before }, after, limit),
  };
}

const asHeld = (row: Omit<UnitCard, 'id'> & { readonly _id: string }): HeldUnit => ({
  ...fromStored(row),
  holderId: row.holderId ?? '',
});
