import { parseSymbols } from './breakpad-symbols.js';
import { debugIdOf } from './debug-id.js';
import { parseMapping } from './r8-mapping.js';

/** `r8`: a mapping.txt of ProGuard or R8. `breakpad`: a .sym of Breakpad's dump_syms. */
export const SYMBOL_KINDS = ['r8', 'breakpad'] as const;
export type SymbolKind = (typeof SYMBOL_KINDS)[number];

/** A symbol file that QA has given for a build. */
export interface SymbolFile {
  readonly id: string;
  readonly kind: SymbolKind;
  /** Map id, debug id or `package@version`: unique among the files of its kind. */
  readonly key: string;
  /** All that crashes may ask for it by: see `wantsOf`. */
  readonly names: readonly string[];
  /** As it was called where it came from. */
  readonly fileName: string;
  readonly sha256: string;
  readonly size: number;
  /** The version of the format, where it is newer than the one we know. */
  readonly newerVersion: string | null;
  /** The build QA names; for people only. */
  readonly build: string | null;
  readonly byId: string;
  readonly addedAt: Date;
}

/** A symbol file as a worker thread takes it up. */
export interface SymbolRef {
  readonly kind: SymbolKind;
  readonly names: readonly string[];
  readonly path: string;
}

/** What QA says of a file besides its bytes; empty text where nothing was said. */
export interface SymbolClaim {
  readonly package: string;
  readonly version: string;
}

/** What a file is and by what crashes may ask for it. */
export type SymbolIdentity = Pick<SymbolFile, 'kind' | 'key' | 'names' | 'newerVersion'>;

/** How much of a file's beginning `identify` wants to see. */
export const HEAD_BYTES = 64 * 1024;
const SHORT_MAP_ID = 7;

/** What R8 writes as the source file of every class when it is told to. */
const MAP_ID_FILE = /^r8-map-id-(\w{1,128})$/;
export const SYMBOL_PATTERNS: readonly RegExp[] = [MAP_ID_FILE];

const mapName = (id: string): string => `map:${id.toLowerCase()}`;
const buildName = (debugId: string): string => `build:${debugId.toUpperCase()}`;
const appName = (app: string): string => `app:${app}`;

/**
 * Tells the kind of a symbol file by its first bytes and what it is known by. Undefined for any
 * other file; `key` is empty for a mapping that bears no id when no package and version are given.
 */
export function identify(head: string, claim: SymbolClaim): SymbolIdentity | undefined {
  const debugId = parseSymbols(head)?.module.debugId;
  if (debugId !== undefined) {
    const names = [buildName(debugId)];
    return { kind: 'breakpad', key: debugId, names, newerVersion: null };
  }
  const { mapId, mapHash, classCount, newerVersion = null } = parseMapping(head);
  if (mapId === undefined && classCount === 0) return undefined;
  const ids = [mapId, mapHash, mapHash?.slice(0, SHORT_MAP_ID)].filter((id) => id !== undefined);
  const app =
    claim.package !== '' && claim.version !== '' ? `${claim.package}@${claim.version}` : '';
  const names = [...ids.map(mapName), ...(app === '' ? [] : [appName(app)])];
  return { kind: 'r8', key: mapHash ?? mapId ?? app, names: [...new Set(names)], newerVersion };
}

/** The facts of a crash that tell which symbol files it needs. */
export interface SymbolSeeker {
  readonly frames: readonly {
    readonly file?: string;
    readonly pc?: string;
    readonly buildId?: string;
  }[];
  /** The app's package and its version code or name, where the log states them. */
  readonly app?: { readonly package: string; readonly versions: readonly string[] };
}

const MAX_WANTS = 12;

/** The names of the symbol files that could say more of a crash, in the order of its frames. */
export function wantsOf({ frames, app }: SymbolSeeker): readonly string[] {
  const names = frames.flatMap(({ file, pc, buildId }) => {
    const mapId = MAP_ID_FILE.exec(file ?? '')?.[1];
    const debugId = pc === undefined || buildId === undefined ? undefined : debugIdOf(buildId);
    if (mapId !== undefined) return [mapName(mapId)];
    return debugId === undefined || file !== undefined ? [] : [buildName(debugId)];
  });
  const isManaged = frames.some(({ pc }) => pc === undefined);
  const apps = app && isManaged ? app.versions.map((one) => appName(`${app.package}@${one}`)) : [];
  return [...new Set([...names, ...apps])].slice(0, MAX_WANTS);
}
