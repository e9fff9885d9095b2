import { Piscina } from 'piscina';
import { MINUTE, SECOND } from '../../kernel/clock.js';
import type { CopyTask, MadeCopy } from './copy.js';

/** Protecting looks at every line as a person would read it and may take longer than an exam. */
const TIME_LIMIT_MS = 5 * MINUTE;
const MEMORY_LIMIT_MB = 256;

export interface CopyPool {
  /** Writes the copy in a thread of its own; rejects when that fails, takes too long or is closed. */
  write(task: CopyTask): Promise<MadeCopy>;
  close(): Promise<void>;
}

// Entered like the exam's worker: see exam-pool.ts.
const workerUrl = (): URL =>
  new URL(
    import.meta.url.endsWith('.ts') ? './exam-copy-dev.mjs' : './exam-copy.js',
    import.meta.url,
  );

/** One thread beside that of the exams, so that no group waits for a copy. */
export const createCopyPool = (): CopyPool => {
  const pool = new Piscina<CopyTask, MadeCopy>({
    filename: workerUrl().href,
    name: 'writeCopy',
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 30 * SECOND,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  return {
    write: (task) => pool.run(task, { signal: AbortSignal.timeout(TIME_LIMIT_MS) }),
    close: () => pool.destroy(),
  };
};
