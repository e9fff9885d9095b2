import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { Reconciling } from './reconcile-service.js';

export const creditJobs = ({ followAll }: Pick<Reconciling, 'followAll'>): readonly Job[] => [
  { name: 'credit.follow', everyMs: MINUTE, run: followAll },
];
