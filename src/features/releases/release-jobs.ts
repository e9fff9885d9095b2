import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { Publishing } from './publishing-service.js';
import type { Watch } from './watching-service.js';

export const releaseJobs = (
  { publishDue }: Pick<Publishing, 'publishDue'>,
  { tellEmptied }: Pick<Watch, 'tellEmptied'>,
): readonly Job[] => [
  { name: 'releases.publish', everyMs: MINUTE, run: publishDue },
  { name: 'releases.watch', everyMs: 5 * MINUTE, run: tellEmptied },
];
