import { Unavailable } from './errors.js';

/** Runs at most `running` at once and lets `waiting` more stand in line; others get a 503. */
export function createSemaphore(limits: { running: number; waiting: number }) {
  let running = 0;
  const line: (() => void)[] = [];

  return async function limited<T>(work: () => Promise<T>): Promise<T> {
    if (running >= limits.running) {
      if (line.length >= limits.waiting) throw new Unavailable(2);
      await new Promise<void>((resolve) => line.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so nobody can slip in between.
      const next = line.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
