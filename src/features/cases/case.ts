import { DAY, HOUR, later } from '../../kernel/clock.js';
import type { UnitAction } from '../units/index.js';

export const CASE_KINDS = ['loss', 'damage', 'exchange', 'write_off', 'scrap'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

/** What a holder may open; the others are the programme's. */
export const HOLDER_KINDS = ['loss', 'damage', 'exchange'] as const satisfies readonly CaseKind[];

export const CASE_STATES = [
  'proposed',
  'withdrawn',
  'approved',
  'refused',
  'appealed',
  'upheld',
  'overturned',
  'closed',
] as const;
export type CaseState = (typeof CASE_STATES)[number];
export type CaseAction =
  'withdraw' | 'approve' | 'refuse' | 'appeal' | 'uphold' | 'overturn' | 'close';

/** How an exchange is carried out. */
export const OUTCOMES = ['retail', 'replacement'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Something that befell a unit, or is to befall it, and that one person alone may not decide: a
 * second one approves it, the holder may appeal, and a third one decides on the appeal.
 */
export interface UnitCase {
  readonly id: string;
  /** Such as C-7. */
  readonly ref: string;
  readonly kind: CaseKind;
  readonly unitId: string;
  readonly unitRef: string;
  readonly roundId: string;
  /** Who had the unit when it was opened, or had it last: whom it is about. */
  readonly holderId: string | null;
  readonly reason: string;
  /** Ids of photos. */
  readonly photos: readonly string[];
  readonly openedById: string;
  readonly openedAt: Date;
  readonly state: CaseState;
  /** Whether the parties were told of this state. */
  readonly isTold: boolean;
  /** One of a kind for one unit may be open at a time. */
  readonly isOpen: boolean;
  readonly decision: Decision | null;
  readonly appeal: { readonly text: string; readonly at: Date } | null;
  readonly appealDecision: AppealDecision | null;
  /** True while what the case says counts against its holder or moves the unit. */
  readonly holds: boolean;
  /** `due` until the unit has followed. */
  readonly effect: 'none' | 'due' | 'done';
  readonly terms: Terms;
  readonly replacementUnitId: string | null;
}

export interface Decision {
  readonly verdict: 'approved' | 'refused';
  readonly byId: string;
  readonly at: Date;
  readonly reason: string;
}

export interface AppealDecision {
  readonly outcome: 'upheld' | 'overturned';
  readonly byId: string;
  readonly at: Date;
  readonly reason: string;
}

/** What was decided besides yes: how an exchange goes, and the day by which the unit is back. */
export interface Terms {
  readonly outcome: Outcome | null;
  /** As `2026-11-30`, in the programme's zone. With a replacement both are held until its end. */
  readonly returnBy: string | null;
}
export const NO_TERMS: Terms = { outcome: null, returnBy: null };

export const APPEAL_MS = 72 * HOUR;
/** How long both units of an exchange may be held. */
export const OVERLAP_DAYS = 10;
export const RETURN_DAYS = 60;

const TRANSITIONS: Record<CaseState, Partial<Record<CaseAction, CaseState>>> = {
  proposed: { withdraw: 'withdrawn', approve: 'approved', refuse: 'refused' },
  withdrawn: {},
  approved: { appeal: 'appealed', close: 'closed' },
  refused: { appeal: 'appealed' },
  appealed: { uphold: 'upheld', overturn: 'overturned' },
  upheld: { close: 'closed' },
  overturned: { close: 'closed' },
  closed: {},
};

export const nextCaseState = (state: CaseState, action: CaseAction): CaseState | undefined =>
  TRANSITIONS[state][action];

/** Where a conditional update may start from. */
export const statesBefore = (action: CaseAction): readonly CaseState[] =>
  CASE_STATES.filter((state) => nextCaseState(state, action) !== undefined);

/** The unit's own move once the case is approved; none where the case is only a record. */
const MOVES: Partial<Record<CaseKind, UnitAction>> = {
  loss: 'lose',
  write_off: 'write_off',
  scrap: 'scrap',
};
export const moveOf = (kind: CaseKind): UnitAction | undefined => MOVES[kind];

type Parties = Pick<UnitCase, 'openedById' | 'holderId' | 'decision'>;

/** A second person: neither who opened it nor whom it is about. */
export const mayDecide = (found: Parties, adminId: string): boolean =>
  adminId !== found.openedById && adminId !== found.holderId;

/** A third one: not who decided before, either. */
export const mayDecideAppeal = (found: Parties, adminId: string): boolean =>
  mayDecide(found, adminId) && adminId !== found.decision?.byId;

export const isAppealable = (found: Pick<UnitCase, 'state' | 'decision'>, now: Date): boolean =>
  found.decision !== null &&
  nextCaseState(found.state, 'appeal') !== undefined &&
  now < later(found.decision.at, APPEAL_MS);

/** Whether the last day is one that may be agreed on, counted from now. */
export const isWithin = (returnAt: Date, days: number, now: Date): boolean =>
  now < returnAt && returnAt <= later(now, (days + 1) * DAY);

/** What an approval or an overturned refusal asks of the unit. */
export const effectOf = ({ kind }: Pick<UnitCase, 'kind'>, terms: Terms): 'none' | 'due' =>
  moveOf(kind) !== undefined || kind === 'exchange' || terms.returnBy !== null ? 'due' : 'none';
