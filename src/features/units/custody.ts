import { canonicalJson } from '../../kernel/canonical-json.js';
import type { Facts } from '../../kernel/errors.js';
import { sha256 } from '../../kernel/ids.js';
import { nextState, type Unit, type UnitAction, type UnitState } from './unit.js';

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

/** What a break looks like; which hand did it, no record can say. */
export type BreakKind = 'altered' | 'removed' | 'reordered' | 'illegal';

export interface CustodyBreak {
  readonly isWhole: false;
  /** The place in the chain, counted from 1, at which it stops to hold. */
  readonly seq: number;
  readonly why: BreakKind;
}
export type CustodyCheck = { readonly isWhole: true } | CustodyBreak;

/** Whether the events are one unbroken chain of legal moves from the registration on. */
export function verifyCustody(events: readonly CustodyEvent[]): CustodyCheck {
  if (events.length === 0) return broken(1, 'removed');
  for (const [index, event] of events.entries()) {
    const why = breakOf(event, events[index - 1], events);
    if (why) return broken(index + 1, why);
  }
  return { isWhole: true };
}

const broken = (seq: number, why: BreakKind): CustodyBreak => ({ isWhole: false, seq, why });

function breakOf(
  event: CustodyEvent,
  before: CustodyEvent | undefined,
  all: readonly CustodyEvent[],
): BreakKind | undefined {
  const last = before ?? GENESIS;
  if (event.hash !== hashEvent(event)) return 'altered';
  if (event.seq !== last.seq + 1)
    return all.some(({ seq }) => seq === last.seq + 1) ? 'reordered' : 'removed';
  if (event.prevHash !== last.hash) return 'altered';
  const isLegal = before
    ? event.from === before.to && nextState(before.to, event.action) === event.to
    : event.from === null && event.action === 'register' && event.to === 'in_stock';
  return isLegal ? undefined : 'illegal';
}

/** A unit's last event as it was noted outside the unit; what came before it can't change unseen. */
export type CustodyHead = LastEvent;
export interface NotedHead extends CustodyHead {
  readonly id: string;
  readonly unitId: string;
  readonly unitRef: string;
  readonly notedAt: Date;
}

/**
 * The chain, and that it is the chain of this unit in this state as far as it was ever noted: whoever
 * takes away the last events, or hashes the whole chain anew, meets a head.
 */
export function verifyUnit(
  unit: Pick<Unit, 'serial' | 'ref' | 'state' | 'seq' | 'events'>,
  heads: readonly CustodyHead[],
): CustodyCheck {
  const check = verifyCustody(unit.events);
  if (!check.isWhole) return check;
  const last = unit.events.at(-1);
  const facts = unit.events[0]?.facts;
  if (facts?.['serial'] !== unit.serial || facts['ref'] !== unit.ref) return broken(1, 'altered');
  const first = heads.find(({ seq, hash }) => unit.events[seq - 1]?.hash !== hash);
  if (first) return broken(first.seq, unit.events[first.seq - 1] ? 'altered' : 'removed');
  if (last && last.seq < unit.seq) return broken(last.seq + 1, 'removed');
  return last?.seq === unit.seq && last.to === unit.state
    ? check
    : broken(unit.events.length, 'altered');
}
