import { HOUR, MINUTE, SECOND, type Clock } from '../../kernel/clock.js';
import { drain } from '../../kernel/drain.js';
import type { Job } from '../../platform/jobs.js';
import type { Reports } from '../reports/index.js';
import type { CrashService } from './crash-service.js';
import type { ExamPool } from './exam-pool.js';
import type { ExamDesk } from './examining-service.js';
import type { NamingService } from './naming-service.js';
import type { RegressionService } from './regression-service.js';

export interface CrashJobsDeps {
  readonly service: Pick<CrashService, 'examine' | 'rejoin'>;
  readonly naming?: Pick<NamingService, 'nameWaiting'> | undefined;
  readonly regressions?: Pick<RegressionService, 'checkDue'> | undefined;
  readonly desk?: Pick<ExamDesk, 'sweep'> | undefined;
  readonly reports: Pick<Reports, 'claimExam' | 'recordExam'>;
  readonly pool: Pick<ExamPool, 'close'>;
  readonly clock: Clock;
}

/** One is read while others are stored and grouped. */
const LANES = 3;

export const EXAM_JOB = 'crashes.exam';
export const NAMING_JOB = 'crashes.naming';
export const REGRESSION_JOB = 'crashes.regressions';

/**
 * Examines attachments until none waits. `close` ends the exams under way; their leases run out and
 * the next process takes them up again.
 */
export function createCrashJobs(deps: CrashJobsDeps) {
  const { service, naming, regressions, desk, reports, pool, clock } = deps;
  let isClosing = false;

  async function examineNext(): Promise<boolean> {
    const claim = isClosing ? undefined : await reports.claimExam(clock.now());
    if (!claim) return false;
    await reports.recordExam(claim.reportId, claim.n, await service.examine(claim));
    return true;
  }

  const exam: Job = {
    name: EXAM_JOB,
    everyMs: 15 * SECOND,
    async run() {
      try {
        await drain(examineNext, LANES);
      } catch (error) {
        if (!isClosing) throw error;
      }
    },
  };

  /** Crashes that came before their symbols. */
  const rename: Job = {
    name: NAMING_JOB,
    everyMs: 10 * MINUTE,
    async run() {
      try {
        await naming?.nameWaiting(service.rejoin);
      } catch (error) {
        if (!isClosing) throw error;
      }
    },
  };

  /** Crashes that came although their defect was fixed. */
  const regress: Job = {
    name: REGRESSION_JOB,
    everyMs: MINUTE,
    run: async () => regressions?.checkDue(),
  };

  const forget: Job = {
    name: 'crashes.forget',
    everyMs: HOUR,
    run: async () => desk?.sweep(),
  };

  return {
    jobs: [
      exam,
      ...(naming ? [rename] : []),
      ...(regressions ? [regress] : []),
      ...(desk ? [forget] : []),
    ],
    async close(): Promise<void> {
      isClosing = true;
      await pool.close();
    },
  };
}
