export const REACTIONS = ['great', 'needs_work'] as const;
export type Reaction = (typeof REACTIONS)[number];

/** Fewer reactions than this to a line are shown to nobody. */
export const SHOWN_FROM = 5;

/** What people think of one line of a release, each with one voice. */
export interface LineReactions {
  /** Release and reference of the line's defect: there is one for both. */
  readonly id: string;
  readonly releaseId: string;
  readonly defectRef: string;
  readonly great: readonly string[];
  readonly needs_work: readonly string[];
  /** How many each list has, written by the update that changes it. */
  readonly greatCount: number;
  readonly needsWorkCount: number;
}

export type ReactionCount = Pick<
  LineReactions,
  'releaseId' | 'defectRef' | 'greatCount' | 'needsWorkCount'
>;

/** Whether enough people reacted to show how many. */
export const isShown = ({ greatCount, needsWorkCount }: ReactionCount): boolean =>
  greatCount + needsWorkCount >= SHOWN_FROM;
