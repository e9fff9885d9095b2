import type { Application, IneligibilityReason, Quota, Round } from '../rounds/index.js';

/** `waiting` for a turn, `called` to a seat by an allocation, or `skipped` as it can't take one. */
export type ClaimState = 'waiting' | 'called' | 'skipped';

/**
 * What one person got of a first-come quota: a place, counted from 1. The places up to the quota's
 * seats are seats, those behind are its waitlist. A claim is never changed in that and never removed.
 */
export interface Claim {
  /** `claimId` of its round, quota and place: whoever stores it first has the place. */
  readonly id: string;
  readonly roundId: string;
  readonly quota: string;
  readonly place: number;
  readonly personId: string;
  readonly applicationId: string;
  readonly at: Date;
  readonly state: ClaimState;
  /** While it is called: the allocation that has its turn. */
  readonly allocationId: string | null;
}

/** What answers are made from. */
export type ClaimedPlace = Pick<Claim, 'quota' | 'place' | 'at'>;

/** Padded, so that ids sort as places do and a quota's places are one range of ids. */
const PLACE_DIGITS = 7;
export const claimId = (roundId: string, quota: string, place: number): string =>
  `${roundId}:${quota}:${String(place).padStart(PLACE_DIGITS, '0')}`;

/** A first-come quota as the book fills it. */
export interface Lane {
  readonly key: string;
  readonly seats: number;
  /** Seats and waitlist together. */
  readonly places: number;
}

/** The first-come quotas of a round in declared order. */
export const lanesOf = (round: Pick<Round, 'quotas' | 'waitlistPlaces'>): readonly Lane[] =>
  round.quotas
    .filter(({ mode }) => mode === 'first_come')
    .map(({ key, seats }: Quota) => ({ key, seats, places: seats + round.waitlistPlaces }));

export const seatsIn = (lanes: readonly Lane[]): number =>
  lanes.reduce((sum, { seats }) => sum + seats, 0);

export type Outcome =
  | { readonly kind: 'seat'; readonly number: number; readonly of: number; readonly at: Date }
  | { readonly kind: 'waitlist'; readonly number: number; readonly of: number }
  | { readonly kind: 'sold_out' };

/** What a place means in the round as it stands; undefined where its quota is there no more. */
export function outcomeOf(place: ClaimedPlace, lanes: readonly Lane[]): Outcome | undefined {
  const lane = lanes.find(({ key }) => key === place.quota);
  if (!lane) return undefined;
  const behind = place.place - lane.seats;
  return behind <= 0
    ? { kind: 'seat', number: place.place, of: lane.seats, at: place.at }
    : { kind: 'waitlist', number: behind, of: Math.max(lane.places - lane.seats, behind) };
}

export type ClaimDoor = 'apply' | 'ineligible' | 'no_quota' | 'claim' | 'claimed' | 'closed';

/** What the page of a round's claim is drawn from. */
export interface ClaimVisit {
  readonly round: Round;
  readonly door: ClaimDoor;
  readonly application: Application | undefined;
  readonly reasons: readonly IneligibilityReason[];
  readonly outcome: Outcome | undefined;
  readonly ticket: string | undefined;
  readonly seats: number;
  readonly seatsTaken: number;
}
