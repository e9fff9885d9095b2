import type { Language } from '../../kernel/people.js';

export const ALLOCATION_STATES = [
  'offered',
  'signed',
  'held',
  'ended',
  'lapsed',
  'declined',
  'withdrawn',
] as const;
export type AllocationState = (typeof ALLOCATION_STATES)[number];

export type AllocationAction = 'sign' | 'hold' | 'end' | 'lapse' | 'decline' | 'withdraw';

/** A seat of a round for one applicant, from the offer to its end. */
export interface Allocation {
  readonly id: string;
  readonly roundId: string;
  readonly personId: string;
  readonly applicationId: string;
  readonly applicationRef: string;
  /** 1 to the round's number of seats. */
  readonly seat: number;
  readonly state: AllocationState;
  /** True while it takes a seat; the unique indexes hold for open allocations only. */
  readonly open: boolean;
  readonly offeredAt: Date;
  readonly offeredById: string;
  readonly offerExpiresAt: Date;
  readonly unitId: string | null;
  readonly consent: Consent | null;
}

/** Which text was signed, when, and in which language it was shown. */
export interface Consent {
  readonly version: number;
  readonly language: Language;
  /** sha256 of the text as the round states it. */
  readonly hash: string;
  readonly at: Date;
}

const TRANSITIONS: Record<AllocationState, Partial<Record<AllocationAction, AllocationState>>> = {
  offered: { sign: 'signed', lapse: 'lapsed', decline: 'declined', withdraw: 'withdrawn' },
  signed: { hold: 'held', end: 'ended', withdraw: 'withdrawn' },
  held: { end: 'ended' },
  ended: {},
  lapsed: {},
  declined: {},
  withdrawn: {},
};

export const nextAllocationState = (
  state: AllocationState,
  action: AllocationAction,
): AllocationState | undefined => TRANSITIONS[state][action];

/** The states from which the action is legal: what a conditional update may start from. */
export const statesBefore = (action: AllocationAction): readonly AllocationState[] =>
  ALLOCATION_STATES.filter((state) => nextAllocationState(state, action) !== undefined);

export const isOpen = (state: AllocationState): boolean =>
  state === 'offered' || state === 'signed' || state === 'held';

/**
 * Signatures under way at the deadline are let through before the job takes the seat back. What is
 * later than that is settled by the conditional updates, not by this time.
 */
export const LAPSE_GRACE_MS = 30_000;

/** Whether the offer may be signed or declined at that moment. */
export const isAnswerable = (
  allocation: Pick<Allocation, 'state' | 'offerExpiresAt'>,
  now: Date,
): boolean => allocation.state === 'offered' && now < allocation.offerExpiresAt;

/** The lowest seats first, so that the numbers stay without holes. */
export const freeSeats = (seats: number, taken: ReadonlySet<number>): number[] =>
  Array.from({ length: seats }, (_, index) => index + 1).filter((seat) => !taken.has(seat));
