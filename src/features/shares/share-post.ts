import type { Network } from './networks.js';

/** A post about the programme on another site, registered by who wrote it. */
export interface SharePost {
  readonly id: string;
  readonly personId: string;
  readonly roundId: string;
  readonly network: Network;
  /** `network:id` there; one person registers it once, however its address is written. */
  readonly key: string;
  readonly url: string;
  /** As the post's own number tells it, where the network writes the time into it. */
  readonly postedAt: Date | null;
  readonly createdAt: Date;
}

/** Clocks differ; a post later than this is no post. */
export const FUTURE_TOLERANCE_MS = 10 * 60_000;
