import { open } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { News } from '../../kernel/news.js';
import type { Viewer } from '../../kernel/people.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { Throttle } from '../../platform/throttle.js';
import type { SymbolQueries } from './symbol-queries.js';
import type { SymbolStore } from './symbol-store.js';
import {
  HEAD_BYTES,
  identify,
  type SymbolClaim,
  type SymbolFile,
  type SymbolRef,
} from './symbol.js';

export interface SymbolServiceDeps {
  readonly symbols: SymbolStore;
  readonly queries: SymbolQueries;
  readonly vault: FileVault;
  readonly clock: Clock;
  readonly forms: Throttle;
  readonly added: News<SymbolFile>;
}

/** A file that the intake has received. */
export interface ArrivedSymbols {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

export type SymbolService = ReturnType<typeof createSymbolService>;

/** Symbol files: taken in, kept in a vault of their own, found by what crashes ask for. */
export function createSymbolService(deps: SymbolServiceDeps) {
  const { symbols, queries, vault, clock, forms, added } = deps;

  return {
    /**
     * Keeps a mapping.txt or a .sym. The same bytes again are the same file; other bytes under a
     * known id are refused (409), because one build has one mapping.
     */
    async add(
      viewer: Viewer,
      file: ArrivedSymbols | undefined,
      { build, ...claim }: SymbolClaim & { readonly build: string },
    ): Promise<SymbolFile> {
      if (!file) throw new InvalidInput({ symbols: { code: 'required' } });
      const identity = identify(await headOf(file.path), claim);
      if (!identity) throw new InvalidInput({ symbols: { code: 'symbols.not_symbols' } });
      if (identity.key === '') throw new InvalidInput({ package: { code: 'symbols.no_id' } });
      await vault.keep(file.path, file.sha256);
      const { name: fileName, size, sha256 } = file;
      const addedAt = clock.now();
      const about = { fileName, size, sha256, build: build || null, byId: viewer.id, addedAt };
      const fresh: SymbolFile = { id: newId(addedAt), ...identity, ...about };
      if (!(await symbols.add(fresh))) {
        const known = await symbols.byKey(identity);
        if (known?.sha256 !== sha256) throw new Conflict('symbols.known', { key: identity.key });
        return known;
      }
      await added.publish(fresh);
      return fresh;
    },

    /** Traces that were made with it stay as they are. */
    async remove(id: string): Promise<void> {
      if (!(await symbols.remove(id))) throw new NotFound();
    },

    /** The files that can say more of crashes which want these names. */
    async filesFor(names: readonly string[]): Promise<readonly SymbolRef[]> {
      const found = await queries.byNames(names);
      return found.map(({ sha256, ...rest }) => ({ ...rest, path: vault.pathOf(sha256) }));
    },

    /** Counts one form, before its body is read. */
    async admit(viewer: Viewer): Promise<() => Promise<void>> {
      await forms.take(viewer.id);
      return () => Promise.resolve();
    },

    sweep: () => vault.sweep(clock.now(), symbols.referencedHashes),
  };
}

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
