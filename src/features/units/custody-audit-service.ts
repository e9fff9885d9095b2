import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { verifyUnit, type BreakKind, type NotedHead } from './custody.js';
import type { CustodyHeadStore } from './custody-head-store.js';
import type { UnitListQueries } from './unit-list-queries.js';

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

export interface CustodyAuditDeps {
  readonly heads: CustodyHeadStore;
  readonly lists: Pick<UnitListQueries, 'chains'>;
  readonly clock: Clock;
}

/** Checks every chain against itself, its unit and the heads noted outside; and notes new heads. */
export function createCustodyAudit({ heads, lists, clock }: CustodyAuditDeps) {
  return {
    /** Reads all units, or the one of that reference, a batch at a time. */
    async verify(ref?: string): Promise<Audit> {
      const count = { units: 0, events: 0, heads: 0 };
      const bad: BadLink[] = [];
      for await (const batch of lists.chains({ ref })) {
        const noted = await heads.ofUnits(batch.map(({ id }) => id));
        for (const unit of batch) {
          const own = noted.get(unit.id) ?? [];
          const check = verifyUnit(unit, own);
          if (!check.isWhole) bad.push({ unitRef: unit.ref, seq: check.seq, why: check.why });
          count.units += 1;
          count.events += unit.events.length;
          count.heads += own.length;
        }
      }
      const missing = ref === undefined ? await heads.missingUnits() : [];
      bad.push(...missing.map((unitRef): BadLink => ({ unitRef, seq: 1, why: 'removed' })));
      return { ...count, bad };
    },

    /** Notes the head of every unit that moved since the last time; safe to repeat. */
    async noteHeads(): Promise<void> {
      for await (const batch of lists.chains({ isLastOnly: true })) {
        const noted = await heads.ofUnits(batch.map(({ id }) => id));
        const notedAt = clock.now();
        const fresh = batch.flatMap(({ id, ref, events }): NotedHead[] => {
          const event = events.at(-1);
          if (!event || noted.get(id)?.some(({ seq }) => seq === event.seq)) return [];
          const { seq, hash } = event;
          return [{ id: newId(notedAt), unitId: id, unitRef: ref, seq, hash, notedAt }];
        });
        await heads.add(fresh);
      }
    },
  };
}
