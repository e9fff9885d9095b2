import type { Symbols } from '../symbols/index.js';
import { toFound, type Crash, type NamedCrash } from './crash-group.js';
import { signatureParts } from './crash-signature.js';
import type { FoundCrash } from './crash.js';
import type { ExamPool } from './exam-pool.js';
import { crashWants } from './exam-symbols.js';
import type { NamingStore } from './naming-store.js';

export interface NamingServiceDeps {
  readonly naming: NamingStore;
  readonly symbols: Pick<Symbols, 'allNames'> & {
    readonly service: Pick<Symbols['service'], 'filesFor'>;
  };
  readonly pool: Pick<ExamPool, 'name'>;
}

const BATCH = 50;

export type NamingService = ReturnType<typeof createNamingService>;

/** Gives crashes the names of the source: before they are grouped, or when symbols come later. */
export function createNamingService({ naming, symbols, pool }: NamingServiceDeps) {
  /** In the order given. */
  async function nameAll(crashes: readonly FoundCrash[]): Promise<readonly NamedCrash[]> {
    const wants = crashes.map(crashWants);
    const files = await symbols.service.filesFor([...new Set(wants.flat())]);
    const known = new Set(files.flatMap(({ names }) => names));
    const named = files.length === 0 ? crashes : await pool.name({ crashes, files });
    return named.map((crash, at) => ({
      crash,
      wants: (wants[at] ?? []).filter((name) => !known.has(name)),
    }));
  }

  async function nameStored(stored: Crash, { crash, wants }: NamedCrash): Promise<Crash> {
    const named = {
      title: crash.title,
      exception: crash.exception ?? null,
      outerException: crash.outerException ?? null,
      frames: crash.frames,
      outerFrames: crash.outerFrames ?? [],
      parts: signatureParts(crash),
      keys: [crash.key],
      wants,
    };
    await naming.name(stored.id, named);
    return { ...stored, ...named, keys: [...new Set([...stored.keys, crash.key])] };
  }

  return {
    nameAll,
    /**
     * Names stored crashes whose symbols have come; `rejoin` is told of each that got a new key.
     * Ends when no crash waits for a file that is there.
     */
    async nameWaiting(rejoin: (crash: Crash, key: string) => Promise<void>): Promise<void> {
      const names = await symbols.allNames();
      if (names.length === 0) return;
      for (;;) {
        const waiting = await naming.waiting(names, BATCH);
        if (waiting.length === 0) return;
        const named = await nameAll(waiting.map(toFound));
        for (const [at, stored] of waiting.entries()) {
          const one = named[at];
          if (!one) continue;
          const crash = await nameStored(stored, one);
          if (!stored.keys.includes(one.crash.key)) await rejoin(crash, one.crash.key);
        }
      }
    },
  };
}
