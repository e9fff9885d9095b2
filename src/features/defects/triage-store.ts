import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Help, HelpState, TriageFact } from './triage.js';
import { helpModel } from './triage-schema.js';

const SHOWN_MAX = 50;

export type TriageStore = ReturnType<typeof createTriageStore>;

export function createTriageStore(connection: Connection) {
  const helps = helpModel(connection);
  return {
    /** False when the same person suggested the same before, and nobody has decided yet. */
    async add(help: Help): Promise<boolean> {
      try {
        await helps.create(toStored(help));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'open_unique')) return false;
        throw error;
      }
    },
    async byId(id: string): Promise<Help | undefined> {
      const record = await helps.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    /** Of any of the defects in that state, the oldest first; more than a page shows are left out. */
    async of(defectIds: readonly string[], state: HelpState): Promise<readonly Help[]> {
      const rows = await helps
        .find({ defectId: trusted({ $in: [...defectIds] }), state })
        .sort({ _id: 1 })
        .limit(SHOWN_MAX)
        .lean();
      return rows.map(fromStored);
    },
    openBy: (personId: string, defectId: string): Promise<number> =>
      helps.countDocuments({ defectId, personId, state: 'open' }),
    /** All that was accepted about any of the defects, the oldest first. */
    async acceptedOf(defectIds: readonly string[]): Promise<readonly TriageFact[]> {
      const rows = await helps
        .find(
          { defectId: trusted({ $in: [...defectIds] }), state: 'accepted' },
          { kind: 1, personId: 1, defectId: 1, at: 1, decidedAt: 1 },
        )
        .sort({ _id: 1 })
        .lean();
      return rows.map(({ _id: id, kind, personId, defectId, at, decidedAt }) => ({
        ...{ id, kind, personId, defectId, at: decidedAt ?? at },
      }));
    },
    /** False when somebody decided before. */
    async decide(
      id: string,
      decision: Pick<Help, 'state' | 'text' | 'reason' | 'decidedById' | 'decidedAt'>,
    ): Promise<boolean> {
      const { modifiedCount } = await helps.updateOne({ _id: id, state: 'open' }, decision);
      return modifiedCount === 1;
    },
  };
}
