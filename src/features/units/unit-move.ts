import { Conflict, type Facts } from '../../kernel/errors.js';
import { GENESIS, sealEvent, type CustodyEvent, type LastEvent } from './custody.js';
import {
  endsAllocation,
  endsHolding,
  givesCode,
  isHeld,
  isTakeOver,
  keepsCode,
  movesFrom,
  nextState,
  type AdminAction,
  type BoxCode,
  type Unit,
  type UnitAction,
  type UnitState,
} from './unit.js';

/** What somebody asks of a unit; `bindTo` and what follows only where the move gives it. */
export interface MoveRequest {
  readonly action: UnitAction;
  readonly at: Date;
  readonly byId: string | null;
  readonly facts?: Facts;
  readonly bindTo?: { readonly holderId: string; readonly allocationId: string };
  readonly boxCode?: BoxCode;
  /** Only with `call_back`. */
  readonly returnBy?: Date;
  /** The seat leaves this unit and waits for another one; nobody is told that it ended. */
  readonly leavesSeat?: boolean;
}

/** The whole effect of a move: stored by one conditional update or not at all. */
export interface Move {
  readonly event: CustodyEvent;
  readonly changes: Partial<
    Pick<Unit, 'holderId' | 'allocationId' | 'boxCode' | 'returnBy' | 'lastSeenAt'>
  >;
}

export type Movable = Pick<Unit, 'ref' | 'state'> & { readonly last: LastEvent };

export const lastOf = (unit: Pick<Unit, 'events'>): LastEvent => unit.events.at(-1) ?? GENESIS;

/** Plans the move, or throws the Conflict that names the state and what is possible from it. */
export function planMove(unit: Movable, request: MoveRequest): Move {
  const { action, at, byId, facts = {}, bindTo, boxCode, returnBy = null, leavesSeat } = request;
  const to = nextState(unit.state, action);
  if (to === undefined) throw illegalMove(unit);
  return {
    event: sealEvent(unit.last, { action, at, byId, facts, from: unit.state, to }),
    changes: {
      ...(bindTo ?? {}),
      ...(endsHolding(action) ? { holderId: null } : {}),
      ...(endsAllocation(action) || leavesSeat ? { allocationId: null } : {}),
      ...codeChange(action, boxCode),
      ...seenChange(action, to, at),
      returnBy,
    },
  };
}

/** Taking a unit over shows that one has it; a lost one keeps the day on which it was last seen. */
function seenChange(action: UnitAction, to: UnitState, at: Date): Move['changes'] {
  if (isTakeOver(action)) return { lastSeenAt: at };
  return isHeld(to) || to === 'lost' ? {} : { lastSeenAt: null };
}

function codeChange(action: UnitAction, fresh: BoxCode | undefined): Move['changes'] {
  if (givesCode(action)) return { boxCode: fresh ?? null };
  return keepsCode(action) ? {} : { boxCode: null };
}

/** The moves are facts `move1`, `move2`, … of which the sentence takes `count`. */
export function illegalMove({ ref, state }: Pick<Unit, 'ref' | 'state'>): Conflict {
  const moves = movesFrom(state);
  const named = Object.fromEntries(moves.map((move, index) => [`move${index + 1}`, move]));
  return new Conflict('units.illegal_move', { ref, state, count: moves.length, ...named });
}

/** What an admin must tell with a move; the fields of its form and nothing else. */
export type MoveField = 'carrier' | 'number' | 'return_by' | 'wiped' | 'note';
const MOVE_FIELDS: Partial<Record<AdminAction, readonly MoveField[]>> = {
  ship: ['carrier', 'number'],
  call_back: ['return_by'],
  send_back: ['carrier', 'number'],
  inspect: ['wiped', 'note'],
  exchange: ['note'],
  gift: ['note'],
  scrap: ['note'],
  lose: ['note'],
  write_off: ['note'],
};
export const moveFields = (action: AdminAction): readonly MoveField[] => MOVE_FIELDS[action] ?? [];
