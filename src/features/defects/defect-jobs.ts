import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { DefectService } from './defect-service.js';

export const defectJobs = (service: Pick<DefectService, 'sweep'>): readonly Job[] => [
  { name: 'defects.spread', everyMs: MINUTE, run: service.sweep },
];
