import type { PersonCard } from '../accounts/index.js';

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
