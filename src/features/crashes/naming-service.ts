import type { Symbols } from '../symbols/index.js';
import { toFound, type Crash, type NamedCrash } from './crash-group.js';
import { crashKeys, signatureParts } from './crash-signature.js';
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
  /** Each with what it wants; in the order given, and with what it wants still. */
  async function nameEach(crashes: readonly NamedCrash[]): Promise<readonly NamedCrash[]> {
    const files = await symbols.service.filesFor([
      ...new Set(crashes.flatMap(({ wants }) => wants)),
    ]);
    if (files.length === 0) return crashes;
    const known = new Set(files.flatMap(({ names }) => names));
    const named = await pool.name({ crashes, files });
    return crashes.map(({ crash, wants }, at) => ({
      crash: named[at] ?? crash,
      wants: wants.filter((name) => !known.has(name)),
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
      keys: crashKeys(crash),
      wants,
    };
    await naming.name(stored.id, named);
    return { ...stored, ...named, keys: [...new Set([...stored.keys, ...named.keys])] };
  }

  return {
    /** Crashes that were just found, in the order given. */
    nameAll: (crashes: readonly FoundCrash[]): Promise<readonly NamedCrash[]> =>
      nameEach(crashes.map((crash) => ({ crash, wants: crashWants(crash) }))),
    /**
     * Names stored crashes whose symbols have come; `rejoin` is told of each that got a new key.
     * May run twice at once: a key and a place in a group are added once.
     */
    async nameWaiting(rejoin: (crash: Crash, key: string) => Promise<void>): Promise<void> {
      const names = await symbols.allNames();
      if (names.length === 0) return;
      let after = '';
      for (;;) {
        const waiting = await naming.waiting(names, after, BATCH);
        if (waiting.length === 0) return;
        after = waiting.at(-1)?.id ?? after;
        const named = await nameEach(
          waiting.map((stored) => ({ crash: toFound(stored), wants: stored.wants })),
        );
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
