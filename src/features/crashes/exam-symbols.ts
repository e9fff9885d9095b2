import { createSymbolShelf, wantsOf, type SymbolRef } from '../symbols/thread.js';
import { crashKey } from './crash-signature.js';
import { nameFrames } from './crash-symbols.js';
import { crashTitle } from './crash-title.js';
import type { NamedCrash } from './crash-group.js';
import type { FoundCrash } from './crash.js';

/** Crashes, and the symbol files known by the names they want. */
export interface NamingTask {
  readonly crashes: readonly NamedCrash[];
  readonly files: readonly SymbolRef[];
}

/** What symbol files may say more of: all frames of a crash. */
export const crashWants = ({ frames, outerFrames = [], app }: FoundCrash): readonly string[] =>
  wantsOf({ frames: [...frames, ...outerFrames], ...(app && { app }) });

/**
 * Names the frames of crashes in a worker thread. The last few symbol files stay open there; a file
 * that can't be read names nothing.
 */
export function createNamer() {
  const shelf = createSymbolShelf();

  const fileFor = (
    files: readonly SymbolRef[],
    kind: SymbolRef['kind'],
    names: readonly string[],
  ) => {
    const file = files.find(
      (one) => one.kind === kind && one.names.some((name) => names.includes(name)),
    );
    return file && shelf.open(file.path, kind);
  };

  function nameCrash({ crash, wants }: NamedCrash, files: readonly SymbolRef[]): FoundCrash {
    const opened = fileFor(files, 'r8', wants);
    const named = nameFrames(crash, {
      mapping: opened?.kind === 'r8' ? opened.mapping : undefined,
      find(debugId) {
        const library = fileFor(files, 'breakpad', [`build:${debugId}`]);
        return library?.kind === 'breakpad' ? library.symbols : undefined;
      },
    });
    return { ...named, key: crashKey(named), title: crashTitle(named) };
  }

  return ({ crashes, files }: NamingTask): readonly FoundCrash[] =>
    crashes.map((one) => nameCrash(one, files));
}
