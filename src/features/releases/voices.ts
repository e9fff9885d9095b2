import type { PersonCard } from '../accounts/index.js';

/** What those who were asked to try a fix again said of it. */
export interface Tried {
  /** Units that were asked. */
  readonly asked: number;
  /** Units that see it gone. */
  readonly fixed: number;
  /** Units and logs that still show it. */
  readonly contradictions: number;
}

/** By `fixKey`; a fix nobody said anything about is not in the map. */
export type TriedOf = (fixes: readonly string[]) => Promise<ReadonlyMap<string, Tried>>;

/** What the users of a release say of it, as a later feature knows. */
export interface Voices {
  /** They are still asked. */
  readonly isAsking: boolean;
  /** Their votes are counted. */
  readonly isCounted: boolean;
  /** The engineers they thank most. */
  readonly winners: readonly PersonCard[];
  /** By the reference of a line's defect; lines that few reacted to are not there. */
  readonly reactions: ReadonlyMap<string, { readonly great: number; readonly needsWork: number }>;
}
