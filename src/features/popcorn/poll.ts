import type { ExperienceFigures } from './experience.js';
import type { Tally } from './tally.js';

/**
 * `open` while people are asked, `counting` once the clock closed it, `counted` when the result
 * stands, `told` when the winners know.
 */
export const POLL_STATES = ['open', 'counting', 'counted', 'told'] as const;
export type PollState = (typeof POLL_STATES)[number];

/** What became of the questions that one release asked; made when there is something to note. */
export interface Poll extends Tally {
  /** That of the release. */
  readonly id: string;
  readonly modelCode: string;
  readonly build: string;
  readonly closesAt: Date;
  readonly state: PollState;
  /** When those who had not voted yet were reminded. */
  readonly remindedAt: Date | null;
  /** Null until the result stands; nothing of it changes afterwards. */
  readonly countedAt: Date | null;
  readonly figures: ExperienceFigures | null;
}
