import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { RuleService } from './rule-service.js';
import type { WeekService } from './week-service.js';

/** Looks every few minutes for what is due, so that a restart on a Monday night misses nothing. */
export const standingJobs = (
  weeks: WeekService,
  rules: Pick<RuleService, 'announceNew'>,
): readonly Job[] => [
  {
    name: 'standing.sweep',
    everyMs: 10 * MINUTE,
    async run() {
      await weeks.followUp();
      await weeks.judgeWeeks();
      await weeks.settleWarned();
      await rules.announceNew();
    },
  },
];
