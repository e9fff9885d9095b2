import { sha256 } from '../../kernel/ids.js';
import type { CustodyEvent } from './custody.js';

export const UNIT_STATES = [
  'in_stock',
  'reserved',
  'packed',
  'shipped',
  'delivered',
  'accepted',
  'in_test',
  'return_due',
  'return_shipped',
  'received',
  'inspected',
  'restocked',
  'exchanged',
  'gifted',
  'scrapped',
  'written_off',
  'lost',
] as const;
export type UnitState = (typeof UNIT_STATES)[number];

export const UNIT_ACTIONS = [
  'register',
  'reserve',
  'release',
  'pack',
  'renew_code',
  'ship',
  'deliver',
  'accept',
  'hand_over',
  'start_test',
  'call_back',
  'send_back',
  'receive',
  'inspect',
  'restock',
  'exchange',
  'gift',
  'scrap',
  'lose',
  'write_off',
] as const;
export type UnitAction = (typeof UNIT_ACTIONS)[number];

/** One serial-numbered engineering phone and everything that ever happened to it. */
export interface Unit {
  readonly id: string;
  /** `U-0042`: the name people see; a serial or IMEI never stands in a URL. */
  readonly ref: string;
  readonly serial: string;
  readonly imei: string | null;
  readonly modelCode: string;
  readonly hardwareRevision: string;
  readonly roundId: string;
  readonly state: UnitState;
  /** Who answers for it now; a lost or gifted unit keeps its last holder. */
  readonly holderId: string | null;
  readonly allocationId: string | null;
  /** The version it runs, as far as we know. */
  readonly build: string | null;
  readonly boxCode: BoxCode | null;
  /** The end of the day it must be back by; only while a return is due. */
  readonly returnBy: Date | null;
  /** The last proof that the holder has it: taken over, reported from, shown; kept when lost. */
  readonly lastSeenAt: Date | null;
  /** Number of its last custody event; every move is made against it. */
  readonly seq: number;
  readonly events: readonly CustodyEvent[];
  readonly createdAt: Date;
}

/** The code in the box: only its keyed hash is kept. */
export interface BoxCode {
  readonly hmac: string;
  readonly triesLeft: number;
}

export const BOX_CODE_LENGTH = 8;
export const BOX_CODE_TRIES = 5;

/**
 * Every legal move, read as `TRANSITIONS[state][action] = next state`. The long way round is the
 * life cycle; the short cuts are what happens: a fan holds the box before the carrier says so, a
 * parcel comes back, a unit is handed over in person at the desk or from fan to fan, is kept as a
 * gift, or turns up again.
 */
export const TRANSITIONS = {
  in_stock: { reserve: 'reserved', lose: 'lost', write_off: 'written_off' },
  reserved: { pack: 'packed', hand_over: 'accepted', release: 'in_stock' },
  packed: {
    ship: 'shipped',
    hand_over: 'accepted',
    renew_code: 'packed',
    release: 'in_stock',
    lose: 'lost',
  },
  shipped: {
    deliver: 'delivered',
    accept: 'accepted',
    renew_code: 'shipped',
    receive: 'received',
    lose: 'lost',
  },
  delivered: { accept: 'accepted', renew_code: 'delivered', receive: 'received', lose: 'lost' },
  accepted: {
    start_test: 'in_test',
    hand_over: 'accepted',
    call_back: 'return_due',
    lose: 'lost',
  },
  in_test: { hand_over: 'accepted', call_back: 'return_due', lose: 'lost' },
  return_due: {
    hand_over: 'accepted',
    send_back: 'return_shipped',
    receive: 'received',
    gift: 'gifted',
    lose: 'lost',
  },
  return_shipped: { receive: 'received', lose: 'lost' },
  received: { inspect: 'inspected' },
  inspected: {
    restock: 'restocked',
    exchange: 'exchanged',
    gift: 'gifted',
    scrap: 'scrapped',
    write_off: 'written_off',
  },
  restocked: { reserve: 'reserved', lose: 'lost', write_off: 'written_off' },
  exchanged: {},
  gifted: {},
  scrapped: {},
  written_off: {},
  lost: { receive: 'received', write_off: 'written_off' },
} as const satisfies Record<UnitState, Partial<Record<UnitAction, UnitState>>>;

