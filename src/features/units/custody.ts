import { canonicalJson } from '../../kernel/canonical-json.js';
import type { Facts } from '../../kernel/errors.js';
import { sha256 } from '../../kernel/ids.js';
import { nextState, type UnitAction, type UnitState } from './unit.js';

/** One move of a unit, linked to the one before by `prevHash`. */
export interface CustodyEvent {
  /** 1 for the registration, then without a gap. */
  readonly seq: number;
  readonly at: Date;
  /** Null when no person did it. */
  readonly byId: string | null;
  readonly action: UnitAction;
  /** Null for the registration. */
  readonly from: UnitState | null;
  readonly to: UnitState;
  /** What belongs to the move: parcel number, reason, signed agreement, person, allocation. */
  readonly facts: Facts;
  readonly prevHash: string;
  /** sha256, hex, of the canonical JSON of all the fields above but `prevHash`, then `prevHash`. */
  readonly hash: string;
}

export type CustodyMove = Omit<CustodyEvent, 'seq' | 'prevHash' | 'hash'>;
export type LastEvent = Pick<CustodyEvent, 'seq' | 'hash'>;

/** What the registration is linked to. */
export const GENESIS: LastEvent = { seq: 0, hash: '0'.repeat(64) };

export const hashEvent = ({ hash: _, prevHash, ...rest }: CustodyEvent): string =>
  sha256(canonicalJson({ ...rest, at: rest.at.toISOString() }) + prevHash);

/** Links a move to the last event of its unit. */
export function sealEvent(last: LastEvent, move: CustodyMove): CustodyEvent {
  const draft = { ...move, seq: last.seq + 1, prevHash: last.hash, hash: '' };
  return { ...draft, hash: hashEvent(draft) };
}

export type CustodyCheck =
  | { readonly isWhole: true }
  /** `seq` is the place in the chain, counted from 1, at which it stops to hold. */
  | { readonly isWhole: false; readonly seq: number };

/** Whether the events are one unbroken chain of legal moves from the registration on. */
export function verifyCustody(events: readonly CustodyEvent[]): CustodyCheck {
  const broken = events.findIndex((event, index) => !follows(event, events[index - 1]));
  return broken < 0 && events.length > 0
    ? { isWhole: true }
    : { isWhole: false, seq: Math.max(broken, 0) + 1 };
}

function follows(event: CustodyEvent, before: CustodyEvent | undefined): boolean {
  const last = before ?? GENESIS;
  const isLinked = event.seq === last.seq + 1 && event.prevHash === last.hash;
  const isLegal = before
    ? event.from === before.to && nextState(before.to, event.action) === event.to
    : event.from === null && event.action === 'register' && event.to === 'in_stock';
  return isLinked && isLegal && event.hash === hashEvent(event);
}
