import { HOUR, later, MINUTE } from '../../kernel/clock.js';
import type { Round } from './round.js';

/** Told twice: a day ahead, to make room, and a quarter of an hour ahead, to be there. */
const STEPS = [
  { name: 'soon', aheadMs: 15 * MINUTE },
  { name: 'day', aheadMs: 24 * HOUR },
] as const;
export const REMINDED_AHEAD_MS = 24 * HOUR;

export interface DueReminder {
  readonly step: (typeof STEPS)[number]['name'];
  /** Names the step and the opening it was for, so that a moved opening is told anew. */
  readonly key: string;
}

/** The nearest step whose time has come; undefined long before the opening and after it. */
export function dueReminder(
  { id, opensAt }: Pick<Round, 'id' | 'opensAt'>,
  now: Date,
): DueReminder | undefined {
  if (now >= opensAt) return undefined;
  const step = STEPS.find(({ aheadMs }) => later(opensAt, -aheadMs) <= now);
  return step && { step: step.name, key: `opens:${id}:${step.name}:${opensAt.getTime()}` };
}
