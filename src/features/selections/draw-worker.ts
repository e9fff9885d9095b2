import { decideTask, dryRunTask } from './draw-work.js';

/** The tasks of a pool thread. */
export { decideTask, dryRunTask };
