import type { AllocationState } from '../allocations/index.js';
import type { UnitState } from '../units/index.js';

/** What a tester holds, was offered, or waits for. */
export interface DutyFacts {
  readonly allocations: readonly {
    readonly state: AllocationState;
    readonly applicationRef: string;
    readonly offerExpiresAt: Date;
  }[];
  readonly units: readonly { readonly ref: string; readonly state: UnitState }[];
  /** Reports on which QA asked something. */
  readonly reportsAsking: readonly { readonly ref: string }[];
  /** Questions whether the unit is still there, which no photo has answered yet. */
  readonly challenges: readonly {
    readonly code: string;
    readonly unitRef: string;
    readonly expiresAt: Date;
  }[];
  readonly hasApplied: boolean;
}

export type DutyKind =
  | 'sign_offer'
  | 'accept_unit'
  | 'answer_report'
  | 'show_unit'
  | 'return_unit'
  | 'first_report'
  | 'keep_testing'
  | 'await_unit'
  | 'await_choice'
  | 'apply';

/** The one thing to do next. `ref` names what it is about, `until` when it has to be done. */
export interface Duty {
  readonly kind: DutyKind;
  readonly href: string;
  readonly ref?: string;
  readonly until?: Date;
}

/** Deadlines of the programme first, then people who wait, then the work itself. */
export function nextDuty(facts: DutyFacts, now: Date): Duty {
  const { allocations, units, challenges, reportsAsking } = facts;
  const inState = (...states: UnitState[]) => units.find(({ state }) => states.includes(state));
  const unitDuty = (kind: DutyKind, unit: { ref: string }): Duty => ({
    kind,
    ref: unit.ref,
    href: `/units/${unit.ref}`,
  });

  const offer = allocations
    .filter(({ state, offerExpiresAt }) => state === 'offered' && now < offerExpiresAt)
    .sort((a, b) => a.offerExpiresAt.getTime() - b.offerExpiresAt.getTime())[0];
  if (offer)
    return {
      kind: 'sign_offer',
      ref: offer.applicationRef,
      href: `/applications/${offer.applicationRef}`,
      until: offer.offerExpiresAt,
    };
  const arriving = inState('shipped', 'delivered');
  if (arriving) return unitDuty('accept_unit', arriving);
  const [challenge] = challenges.filter(({ expiresAt }) => now < expiresAt);
  if (challenge)
    return {
      kind: 'show_unit',
      ref: challenge.unitRef,
      href: `/possession/${challenge.code}`,
      until: challenge.expiresAt,
    };
  const [asking] = reportsAsking;
  if (asking) return { kind: 'answer_report', ref: asking.ref, href: `/reports/${asking.ref}` };
  const due = inState('return_due');
  if (due) return unitDuty('return_unit', due);
  const untouched = inState('accepted');
  if (untouched) return { kind: 'first_report', ref: untouched.ref, href: '/report' };
  const tested = inState('in_test');
  if (tested) return { kind: 'keep_testing', ref: tested.ref, href: '/report' };
  const coming = inState('reserved', 'packed');
  if (coming) return unitDuty('await_unit', coming);
  return facts.hasApplied
    ? { kind: 'await_choice', href: '/applications' }
    : { kind: 'apply', href: '/rounds' };
}
