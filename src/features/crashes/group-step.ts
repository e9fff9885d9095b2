import { Conflict } from '../../kernel/errors.js';
import type { CrashGroup } from './crash-group.js';

export const GROUP_STEP_KINDS = ['merge', 'split', 'apart', 'lock'] as const;
export type GroupStepKind = (typeof GROUP_STEP_KINDS)[number];

/** What an engineer did to a group; kept for good, undone or not. */
export interface GroupStep {
  readonly id: string;
  readonly kind: GroupStepKind;
  /** The group it was merged into, was split from, or is not the same as. */
  readonly otherId: string | null;
  /** Of a split: the keys that went with it. */
  readonly keys: readonly string[];
  /** Null for the product itself: symbols took all crashes of the group to another. */
  readonly byId: string | null;
  readonly at: Date;
  readonly undoneAt: Date | null;
  readonly undoneById: string | null;
}

type Facts = Pick<CrashGroup, 'id' | 'ref' | 'mergedInto' | 'isLocked' | 'apart'>;

export const areApart = (one: Facts, other: Facts): boolean =>
  one.apart.includes(other.id) || other.apart.includes(one.id);

/** Nothing is done to a locked group, nor to one that stands in another's place already. */
export function mustBeFree({ ref, mergedInto, isLocked }: Facts): void {
  if (mergedInto !== null) throw new Conflict('crashes.group_merged', { ref });
  if (isLocked) throw new Conflict('crashes.group_locked', { ref });
}

export function mustMerge(one: Facts, other: Facts): void {
  if (one.id === other.id) throw new Conflict('crashes.same_group');
  for (const group of [one, other]) mustBeFree(group);
  if (areApart(one, other)) throw new Conflict('crashes.set_apart', { ref: other.ref });
}

export function mustSetApart(one: Facts, other: Facts): void {
  if (one.id === other.id) throw new Conflict('crashes.same_group');
  for (const group of [one, other]) mustBeFree(group);
  if (areApart(one, other)) throw new Conflict('crashes.apart_already', { ref: other.ref });
}

/** Some of the group's own keys may go, never all: that would only be another name. */
export function mustSplit(group: Facts, own: readonly string[], keys: readonly string[]): void {
  mustBeFree(group);
  if (!keys.every((key) => own.includes(key))) throw new Conflict('crashes.group_changed');
  if (own.every((key) => keys.includes(key))) throw new Conflict('crashes.split_all');
}
