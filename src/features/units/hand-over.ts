import { canonicalJson } from '../../kernel/canonical-json.js';
import { MINUTE } from '../../kernel/clock.js';
import type { Facts } from '../../kernel/errors.js';
import { sha256 } from '../../kernel/ids.js';
import type { Bilingual } from '../../kernel/people.js';
import { consentFacts, signingOf, type SignedConsent } from './consent.js';
import type { UnitCard } from './unit-card.js';
import { isHeld, nextState, type Unit, type UnitState } from './unit.js';

/** `out` from the desk to its holder, `person` from fan to fan, `back` from the holder to the desk. */
export const HAND_OVER_KINDS = ['out', 'person', 'back'] as const;
export type HandOverKind = (typeof HAND_OVER_KINDS)[number];

export const HAND_OVER_CODE_DIGITS = 6;
export const HAND_OVER_TRIES = 5;
export const HAND_OVER_TTL_MS = 5 * MINUTE;

/** What both look at before the unit changes hands. */
export const PARTS = ['screen', 'body', 'buttons', 'camera', 'battery', 'accessories'] as const;
export type Part = (typeof PARTS)[number];
export const CONDITIONS = ['ok', 'marked', 'broken'] as const;
export type Condition = (typeof CONDITIONS)[number];
export type Checklist = Readonly<Record<Part, Condition>>;

/** How one side found the unit. */
export interface Finding {
  readonly checks: Checklist;
  readonly note: string;
  readonly photos: readonly { readonly id: string; readonly sha256: string }[];
}

/** Why somebody who typed a code did not get the unit. */
export const REFUSALS = [
  'wrong_code',
  'locked',
  'expired',
  'replayed',
  'voided',
  'cancelled',
  'not_yours',
  'no_offer',
  'other_revision',
  'stale',
  'illegal',
] as const;
export type HandOverRefusal = (typeof REFUSALS)[number];

export interface HandOverAttempt {
  readonly at: Date;
  readonly byId: string;
  readonly outcome: HandOverRefusal;
}

export type HandOverState = 'open' | 'done' | 'voided' | 'cancelled' | 'locked';

/** One offer to pass a unit on, open for five minutes; the unit's own event is what counts. */
export interface HandOver {
  readonly id: string;
  /** Stands in the address: random, and no secret by itself. */
  readonly key: string;
  readonly unitId: string;
  readonly unitRef: string;
  readonly kind: HandOverKind;
  readonly giverId: string;
  readonly state: HandOverState;
  readonly codeHmac: string;
  readonly triesLeft: number;
  readonly expiresAt: Date;
  readonly given: Finding;
  /** When the giver signed that their data is erased; only with `back`. */
  readonly wipedAt: Date | null;
  readonly receiverId: string | null;
  readonly received: Finding | null;
  readonly attempts: readonly HandOverAttempt[];
  readonly createdAt: Date;
  readonly doneAt: Date | null;
}

/** A unit went from one person to another, both confirming it; told after the custody event. */
export interface HandedOver {
  readonly unit: UnitCard;
  readonly unitId: string;
  /** The holder who gave it; null when an admin gave it out at the desk. */
  readonly fromId: string | null;
  readonly personId: string;
  /** The seat that the unit belongs to now. */
  readonly allocationId: string;
  /** The seat that the giver had it on; null when it stays on the same seat. */
  readonly previousAllocationId: string | null;
  /** What the receiver signed with it; null at the desk, where the binding was the signature. */
  readonly consent: SignedConsent | null;
  readonly at: Date;
}

/** An open offer of the receiver in the unit's round, and the text to be signed for it. */
export interface OpenOffer {
  readonly allocationId: string;
  /** Only a unit of that revision will do; null where any will. */
  readonly hardwareRevision: string | null;
  readonly agreement: { readonly version: number; readonly hash: string; readonly text: Bilingual };
}
export type OpenOfferFor = (personId: string, roundId: string) => Promise<OpenOffer | undefined>;

/** What the giver may open; the table of moves decides. */
export function kindsFor(state: UnitState, giver: 'admin' | 'holder'): readonly HandOverKind[] {
  const canPass = nextState(state, 'hand_over') !== undefined;
  if (giver === 'admin') return canPass && !isHeld(state) ? ['out'] : [];
  if (!isHeld(state)) return [];
  return [
    ...(nextState(state, 'receive') ? (['back'] as const) : []),
    ...(canPass ? (['person'] as const) : []),
  ];
}

/** Why a try can't even be made; undefined while the hand-over is open. */
export function whyOver(handOver: HandOver, now: Date): HandOverRefusal | undefined {
  const { state, triesLeft, expiresAt } = handOver;
  if (state === 'done') return 'replayed';
  if (state !== 'open') return state;
  if (triesLeft === 0) return 'locked';
  return now < expiresAt ? undefined : 'expired';
}

export const findingHash = ({ checks, note }: Finding): string =>
  sha256(canonicalJson({ checks, note }));

const photoHashes = ({ photos }: Finding): string => photos.map(({ sha256 }) => sha256).join(',');

/** The receiver's side, as the custody event keeps it. */
export interface Receiving {
  readonly receiverId: string;
  readonly received: Finding;
  readonly allocationId: string;
  /** Only from fan to fan. */
  readonly consent: SignedConsent | undefined;
}

/** Both sides in one event: who, how each found the unit, under which agreement. */
export function handOverFacts(handOver: HandOver, unit: Unit, receiving: Receiving): Facts {
  const { given, wipedAt, giverId } = handOver;
  const { received, consent } = receiving;
  return {
    hand_over: handOver.id,
    allocation: receiving.allocationId,
    from_person: giverId,
    to_person: receiving.receiverId,
    giver_checks: findingHash(given),
    receiver_checks: findingHash(received),
    giver_photos: photoHashes(given),
    receiver_photos: photoHashes(received),
    ...(consent ? consentFacts(consent) : standingConsent(unit)),
    ...(wipedAt ? { wiped_at: wipedAt.toISOString(), wiped_by: giverId } : {}),
  };
}

/** Version and hash of what the holder has signed before. */
function standingConsent(unit: Unit): Facts {
  const signed = signingOf(unit)?.facts;
  if (!signed) return {};
  return { agreement: signed['agreement'] ?? 0, agreement_hash: signed['agreement_hash'] ?? '' };
}

/** A hand-over with what the viewer needs to take part in it. */
export interface HandOverView {
  readonly handOver: HandOver;
  readonly unit: Unit;
  /** Undefined while it is open. */
  readonly over: HandOverRefusal | undefined;
  readonly isGiver: boolean;
  /** What the viewer would sign; only for the receiver from fan to fan. */
  readonly offer: OpenOffer | undefined;
  /** Why the viewer can't be the receiver. */
  readonly obstacle: HandOverRefusal | undefined;
}
