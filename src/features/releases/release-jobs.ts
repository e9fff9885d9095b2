import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { Publishing } from './publishing-service.js';

export const releaseJobs = ({ publishDue }: Pick<Publishing, 'publishDue'>): readonly Job[] => [
  { name: 'releases.publish', everyMs: MINUTE, run: publishDue },
];
