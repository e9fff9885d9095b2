import { randomUUID } from 'node:crypto';
import type { AwardReason } from './award.js';
import type { AwardQueries } from './award-queries.js';
import type { AwardStore } from './award-store.js';
import type { Acceptance, Units } from '../units/index.js';

export interface AwardServiceDeps {
  readonly awards: AwardStore;
  readonly queries: AwardQueries;
  readonly acceptedUnits: Units['service']['acceptedUnits'];
}

export type AwardService = ReturnType<typeof createAwardService>;

const SWEEP_SIZE = 200;

export function createAwardService({ awards, queries, acceptedUnits }: AwardServiceDeps) {
  /** Grants the badge unless the person has it; however often and from wherever it is called. */
  const grant = (reason: AwardReason): Promise<boolean> =>
    awards.add({ id: randomUUID(), ...reason });

  const grantMembership = ({ unit, personId, at }: Acceptance): Promise<boolean> =>
    grant({
      personId,
      badge: 'honorary_member',
      roundId: unit.roundId,
      unitId: unit.id,
      modelCode: unit.modelCode,
      grantedAt: at,
    });

  /** The person's first acceptance among those given. */
  function firstPerPerson(acceptances: readonly Acceptance[]): readonly Acceptance[] {
    const first = new Map<string, Acceptance>();
    for (const one of acceptances) {
      const known = first.get(one.personId);
      if (!known || one.at < known.at) first.set(one.personId, one);
    }
    return [...first.values()];
  }

  return {
    grant,
    grantMembership,
    /** Grants what the news of an acceptance did not. Returns the number of badges granted. */
    async sweep(): Promise<number> {
      let granted = 0;
      let after: string | undefined = '';
      while (after !== undefined) {
        const part: Awaited<ReturnType<typeof acceptedUnits>> = await acceptedUnits(
          after,
          SWEEP_SIZE,
        );
        const people = part.acceptances.map(({ personId }) => personId);
        const holders = await queries.holdersAmong(people, 'honorary_member');
        for (const one of firstPerPerson(part.acceptances))
          if (!holders.has(one.personId) && (await grantMembership(one))) granted += 1;
        after = part.next;
      }
      return granted;
    },
  };
}
