import { Conflict } from '../../kernel/errors.js';
import { calendarDay } from '../../kernel/time-zone.js';
import type { Acceptance, UnitCard, Units, UnitState } from '../units/index.js';
import type { Holding } from './judge.js';

export interface HoldingServiceDeps {
  readonly units: Pick<
    Units['service'],
    'acceptedUnits' | 'acceptancesBy' | 'unitsHeldBy' | 'move'
  >;
  readonly programmeZone: string;
}

export type HoldingService = ReturnType<typeof createHoldingService>;

const BATCH = 200;
/** A unit that is called back is on its way home and asks for no more signs. */
const TESTED: readonly UnitState[] = ['accepted', 'in_test'];
const isTested = ({ state }: { readonly state: UnitState }): boolean => TESTED.includes(state);

/** Who has something in hand to test, and since when: read from the units, never stored here. */
export function createHoldingService({ units, programmeZone }: HoldingServiceDeps) {
  async function testedBy(personId: string): Promise<readonly UnitCard[]> {
    return (await units.unitsHeldBy(personId)).filter(isTested);
  }

  return {
    unitsOf: units.unitsHeldBy,

    /** Every holder once, by the unit that was taken over first. */
    async holdings(): Promise<readonly Holding[]> {
      const acceptances: Acceptance[] = [];
      for (let after: string | undefined = ''; after !== undefined;) {
        const batch = await units.acceptedUnits(after, BATCH);
        acceptances.push(...batch.acceptances);
        after = batch.next;
      }
      return holdingsFrom(acceptances);
    },

    async sinceOf(personId: string): Promise<Date | undefined> {
      return holdingsFrom(await units.acceptancesBy(personId))[0]?.since;
    },

    async holdersAmong(personIds: readonly string[]): Promise<ReadonlySet<string>> {
      const held = await Promise.all(personIds.map(testedBy));
      return new Set(held.flat().flatMap(({ holderId }) => holderId ?? []));
    },

    /** Safe to repeat: a unit that was called back already stays so. */
    async callBack(personId: string, byId: string, returnBy: Date): Promise<void> {
      const facts = { return_by: calendarDay(returnBy, programmeZone) };
      for (const { ref } of await testedBy(personId)) {
        try {
          await units.move(ref, 'call_back', { byId, facts });
        } catch (error) {
          // Somebody else has called it back or taken it in meanwhile.
          if (!(error instanceof Conflict)) throw error;
        }
      }
    },
  };
}

/** The last time that the present holder took the unit over; of several units the first. */
export function holdingsFrom(acceptances: readonly Acceptance[]): readonly Holding[] {
  const byUnit = new Map<string, Acceptance>();
  for (const one of acceptances)
    if (one.unit.holderId === one.personId && isTested(one.unit)) byUnit.set(one.unit.id, one);
  const byPerson = new Map<string, Holding>();
  for (const { personId, at, unit } of byUnit.values()) {
    const known = byPerson.get(personId);
    if (!known || at < known.since)
      byPerson.set(personId, { personId, roundId: unit.roundId, since: at });
  }
  return [...byPerson.values()];
}
