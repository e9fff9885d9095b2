import type { Logger } from './logger.js';

export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** Must be safe to run twice and in two processes at once. */
  readonly run: () => Promise<unknown>;
}

export interface Jobs {
  start(): void;
  /** Runs the job soon instead of at its next turn. */
  kick(name: string): void;
  /** Runs every job once, in order: for tests and the story. */
  runAll(): Promise<void>;
  /** Starts no further run and waits for those under way. */
  stop(): Promise<void>;
}

/** A timer per job; a run never overlaps the one before it, and a failed one is tried at its next turn. */
export function createJobs(jobs: readonly Job[], log: Logger): Jobs {
  const timers = new Map<string, NodeJS.Timeout>();
  const runs = new Map<string, Promise<void>>();
  const again = new Set<string>();
  let isStopped = true;

  async function attempt(job: Job): Promise<void> {
    try {
      await job.run();
    } catch (error) {
      log.error({ err: error, job: job.name }, 'a job failed');
    }
  }

  function turn(job: Job): void {
    if (isStopped) return;
    if (runs.has(job.name)) {
      again.add(job.name);
      return;
    }
    clearTimeout(timers.get(job.name));
    const run = attempt(job).then(() => {
      runs.delete(job.name);
      if (isStopped) return;
      const wait = again.delete(job.name) ? 0 : job.everyMs;
      timers.set(job.name, setTimeout(turn, wait, job));
    });
    runs.set(job.name, run);
  }

  return {
    start() {
      isStopped = false;
      for (const job of jobs) turn(job);
    },
    kick(name) {
      const job = jobs.find((one) => one.name === name);
      if (job) turn(job);
    },
    async runAll() {
      for (const job of jobs) await job.run();
    },
    async stop() {
      isStopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(runs.values());
    },
  };
}
