import type { Defect } from './defect.js';

/** A defect with those that stand for it and those it stands for. */
export interface Family {
  readonly defect: Defect;
  /** What it is merged into, what that is merged into, and so on; the last stands for all. */
  readonly ancestors: readonly Defect[];
  /** All that were merged into it, at whatever depth. */
  readonly merged: readonly Defect[];
}

export const rootOf = ({ defect, ancestors }: Family): Defect => ancestors.at(-1) ?? defect;

/** The ids of the defect and of all that were merged into it. */
export const idsOf = ({ defect, merged }: Family): readonly string[] => [
  defect.id,
  ...merged.map(({ id }) => id),
];

const numberOf = (ref: string): number => Number(ref.slice(ref.indexOf('-') + 1));

/**
 * Which of two defects that are one goes into the other: the higher number into the lower. Numbers
 * never change, so each link leads to a lower one, and no two merges can ever close a circle,
 * whoever is faster.
 */
export function oriented(
  one: Defect,
  other: Defect,
): { readonly from: Defect; readonly into: Defect } {
  const isYounger = numberOf(one.ref) > numberOf(other.ref);
  return isYounger ? { from: one, into: other } : { from: other, into: one };
}

/** When it was merged into what it is merged into now. */
export const mergedAtOf = ({ mergedInto, history }: Defect): Date | undefined =>
  mergedInto === null ? undefined : history.findLast(({ action }) => action === 'merge')?.at;

/** What it was cut from last: its figures are told without it since. */
export const formerGoalOf = ({ history }: Pick<Defect, 'history'>): string | undefined =>
  history.findLast(({ action }) => action === 'unmerge')?.other?.id;
