import { illegalMove, isHeld, nextState, type Unit, type UnitState } from '../units/index.js';
import { moveOf, NO_TERMS, type CaseKind, type Terms } from './case.js';

/** Where damage is found: in somebody's hands, or when the unit has just come back. */
const BACK: readonly UnitState[] = ['return_shipped', 'received', 'inspected'];

/**
 * Throws the Conflict that names the unit's state and its possible moves where a case of the kind
 * makes no sense. A replacement takes the unit off its seat, so it must be on one.
 */
export function assertPossible(kind: CaseKind, terms: Terms, unit: Unit): void {
  if (!isPossible(kind, terms, unit)) throw illegalMove(unit);
}

/** The kinds that make sense for the unit as it is now. */
export const possibleKinds = (kinds: readonly CaseKind[], unit: Unit): readonly CaseKind[] =>
  kinds.filter((kind) => isPossible(kind, NO_TERMS, unit));

function isPossible(kind: CaseKind, { outcome, returnBy }: Terms, unit: Unit): boolean {
  const { state, allocationId } = unit;
  const move = moveOf(kind);
  if (move) return nextState(state, move) !== undefined;
  const canCallBack = nextState(state, 'call_back') !== undefined;
  if (outcome === 'replacement') return canCallBack && allocationId !== null;
  if (kind === 'damage' && returnBy !== null) return canCallBack;
  return isHeld(state) || BACK.includes(state);
}

/** Who has the unit, or had it last: the person of its last change of hands. */
export function lastHolderOf({
  holderId,
  events,
}: Pick<Unit, 'holderId' | 'events'>): string | null {
  if (holderId) return holderId;
  const last = events.findLast(({ action }) => action === 'accept' || action === 'hand_over');
  if (!last) return null;
  return last.action === 'accept' ? last.byId : String(last.facts['to_person'] ?? '') || null;
}
