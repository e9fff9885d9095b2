import type { Unit, UnitState } from './unit.js';

/** What other features show of a unit; never its serial or IMEI. */
export type UnitCard = Pick<
  Unit,
  | 'id'
  | 'ref'
  | 'modelCode'
  | 'hardwareRevision'
  | 'roundId'
  | 'state'
  | 'holderId'
  | 'allocationId'
  | 'build'
  | 'returnBy'
  | 'lastSeenAt'
>;

/** Somebody took a unit over, with the code from its box or from hand to hand. */
export interface Acceptance {
  readonly unit: UnitCard;
  readonly personId: string;
  readonly allocationId: string;
  readonly at: Date;
}

export interface UnitFilter {
  readonly states?: readonly UnitState[] | undefined;
  readonly roundId?: string | undefined;
  readonly after?: string | undefined;
}

export const CARD = {
  ref: 1,
  modelCode: 1,
  hardwareRevision: 1,
  roundId: 1,
  state: 1,
  holderId: 1,
  allocationId: 1,
  build: 1,
  returnBy: 1,
  lastSeenAt: 1,
} as const;
export type UnitRow = UnitCard & Pick<Unit, 'serial'>;

export const toCard = (unit: UnitCard): UnitCard => ({
  id: unit.id,
  ref: unit.ref,
  modelCode: unit.modelCode,
  hardwareRevision: unit.hardwareRevision,
  roundId: unit.roundId,
  state: unit.state,
  holderId: unit.holderId,
  allocationId: unit.allocationId,
  build: unit.build,
  returnBy: unit.returnBy,
  lastSeenAt: unit.lastSeenAt,
});

/** A unit as a line of the exported table. */
export type ExportedUnit = UnitRow & {
  readonly imei: string | null;
  /** When it came into its present state. */
  readonly sinceAt: Date | null;
};

/** A unit in somebody's hands. */
export type HeldUnit = UnitCard & { readonly holderId: string };
