import { HOUR, SECOND } from '../../kernel/clock.js';
import { drain } from '../../kernel/drain.js';
import type { Job } from '../../platform/jobs.js';
import type { CopyService } from './copy-service.js';
import type { CopyPool } from './exam-copy-pool.js';

export const COPY_JOB = 'crashes.copies';

export interface CopyJobsDeps {
  readonly service: Pick<CopyService, 'makeNext' | 'sweep'>;
  readonly pool: Pick<CopyPool, 'close'>;
}

/** One is written while the next is claimed and the last is kept. */
const LANES = 2;

/** Makes protected copies until none waits; `close` ends those under way, to be made later. */
export function createCopyJobs({ service, pool }: CopyJobsDeps) {
  let isClosing = false;
  const copy: Job = {
    name: COPY_JOB,
    everyMs: SECOND,
    async run() {
      try {
        await drain(async () => !isClosing && (await service.makeNext()), LANES);
      } catch (error) {
        if (!isClosing) throw error;
      }
    },
  };
  return {
    jobs: [copy, { name: 'crashes.copies.sweep', everyMs: HOUR, run: service.sweep }],
    async close(): Promise<void> {
      isClosing = true;
      await pool.close();
    },
  };
}
