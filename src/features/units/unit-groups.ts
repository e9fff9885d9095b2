import type { UnitState } from './unit.js';

/** The tabs of the admin's list: where units are, in the order of their life. */
export const UNIT_GROUPS = ['stock', 'outbound', 'with_fans', 'inbound', 'closed'] as const;
export type UnitGroup = (typeof UNIT_GROUPS)[number];

export const GROUP_STATES: Readonly<Record<UnitGroup, readonly UnitState[]>> = {
  stock: ['in_stock', 'restocked'],
  outbound: ['reserved', 'packed', 'shipped', 'delivered'],
  with_fans: ['accepted', 'in_test', 'return_due'],
  inbound: ['return_shipped', 'received', 'inspected'],
  closed: ['exchanged', 'gifted', 'scrapped', 'written_off', 'lost'],
};

const TONES: Partial<Record<UnitState, 'ok' | 'warn' | 'err' | 'info'>> = {
  reserved: 'info',
  packed: 'info',
  shipped: 'info',
  delivered: 'warn',
  accepted: 'ok',
  in_test: 'ok',
  return_due: 'warn',
  return_shipped: 'info',
  lost: 'err',
  written_off: 'err',
};
/** How a state's tag is coloured; plain when it needs nobody. */
export const toneOf = (state: UnitState) => TONES[state];

/** The tabs of the custody board: all units in hand, those to be back, those nobody has seen. */
export const BOARD_VIEWS = ['all', 'due', 'silent'] as const;
export type BoardView = (typeof BOARD_VIEWS)[number];
