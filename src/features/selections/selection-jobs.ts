import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { SelectionService } from './selection-service.js';

export const selectionJobs = ({ sweep }: Pick<SelectionService, 'sweep'>): readonly Job[] => [
  { name: 'selections.sweep', everyMs: 30 * SECOND, run: sweep },
];