/** The state after the move, or undefined where the table has no such move. */
export const nextState = (state: UnitState, action: UnitAction): UnitState | undefined => {
  const row: Partial<Record<UnitAction, UnitState>> = TRANSITIONS[state];
  return row[action];
};

export const movesFrom = (state: UnitState): readonly UnitAction[] =>
  UNIT_ACTIONS.filter((action) => nextState(state, action) !== undefined);

/** Moves that an admin makes by hand; the others come from a signature, a code or a report. */
export const ADMIN_ACTIONS = [
  'pack',
  'ship',
  'deliver',
  'call_back',
  'send_back',
  'receive',
  'inspect',
  'restock',
  'exchange',
  'gift',
  'scrap',
  'renew_code',
  'lose',
  'write_off',
] as const satisfies readonly UnitAction[];
export type AdminAction = (typeof ADMIN_ACTIONS)[number];

export const adminMovesFrom = (state: UnitState): readonly AdminAction[] =>
  ADMIN_ACTIONS.filter((action) => nextState(state, action) !== undefined);

/** Moves that need a case with a second person's approval once there are cases. */
export const CASE_ACTIONS = [
  'exchange',
  'scrap',
  'lose',
  'write_off',
] as const satisfies readonly AdminAction[];
export const needsCase = (action: UnitAction): boolean =>
  CASE_ACTIONS.some((each) => each === action);

/** The usual next step where it is the programme's turn. */
const USUAL: Partial<Record<UnitState, AdminAction>> = {
  reserved: 'pack',
  packed: 'ship',
  shipped: 'deliver',
  return_shipped: 'receive',
  received: 'inspect',
  inspected: 'restock',
};
export const usualMove = (state: UnitState): AdminAction | undefined => USUAL[state];

/** Free to be bound to a signature. */
export const FREE_STATES = ['in_stock', 'restocked'] as const satisfies readonly UnitState[];

/** In a tester's hands: what reports may be about. */
export const HELD_STATES = [
  'accepted',
  'in_test',
  'return_due',
] as const satisfies readonly UnitState[];

export const isHeld = (state: UnitState): boolean => HELD_STATES.some((held) => held === state);

/** Accepted at some time by whoever its allocation is for. */
export const wasAccepted = (state: UnitState): boolean =>
  isHeld(state) || state === 'return_shipped';

const GIVES_CODE: readonly UnitAction[] = ['pack', 'renew_code'];
const KEEPS_CODE: readonly UnitAction[] = ['ship', 'deliver'];
const ENDS_ALLOCATION: readonly UnitAction[] = ['release', 'receive', 'gift', 'lose', 'write_off'];
const ENDS_HOLDING: readonly UnitAction[] = ['release', 'receive'];

/** Somebody takes the unit over and with it the lifetime badge; `byId` is that person. */
export const TAKE_OVERS = ['accept', 'hand_over'] as const satisfies readonly UnitAction[];
export const isTakeOver = (action: UnitAction): boolean =>
  TAKE_OVERS.some((each) => each === action);

export const givesCode = (action: UnitAction): boolean => GIVES_CODE.includes(action);
/** The unit may only leave the house after it when its seat has a valid consent. */
export const needsConsent = (action: UnitAction, state: UnitState): boolean =>
  action === 'pack' || action === 'ship' || (action === 'hand_over' && !isHeld(state));
export const keepsCode = (action: UnitAction): boolean => KEEPS_CODE.includes(action);
/** After it the seat of the round no longer has this unit. */
export const endsAllocation = (action: UnitAction): boolean => ENDS_ALLOCATION.includes(action);
/** After it the unit is back with the programme. */
export const endsHolding = (action: UnitAction): boolean => ENDS_HOLDING.includes(action);

/**
 * The order in which one signature tries the free units: every signature has its own, so that many
 * at once spread over all units instead of fighting for the first one.
 */
export const preferenceOrder = <Candidate extends { readonly id: string }>(
  candidates: readonly Candidate[],
  allocationId: string,
): Candidate[] =>
  candidates
    .map((candidate) => ({ candidate, rank: sha256(`${allocationId}\0${candidate.id}`) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ candidate }) => candidate);
