import { sha256 } from '../../kernel/ids.js';
import type { Asked } from './retest.js';

/** A unit in somebody's hands, with what matters when it is chosen. */
export interface Candidate {
  readonly unitId: string;
  readonly personId: string;
  readonly hardwareRevision: string;
  /** Of its holder; undefined where nobody knows. */
  readonly city: string | undefined;
}

/** Those concerned by one fix; units that nobody holds any more are left out by the choice. */
export interface Concerned {
  /** Names the fix: the choice is the same each time it is made. */
  readonly fix: string;
  readonly reporters: readonly string[];
  readonly confirmers: readonly string[];
}

export interface Choice {
  readonly candidate: Candidate;
  readonly asked: Asked;
}

/** Units that are asked beside those that reported or confirmed the defect. */
export const EXTRA_UNITS = 5;
/** Nobody is asked more often for one release without having said anything about the defect. */
export const EXTRAS_PER_PERSON = 3;

/**
 * The units to ask about one fix: those that reported it, those that confirmed it, and a few more
 * of the same hardware and from other cities where there are such, in an order that nobody can
 * choose. `extras` counts by person how often the release asks already, and is raised.
 */
export function chooseUnits(
  { fix, reporters, confirmers }: Concerned,
  pool: ReadonlyMap<string, Candidate>,
  extras: Map<string, number>,
): readonly Choice[] {
  const chosen = new Map<string, Choice>();
  const ask = (asked: Asked) => (unitId: string) => {
    const candidate = pool.get(unitId);
    if (candidate && !chosen.has(unitId)) chosen.set(unitId, { candidate, asked });
  };
  reporters.forEach(ask('reporter'));
  confirmers.forEach(ask('confirmer'));
  const concerned = [...chosen.values()].map(({ candidate }) => candidate);
  const people = new Set(concerned.map(({ personId }) => personId));
  let left = EXTRA_UNITS;
  for (const candidate of inOrder(fix, [...pool.values()], concerned)) {
    const { personId, unitId } = candidate;
    const count = extras.get(personId) ?? 0;
    if (left === 0) break;
    if (people.has(personId) || count >= EXTRAS_PER_PERSON) continue;
    people.add(personId);
    extras.set(personId, count + 1);
    chosen.set(unitId, { candidate, asked: 'matching' });
    left -= 1;
  }
  return [...chosen.values()];
}

/** Those of known hardware first, then those from elsewhere, then by lot. */
function inOrder(
  fix: string,
  pool: readonly Candidate[],
  concerned: readonly Candidate[],
): readonly Candidate[] {
  const revisions = new Set(concerned.map(({ hardwareRevision }) => hardwareRevision));
  const cities = new Set(concerned.map(({ city }) => city));
  const rank = ({ unitId, hardwareRevision, city }: Candidate): string =>
    [revisions.has(hardwareRevision) ? 0 : 1, cities.has(city) ? 1 : 0, sha256(`${fix}:${unitId}`)]
      .map(String)
      .join(' ');
  return pool
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ candidate }) => candidate);
}
