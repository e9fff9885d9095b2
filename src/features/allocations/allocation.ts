import { HOUR, later } from '../../kernel/clock.js';
import type { Language } from '../../kernel/people.js';
import type { UnitCard } from '../units/index.js';

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
  /** The quota that the seat number belongs to. */
  readonly quotaKey: string;
  readonly state: AllocationState;
  /** True while it takes a seat; the unique indexes hold for open allocations only. */
  readonly open: boolean;
  readonly offeredAt: Date;
  /** The admin who offered it by hand; null when the round's own order did. */
  readonly offeredById: string | null;
  /** Why it was offered by hand. */
  readonly reason: string | null;
  readonly offerExpiresAt: Date;
  readonly unitId: string | null;
  /** Oldest first: the signature, then one for each change of the text. Never shortened. */
  readonly consents: readonly Consent[];
  readonly heldAt: Date | null;
  /** The unit was in the person's hands and did not get lost there. */
  readonly isFinished: boolean;
  /** Marks of the notices that were sent; see `noticesDue`. */
  readonly told: readonly string[];
}

/** Which text was signed, when, and in which language it was shown. */
export interface Consent {
  readonly version: number;
  readonly language: Language;
  /** sha256 of the text as the round states it. */
  readonly hash: string;
  readonly at: Date;
  /** On the page of the application, or when another fan handed the unit over. */
  readonly how: 'page' | 'hand_over';
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

type Signed = Pick<Allocation, 'state' | 'consents'>;
interface Text {
  readonly version: number;
  readonly hash: string;
}

/** The text in force is the one that was signed last. */
export const isConsentCurrent = ({ consents }: Pick<Allocation, 'consents'>, text: Text): boolean =>
  consents.at(-1)?.hash === text.hash;

/** The text was changed after the signature, and the seat goes on. */
export const wantsConsent = (allocation: Signed, text: Text): boolean =>
  (allocation.state === 'signed' || allocation.state === 'held') &&
  !isConsentCurrent(allocation, text);

/** A unit in that state was not lost by whoever held it. */
export const isWhole = ({ state }: Pick<UnitCard, 'state'>): boolean =>
  state !== 'lost' && state !== 'written_off';

/** All consents of an application's allocations, in the order they were given. */
export const consentsIn = (allocations: readonly Allocation[]) =>
  allocations.flatMap((allocation) =>
    allocation.consents.map((consent) => ({ allocation, consent })),
  );

/** So long before its deadline an offer that was not answered is brought to mind once. */
export const REMINDER_HOURS = 12;

export interface DueNotice {
  /** Kept on the allocation, so that nothing is said twice. */
  readonly mark: string;
  readonly kind: 'offered' | 'reminder' | 'consent';
}

/** What the person must still be told about an open allocation. */
export function noticesDue(
  allocation: Signed & Pick<Allocation, 'told' | 'offeredAt' | 'offerExpiresAt'>,
  text: Text,
  now: Date,
): readonly DueNotice[] {
  const due: DueNotice[] = [];
  if (isAnswerable(allocation, now)) {
    due.push({ mark: 'offered', kind: 'offered' });
    const remindAt = later(allocation.offerExpiresAt, -REMINDER_HOURS * HOUR);
    if (allocation.offeredAt < remindAt && remindAt <= now)
      due.push({ mark: 'reminder', kind: 'reminder' });
  }
  if (wantsConsent(allocation, text))
    due.push({ mark: `consent-${text.version}`, kind: 'consent' });
  return due.filter(({ mark }) => !allocation.told.includes(mark));
}
