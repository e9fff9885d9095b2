import { distanceTo, type Release } from '../releases/index.js';
import type { Build } from '../rounds/index.js';
import type { Acceptance } from '../units/index.js';

/**
 * Whether somebody has used a build. `older`: their unit told of an older one; `apart`: of one on
 * another branch; `silent`: it has told of none since they have it.
 */
export type BuildUse =
  | { readonly kind: 'used' | 'no_unit' | 'staff' }
  | {
      readonly kind: 'older' | 'apart' | 'silent';
      readonly unitRef: string;
      readonly build: string | null;
    };

/**
 * Looks at every unit of the model that the person has. Reports, retests and heartbeats note the
 * unit's build and that it was seen; what they noted of an earlier holder says nothing of this one.
 * `acceptances` are those of the units in hand, in the order of their events; `told` are builds that
 * the person's own reports or their logs name; `builds` those of the model in their order.
 */
export function buildUseOf(
  acceptances: readonly Acceptance[],
  { modelCode, build }: Pick<Release, 'modelCode' | 'build'>,
  builds: readonly Build[],
  told: readonly string[],
): BuildUse {
  const own = unitsIn(acceptances.filter(({ unit }) => unit.modelCode === modelCode));
  const brings = (version: string): boolean =>
    ['same', 'newer'].includes(distanceTo(build, version, builds));
  if (own.length > 0 && told.some(brings)) return { kind: 'used' };
  const found = own.map(({ ref: unitRef, build: runs, hasToldHolder }): BuildUse => {
    const distance = hasToldHolder ? distanceTo(build, runs, builds) : 'unknown';
    if (distance === 'same' || distance === 'newer') return { kind: 'used' };
    return { kind: distance === 'unknown' ? 'silent' : distance, unitRef, build: runs };
  });
  const best = (kind: BuildUse['kind']) => found.find((one) => one.kind === kind);
  return best('used') ?? best('older') ?? best('apart') ?? best('silent') ?? { kind: 'no_unit' };
}

/** Each unit once, and whether what is known of it was seen with the holder of now. */
function unitsIn(acceptances: readonly Acceptance[]) {
  const last = new Map(acceptances.map((one) => [one.unit.id, one]));
  return [...last.values()].map(({ unit, at }) => {
    const isFirst = acceptances.filter((one) => one.unit.id === unit.id).length === 1;
    const wasSeenSince = unit.lastSeenAt !== null && unit.lastSeenAt > at;
    return { ...unit, hasToldHolder: isFirst || wasSeenSince };
  });
}
