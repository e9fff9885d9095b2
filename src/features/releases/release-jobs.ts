import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { Publishing } from './publishing-service.js';
import type { Rewording } from './rewording-service.js';
import type { Watch } from './watching-service.js';

export const releaseJobs = (
  { publishDue }: Pick<Publishing, 'publishDue'>,
  { tellEmptied }: Pick<Watch, 'tellEmptied'>,
  rewording: Pick<Rewording, 'sweep'>,
): readonly Job[] => [
  { name: 'releases.publish', everyMs: MINUTE, run: publishDue },
  { name: 'releases.watch', everyMs: 5 * MINUTE, run: tellEmptied },
  { name: 'releases.reword', everyMs: 10 * MINUTE, run: rewording.sweep },
];
