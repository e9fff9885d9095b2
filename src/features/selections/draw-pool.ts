import { Piscina } from 'piscina';
import { SECOND } from '../../kernel/clock.js';
import {
  decideTask,
  dryRunTask,
  type DecideTask,
  type DryRun,
  type DryRunTask,
} from './draw-work.js';

const MEMORY_LIMIT_MB = 512;
/** A row takes about 20 µs; up to here the event loop never waits for as long as 50 ms. */
const INLINE_ROWS = 2_000;
const BYTES_PER_ROW = 40;

export interface DrawPool {
  decide(task: DecideTask): Promise<ReturnType<typeof decideTask>>;
  dryRun(task: DryRunTask): Promise<DryRun>;
  close(): Promise<void>;
}

// tsx does not reach into worker threads, so the .ts worker is entered through a .mjs that asks it to.
const workerUrl = (): URL =>
  new URL(
    import.meta.url.endsWith('.ts') ? './draw-worker-dev.mjs' : './draw-worker.js',
    import.meta.url,
  );

/** Long lists are decided in a thread of their own, short ones at once. */
export function createDrawPool(): DrawPool {
  const pool = new Piscina<DecideTask | DryRunTask, unknown>({
    filename: workerUrl().href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 30 * SECOND,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  const isShort = (list: string, runs = 1): boolean =>
    list.length * runs < INLINE_ROWS * BYTES_PER_ROW;
  return {
    decide: async (task) =>
      isShort(task.list)
        ? decideTask(task)
        : ((await pool.run(task, { name: 'decideTask' })) as ReturnType<typeof decideTask>),
    dryRun: async (task) =>
      isShort(task.list, task.runs)
        ? dryRunTask(task)
        : ((await pool.run(task, { name: 'dryRunTask' })) as DryRun),
    close: () => pool.destroy(),
  };
}
