import { trusted, type Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { custodyHeadModel, type CustodyHeadRecord } from './custody-head-schema.js';
import { verifyUnit, type BreakKind } from './custody.js';
import { unitModel } from './unit-schema.js';

const BATCH = 100;

/** The first link of a unit that does not hold. */
export interface BadLink {
  readonly unitRef: string;
  readonly seq: number;
  readonly why: BreakKind;
}

export interface Audit {
  readonly units: number;
  readonly events: number;
  readonly heads: number;
  readonly bad: readonly BadLink[];
}

export type CustodyAudit = ReturnType<typeof createCustodyAudit>;

/** Checks every chain against itself, its unit and the heads noted outside; and notes new heads. */
export function createCustodyAudit(connection: Connection, clock: Clock) {
  const units = unitModel(connection);
  const heads = custodyHeadModel(connection);

  async function headsOf(ids: readonly string[]) {
    const found = await heads
      .find({ unitId: trusted({ $in: [...ids] }) })
      .sort({ unitId: 1, seq: 1 })
      .lean();
    const byUnit = new Map(ids.map((id): [string, CustodyHeadRecord[]] => [id, []]));
    for (const head of found) byUnit.get(head.unitId)?.push(head);
    return byUnit;
  }

  /** Units that a head speaks of and that are not there any more. */
  async function missing(): Promise<BadLink[]> {
    const rows = await heads.aggregate<{ unitRef: string }>([
      { $group: { _id: '$unitId', unitRef: { $first: '$unitRef' } } },
      { $lookup: { from: 'units', localField: '_id', foreignField: '_id', as: 'unit' } },
      { $match: { unit: { $size: 0 } } },
      { $sort: { unitRef: 1 } },
      { $project: { unitRef: 1 } },
    ]);
    return rows.map(({ unitRef }) => ({ unitRef, seq: 1, why: 'removed' }));
  }

  return {
    /** Reads all units, or the one of that reference, a batch at a time. */
    async verify(ref?: string): Promise<Audit> {
      const count = { units: 0, events: 0, heads: 0 };
      const bad: BadLink[] = [];
      for (let after = ''; ;) {
        const batch = await units
          .find({ ...(ref === undefined ? {} : { ref }), _id: trusted({ $gt: after }) })
          .sort({ _id: 1 })
          .limit(BATCH)
          .lean();
        const noted = await headsOf(batch.map(({ _id }) => _id));
        for (const unit of batch) {
          const own = noted.get(unit._id) ?? [];
          const check = verifyUnit(unit, own);
          if (!check.isWhole) bad.push({ unitRef: unit.ref, seq: check.seq, why: check.why });
          count.units += 1;
          count.events += unit.events.length;
          count.heads += own.length;
        }
        const last = batch.at(-1);
        if (!last || batch.length < BATCH) break;
        after = last._id;
      }
      if (ref === undefined) bad.push(...(await missing()));
      return { ...count, bad };
    },

    /** Notes the head of every unit that moved since the last time; safe to repeat. */
    async noteHeads(): Promise<void> {
      for (let after = ''; ;) {
        const batch = await units
          .find({ _id: trusted({ $gt: after }) }, { ref: 1, events: 1 })
          .slice('events', -1)
          .sort({ _id: 1 })
          .limit(BATCH)
          .lean();
        const noted = await headsOf(batch.map(({ _id }) => _id));
        const notedAt = clock.now();
        const fresh = batch.flatMap(({ _id, ref, events }) => {
          const [event] = events;
          if (!event || noted.get(_id)?.some(({ seq }) => seq === event.seq)) return [];
          const { seq, hash } = event;
          return [{ _id: newId(notedAt), unitId: _id, unitRef: ref, seq, hash, notedAt }];
        });
        await addNew(fresh);
        const last = batch.at(-1);
        if (!last || batch.length < BATCH) return;
        after = last._id;
      }
    },
  };

  /** A head is never replaced: the first that was noted for a number is the one that counts. */
  async function addNew(fresh: readonly CustodyHeadRecord[]): Promise<void> {
    if (fresh.length === 0) return;
    try {
      await heads.insertMany(fresh, { ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
