import { Piscina } from 'piscina';
import { SECOND } from '../../kernel/clock.js';
import type { FoundCrash } from './crash.js';
import type { NamingTask } from './exam-symbols.js';
import type { Exam, ExamTask } from './exam.js';
import { unreadable } from './exam.js';

const TIME_LIMIT_MS = 60 * SECOND;
const MEMORY_LIMIT_MB = 256;

export interface ExamPool {
  /**
   * Reads a stored file in a thread of its own. A hopeless file is an exam with a reason
   * (`crashes.too_slow`, `crashes.failed`); it rejects only when the pool closes meanwhile, so that
   * the caller can try again after a restart. Only the running file's clock runs. `names` are the
   * serial and IMEI to look for, `key` makes the pseudonyms in what is given back.
   */
  examine(path: string, names?: readonly string[], key?: string): Promise<Exam>;
  /**
   * Gives crashes the names that symbol files have for their frames, in the order given. Files that
   * take too long name nothing; it rejects like `examine`.
   */
  name(task: NamingTask): Promise<readonly FoundCrash[]>;
  /** Stops at once; running and waiting exams reject. */
  close(): Promise<void>;
}

interface ExamPoolOptions {
  readonly threads?: number;
  readonly timeLimitMs?: number;
  readonly memoryLimitMb?: number;
  /** A module with `examine({ path })` and `nameCrashes(task)`; tests bring one that never ends. */
  readonly worker?: URL;
}

// tsx does not reach into worker threads, so the .ts worker is entered through a .mjs that asks it to.
const workerUrl = (): URL =>
  new URL(
    import.meta.url.endsWith('.ts') ? './exam-worker-dev.mjs' : './exam-worker.js',
    import.meta.url,
  );

/** At most `threads` run at once and wait here, so that a time limit never counts the queue. */
const createTurnstile = (threads: number) => {
  const waiting: (() => void)[] = [];
  let free = threads;
  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return { enter, leave };
};

/** A pool of reader threads, each with its own memory limit; one thread unless told otherwise. */
export const createExamPool = ({
  threads = 1,
  timeLimitMs = TIME_LIMIT_MS,
  memoryLimitMb = MEMORY_LIMIT_MB,
  worker = workerUrl(),
}: ExamPoolOptions = {}): ExamPool => {
  const pool = new Piscina<ExamTask | NamingTask, unknown>({
    filename: worker.href,
    name: 'examine',
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 30 * SECOND,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
  });
  const turnstile = createTurnstile(threads);
  let isClosed = false;

  /** Runs one task when its turn comes; `giveUp` answers for a thread that failed. */
  async function run<Result>(
    name: 'examine' | 'nameCrashes',
    task: ExamTask | NamingTask,
    giveUp: (isTooSlow: boolean) => Result,
  ): Promise<Result> {
    await turnstile.enter();
    const limit = AbortSignal.timeout(timeLimitMs);
    try {
      if (isClosed) throw new Error('the exam pool is closed');
      return (await pool.run(task, { name, signal: limit })) as Result;
    } catch (error) {
      if (isClosed) throw error;
      return giveUp(limit.aborted);
    } finally {
      turnstile.leave();
    }
  }

  return {
    examine: (path, names = [], key) =>
      run('examine', { path, names, key }, (isTooSlow) =>
        unreadable(isTooSlow ? 'crashes.too_slow' : 'crashes.failed'),
      ),
    name: (task) => run('nameCrashes', task, () => task.crashes.map(({ crash }) => crash)),
    close: async () => {
      isClosed = true;
      await pool.destroy();
    },
  };
};
