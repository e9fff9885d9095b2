import type { Logger } from '../../platform/logger.js';

export interface ClickQueueDeps<Item> {
  /** Stores a batch; after a failure the same batch comes again. */
  readonly write: (batch: readonly Item[]) => Promise<void>;
  readonly log: Logger;
  readonly capacity?: number;
}

export interface ClickQueue<Item> {
  /** Never waits. A full queue drops the item and tells so in the log. */
  push(item: Item): void;
  /** Resolves when everything pushed so far was written, or could not be. */
  flush(): Promise<void>;
  /** Writes what is left; what the database refuses even then is dropped and told. */
  close(): Promise<void>;
}

/** What a crash may lose. */
const FLUSH_MS = 200;
const RETRY_MS = 1_000;
const BATCH = 2_000;
/** About 15 MB when full: over a second of the busiest minute that was measured. */
const CAPACITY = 50_000;

/** Gathers items and writes them in batches, one batch at a time, in the order they came. */
export function createClickQueue<Item>(deps: ClickQueueDeps<Item>): ClickQueue<Item> {
  const { log, capacity = CAPACITY } = deps;
  let waiting: Item[] = [];
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let run: Promise<boolean> | undefined;

  /** Writes until nothing waits; false when the database refused, and the batch waits again. */
  async function drain(): Promise<boolean> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(batch.length);
      try {
        await deps.write(batch);
      } catch (error) {
        waiting = [...batch, ...waiting];
        log.warn({ err: error, waiting: waiting.length }, 'visits could not be stored yet');
        return false;
      }
    }
    return true;
  }

  function tell(): void {
    if (dropped > 0) log.error({ dropped }, 'visits were dropped');
    dropped = 0;
  }

  function start(): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    run ??= drain().then((isDone) => {
      run = undefined;
      tell();
      if (waiting.length > 0) schedule(isDone ? 0 : RETRY_MS);
      return isDone;
    });
    return run;
  }

  function schedule(ms: number): void {
    timer ??= setTimeout(() => void start(), ms);
  }

  return {
    push(item) {
      if (waiting.length >= capacity) dropped += 1;
      else waiting.push(item);
      if (!run) schedule(FLUSH_MS);
    },
    async flush() {
      await run;
      await start();
    },
    async close() {
      await run;
      await start();
      clearTimeout(timer);
      dropped += waiting.length;
      waiting = [];
      tell();
    },
  };
}
