import { distanceTo, type Release } from '../releases/index.js';
import type { Build } from '../rounds/index.js';
import type { Acceptance, UnitCard } from '../units/index.js';

/**
 * Whether somebody has tried a build. `older`: their unit told of an older one; `apart`: of one on
 * another branch; `silent`: it has told of none since they have it.
 */
export type Trial =
  | { readonly kind: 'tried' | 'no_unit' | 'staff' }
  | {
      readonly kind: 'older' | 'apart' | 'silent';
      readonly unitRef: string;
      readonly build: string | null;
    };

/**
 * Looks at every unit of the model that the person has. Reports, logs, retests and heartbeats note
 * the unit's build and that it was seen; what they noted of an earlier holder says nothing of this
 * one. `acceptances` are those of the units in hand, in the order of their events; `builds` those of
 * the model in their order.
 */
export function trialOf(
  acceptances: readonly Acceptance[],
  { modelCode, build }: Pick<Release, 'modelCode' | 'build'>,
  builds: readonly Build[],
): Trial {
  const units = new Map<
    string,
    { readonly unit: UnitCard; readonly takenOverAt: readonly Date[] }
  >();
  for (const { unit, at } of acceptances)
    if (unit.modelCode === modelCode)
      units.set(unit.id, { unit, takenOverAt: [...(units.get(unit.id)?.takenOverAt ?? []), at] });
  const found = [...units.values()].map(({ unit, takenOverAt }): Trial => {
    const at = { unitRef: unit.ref, build: unit.build };
    const isOwnSign = takenOverAt.length === 1 || wasSeenSince(unit, takenOverAt.at(-1));
    const distance = isOwnSign ? distanceTo(build, unit.build, builds) : 'unknown';
    if (distance === 'unknown') return { kind: 'silent', ...at };
    const isTried = distance === 'same' || distance === 'newer';
    return isTried ? { kind: 'tried' } : { kind: distance, ...at };
  });
  const best = (kind: Trial['kind']) => found.find((one) => one.kind === kind);
  return best('tried') ?? best('older') ?? best('apart') ?? best('silent') ?? { kind: 'no_unit' };
}

const wasSeenSince = ({ lastSeenAt }: UnitCard, at: Date | undefined): boolean =>
  lastSeenAt !== null && at !== undefined && lastSeenAt > at;
