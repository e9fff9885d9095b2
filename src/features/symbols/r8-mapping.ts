import { createLineSplitter } from './line-splitter.js';
import { parseLenientJson, type Json } from './lenient-json.js';
import { NEWEST_VERSION, parseClassBody, type MappedClass } from './r8-class.js';

/** Reads part of the file the mapping was indexed from, as UTF-8. */
export type ReadPart = (start: number, end: number) => string;

export interface R8Mapping {
  /** The format's version, where it is newer than the one read here: remarks may be missed. */
  readonly newerVersion: string | undefined;
  readonly classCount: number;
  /** `pg_map_id` as the compiler wrote it. */
  readonly mapId: string | undefined;
  /** The whole hash of which `pg_map_id` may be the beginning. */
  readonly mapHash: string | undefined;
  /** The class that has this name in traces. */
  find(shortName: string): MappedClass | undefined;
  /** The source file that the mapping names for an original class. */
  sourceFileOf(original: string): string | undefined;
}

interface ClassPlace {
  readonly original: string;
  readonly start: number;
  end: number;
  readonly version: number;
}

const MAX_LINE_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const CACHED_CLASSES = 256;
const MAPPING_ID = 'com.android.tools.r8.mapping';

// `original.Name -> short.Name:`
const CLASS_LINE = /^(\S{1,2000}) -> (\S{1,2000}):$/;
const MAP_ID = /^# {0,4}pg_map_id: {0,4}(\w{1,128})/;
const MAP_HASH = /^# {0,4}pg_map_hash: {0,4}SHA-256 {1,4}([0-9a-f]{64})/;
export const R8_MAPPING_PATTERNS: readonly RegExp[] = [CLASS_LINE, MAP_ID, MAP_HASH];

const [HASH_SIGN, COLON, SPACE, TAB, RETURN] = [0x23, 0x3a, 0x20, 0x09, 0x0d];
const isBlank = (byte: number | undefined): boolean =>
  byte === SPACE || byte === TAB || byte === RETURN;

/** The last sign of a line that counts tells a class line, the first one a comment. */
const endsOf = (bytes: Buffer, from: number, to: number): readonly (number | undefined)[] => {
  let [first, last] = [from, to - 1];
  while (first < last && isBlank(bytes[first])) first += 1;
  while (last > first && isBlank(bytes[last])) last -= 1;
  return [bytes[first], bytes[last]];
};

/**
 * Reads a mapping file once, chunk by chunk, and keeps where each class stands; a class is read
 * when it is asked for. Format: R8 `doc/retrace.md`, versions 1.0 to 2.2; what a newer version adds
 * is left out, and `newerVersion` says so.
 */
export function createMappingReader() {
  const classes = new Map<string, ClassPlace>();
  const sourceFiles = new Map<string, string>();
  let version = 0;
  let newerVersion: string | undefined;
  let mapId: string | undefined;
  let mapHash: string | undefined;
  let current: ClassPlace | undefined;

  function useVersion(written: Json | undefined): void {
    const text = typeof written === 'number' || typeof written === 'string' ? `${written}` : '';
    version = text === 'experimental' ? NEWEST_VERSION : Number.parseFloat(text) || 0;
    if (version > NEWEST_VERSION) newerVersion = text.slice(0, 20);
  }

  function takeComment(text: string): void {
    mapId ??= MAP_ID.exec(text)?.[1];
    mapHash ??= MAP_HASH.exec(text)?.[1];
    if (!text.includes('{')) return;
    const isFile = text.includes('sourceFile');
    if (!isFile && !text.includes(MAPPING_ID)) return;
    const json = parseLenientJson(text.slice(1));
    if (json?.['id'] === MAPPING_ID) useVersion(json['version']);
    if (json?.['id'] !== 'sourceFile' || !current) return;
    const file = json['fileName'];
    if (typeof file === 'string' && !sourceFiles.has(current.original))
      sourceFiles.set(current.original, file);
  }

  function takeClass(text: string, start: number, bodyStart: number): void {
    const [, original, shortName] = CLASS_LINE.exec(text) ?? [];
    if (original === undefined || shortName === undefined) return;
    if (current) current.end = start;
    current = { original, start: bodyStart, end: bodyStart, version };
    if (!classes.has(shortName)) classes.set(shortName, current);
  }

  const splitter = createLineSplitter(MAX_LINE_BYTES, (bytes, from, to, start) => {
    const [first, last] = endsOf(bytes, from, to);
    if (first !== HASH_SIGN && last !== COLON) return;
    const text = bytes.toString('utf8', from, to).trim();
    if (first === HASH_SIGN) takeComment(text);
    else takeClass(text, start, start + to - from + 1);
  });

  return {
    write: (chunk: Buffer): void => {
      splitter.write(chunk);
    },
    end(read: ReadPart): R8Mapping {
      const size = splitter.end();
      if (current) current.end = size;
      return {
        newerVersion,
        classCount: classes.size,
        mapId,
        mapHash,
        find: createFinder(classes, read),
        sourceFileOf: (original) => sourceFiles.get(original),
      };
    },
  };
}

/** The classes asked for last are kept; a trace asks for the same few again and again. */
function createFinder(classes: ReadonlyMap<string, ClassPlace>, read: ReadPart): R8Mapping['find'] {
  const cache = new Map<string, MappedClass>();
  return (shortName) => {
    const place = classes.get(shortName);
    if (!place) return undefined;
    const { original, start, end, version } = place;
    const found =
      cache.get(shortName) ??
      parseClassBody(original, read(start, Math.min(end, start + MAX_BODY_BYTES)), version);
    cache.delete(shortName);
    cache.set(shortName, found);
    const [oldest] = cache.keys();
    if (cache.size > CACHED_CLASSES && oldest !== undefined) cache.delete(oldest);
    return found;
  };
}

/** A mapping that is in memory as a whole. */
export function parseMapping(text: string): R8Mapping {
  const bytes = Buffer.from(text);
  const reader = createMappingReader();
  reader.write(bytes);
  return reader.end((start, end) => bytes.toString('utf8', start, end));
}
