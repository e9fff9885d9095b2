import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import type { By, TakeDeed } from './deed-service.js';
import { shelfOf, type Defect } from './defect.js';
import type { DefectStore } from './defect-store.js';
import type { FamilyQueries } from './family-queries.js';
import { oriented, rootOf } from './merge.js';

export interface MergeDeps {
  readonly defects: Pick<DefectStore, 'byRef'>;
  readonly family: FamilyQueries;
  readonly take: TakeDeed;
}

export type MergeService = ReturnType<typeof createMerges>;

/**
 * Says that two defects are one, and takes it back. A merge is one link in one record: reports,
 * confirmations and votes stay where they are, so cutting the link restores everything.
 */
export function createMerges({ defects, family, take }: MergeDeps) {
  async function otherOf(one: Defect, ref: string): Promise<Defect> {
    const other = await defects.byRef(ref);
    const refused = (code: string) => new InvalidInput({ other: { code } });
    if (!other) throw refused('defects.no_such_defect');
    if (other.id === one.id) throw refused('defects.same');
    if (other.modelCode !== one.modelCode) throw refused('defects.other_model');
    if (other.kind !== one.kind) throw refused('defects.other_kind');
    return other;
  }

  async function byRef(ref: string): Promise<Defect> {
    const defect = await defects.byRef(ref);
    if (!defect) throw new NotFound();
    return defect;
  }

  const shelfAt = (defect: Defect, mergedInto: string | null) => ({
    mergedInto,
    shelf: shelfOf({ ...defect, mergedInto }),
  });

  return {
    /** @returns the reference of the one of the two that the other goes into */
    async merge(ref: string, otherRef: string, reason: string, by: By): Promise<string> {
      const one = await byRef(ref);
      const { from, into } = oriented(one, await otherOf(one, otherRef));
      if (from.mergedInto !== null) {
        const around = await family.of(from.id);
        const root = around ? rootOf(around).ref : '';
        throw new Conflict('defects.merged_already', { ref: from.ref, root });
      }
      const other = { id: into.id, ref: into.ref };
      const changes = shelfAt(from, into.id);
      await take(from, { action: 'merge', reason, other, changes }, by);
      return into.ref;
    },
    /** Cuts the link: each of the two has again what was given to it. */
    async unmerge(ref: string, reason: string, by: By): Promise<void> {
      const defect = await byRef(ref);
      const around = await family.of(defect.id);
      const goal = around?.ancestors[0];
      if (!goal || goal.id !== defect.mergedInto) throw new Conflict('defects.not_merged');
      const other = { id: goal.id, ref: goal.ref };
      const changes = shelfAt(defect, null);
      await take(defect, { action: 'unmerge', reason, other, changes }, by);
    },
  };
}
