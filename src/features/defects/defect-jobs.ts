import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { DefectService } from './defect-service.js';
import type { DisputeService } from './dispute-service.js';
import type { TieService } from './tie-service.js';

export interface DefectJobsDeps {
  readonly service: Pick<DefectService, 'sweep'>;
  readonly disputes: Pick<DisputeService, 'sweep'>;
  readonly ties: Pick<TieService, 'sweep'>;
}

export const defectJobs = ({ service, disputes, ties }: DefectJobsDeps): readonly Job[] => [
  { name: 'defects.spread', everyMs: MINUTE, run: service.sweep },
  { name: 'defects.ties', everyMs: MINUTE, run: ties.sweep },
  { name: 'defects.disputes', everyMs: 5 * MINUTE, run: disputes.sweep },
];
