import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';

export const WORK_JOB = 'selections.work';
export const TELL_JOB = 'selections.tell';

export const selectionJobs = (runs: {
  readonly sweep: Job['run'];
  readonly work: Job['run'];
  readonly tell: Job['run'];
}): readonly Job[] => [
  { name: 'selections.sweep', everyMs: 30 * SECOND, run: runs.sweep },
  { name: WORK_JOB, everyMs: 10 * SECOND, run: runs.work },
  { name: TELL_JOB, everyMs: 30 * SECOND, run: runs.tell },
];
