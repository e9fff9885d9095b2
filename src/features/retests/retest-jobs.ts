import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { Planning } from './planning-service.js';
import type { Verdicts } from './verdict-service.js';

/** Finds what was not heard of: releases to ask about, answers to judge by, fixes that fell. */
export const retestJobs = (
  { planMissed }: Pick<Planning, 'planMissed'>,
  { sweep }: Pick<Verdicts, 'sweep'>,
): readonly Job[] => [
  { name: 'retests.plan', everyMs: MINUTE, run: planMissed },
  { name: 'retests.judge', everyMs: MINUTE, run: sweep },
];
