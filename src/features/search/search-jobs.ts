import { HOUR, SECOND } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { IndexService } from './index-service.js';

export const INDEX_JOB = 'search.index';

export const searchJobs = (service: IndexService): readonly Job[] => [
  { name: INDEX_JOB, everyMs: 5 * SECOND, run: service.catchUp },
  { name: 'search.repair', everyMs: HOUR, run: service.repair },
];
