import type { Recipient } from '../accounts/index.js';
import type { Application, Round } from '../rounds/index.js';
import type { Allocation } from './allocation.js';

/** Why an application is set aside; the applicant reads `allocations.turn_downs.<reason>`. */
export const TURN_DOWNS = ['incomplete', 'duplicate_person', 'not_a_fit'] as const;
export type TurnDown = (typeof TURN_DOWNS)[number];

/** What an admin may decide for several applications at once. */
export const DECISIONS = ['offer', ...TURN_DOWNS] as const;
export type Decision = (typeof DECISIONS)[number];

export const isDecided = (
  { state }: Pick<Application, 'state'>,
  allocation: Pick<Allocation, 'open'> | undefined,
  decision: Decision,
): boolean => (decision === 'offer' ? (allocation?.open ?? false) : state === 'set_aside');

/** Why the application can't be turned down: the code of a refusal. */
export function turnDownRefusal(
  { state }: Pick<Application, 'state'>,
  allocation: Pick<Allocation, 'open'> | undefined,
  { frozenAt, decidedAt }: Pick<Round, 'frozenAt' | 'decidedAt'>,
): string | undefined {
  if (allocation?.open) return 'allocations.already_offered';
  if (state === 'withdrawn') return 'allocations.application_withdrawn';
  return frozenAt === null && decidedAt === null ? undefined : 'allocations.list_frozen';
}

/** One application under a decision, as things stand now. */
export interface ReviewedRow {
  readonly application: Application;
  readonly allocation: Allocation | undefined;
  readonly person: Recipient | undefined;
  /** `done` when it is decided like that already, else what would happen. */
  readonly outcome: 'done' | 'message' | 'refused';
  /** The code of the refusal. */
  readonly refusal: string | undefined;
}
