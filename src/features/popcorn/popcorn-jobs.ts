import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { CountService } from './count-service.js';
import type { RemindService } from './remind-service.js';

export const popcornJobs = ({
  closeDue,
  remindDue,
}: CountService & RemindService): readonly Job[] => [
  { name: 'popcorn.close', everyMs: MINUTE, run: closeDue },
  { name: 'popcorn.remind', everyMs: 10 * MINUTE, run: remindDue },
];
