import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createSymbolReader, type BreakpadSymbols } from './breakpad-symbols.js';
import { createMappingReader, type R8Mapping, type ReadPart } from './r8-mapping.js';
import type { SymbolKind } from './symbol.js';

/** A symbol file that stays open: its index is in memory, the rest is read when asked for. */
export type OpenSymbols =
  | { readonly kind: 'r8'; readonly mapping: R8Mapping; readonly close: () => void }
  | { readonly kind: 'breakpad'; readonly symbols: BreakpadSymbols; readonly close: () => void };

const CHUNK_BYTES = 1024 * 1024;

const partReader =
  (file: number, size: number): ReadPart =>
  (start, end) => {
    const bytes = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
    const length = readSync(file, bytes, 0, bytes.length, start);
    return bytes.toString('utf8', 0, length);
  };

function feed(file: number, write: (chunk: Buffer) => void): void {
  for (;;) {
    // A new buffer each time: the reader keeps the end of the last one.
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(file, chunk, 0, CHUNK_BYTES, null);
    if (length === 0) return;
    write(chunk.subarray(0, length));
  }
}

/**
 * Opens a symbol file and reads its index, synchronously: for worker threads and commands, never
 * for the thread that answers requests. Undefined when the file is not of that kind; throws when it
 * can't be opened.
 */
export function openSymbols(path: string, kind: SymbolKind): OpenSymbols | undefined {
  const file = openSync(path, 'r');
  let isKept = false;
  try {
    const read = partReader(file, fstatSync(file).size);
    const close = () => {
      closeSync(file);
    };
    const reader = kind === 'r8' ? createMappingReader() : createSymbolReader();
    feed(file, reader.write);
    const found = reader.end(read);
    isKept = found !== undefined;
    if (!found) return undefined;
    return 'module' in found
      ? { kind: 'breakpad', symbols: found, close }
      : { kind: 'r8', mapping: found, close };
  } finally {
    if (!isKept) closeSync(file);
  }
}

const OPEN_FILES = 4;

/** Keeps the files asked for last open, because the next crash is often of the same build. */
export function createSymbolShelf(limit = OPEN_FILES) {
  const shelf = new Map<string, OpenSymbols | undefined>();
  return {
    /** Undefined when the file is gone or is not what it was taken for. */
    open(path: string, kind: SymbolKind): OpenSymbols | undefined {
      let found = shelf.get(path);
      if (!shelf.has(path)) {
        try {
          found = openSymbols(path, kind);
        } catch {
          return undefined;
        }
      }
      shelf.delete(path);
      shelf.set(path, found);
      const [oldest] = shelf.keys();
      if (shelf.size > limit && oldest !== undefined) {
        shelf.get(oldest)?.close();
        shelf.delete(oldest);
      }
      return found;
    },
  };
}

export type SymbolShelf = ReturnType<typeof createSymbolShelf>;
