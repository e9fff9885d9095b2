import type { Facts } from '../../kernel/errors.js';
import type { RoundMode } from '../rounds/index.js';

/**
 * Why an application stands where it stands, as the feature that chose tells it: plain data, so that
 * its page needs to know nothing of draws, scores, claims or codes.
 */
export interface Why {
  readonly source: RoundMode;
  /** A seat is the applicant's, even if the offer is not made yet. */
  readonly isChosen: boolean;
  /** What the score is made of; the sentence is `allocations.why.parts.<key>` with the facts. */
  readonly parts: readonly {
    readonly key: string;
    readonly points: number;
    readonly facts: Facts;
  }[];
  /** Lots in the draw. */
  readonly weight: number | null;
  /** Place in the order, from 1, `of` so many. */
  readonly rank: number | null;
  readonly of: number | null;
  readonly quotaKey: string | null;
  readonly waitlistPlace: number | null;
  /** The name of the application in the published lists of a draw. */
  readonly publishedId: string | null;
  /** Why it gets no seat: sentences `rounds.reasons.<code>`. */
  readonly reasons: readonly { readonly code: string; readonly facts: Facts }[];
}

/** What a place in a queue says: of first-come claims, or of redeemed codes. */
export const whyOfPlace = (
  source: 'first_come' | 'invite',
  place: { readonly kind: 'seat' | 'waitlist'; readonly number: number; readonly of?: number },
): Why => ({
  source,
  isChosen: place.kind === 'seat',
  parts: [],
  weight: null,
  rank: place.kind === 'seat' ? place.number : null,
  of: place.of ?? null,
  quotaKey: null,
  waitlistPlace: place.kind === 'waitlist' ? place.number : null,
  publishedId: null,
  reasons: [],
});
