import { createLineSplitter } from './line-splitter.js';
import type { ReadPart } from './r8-mapping.js';
import { createSymbolTable } from './symbol-table.js';

/** A native frame of the source. */
export interface NativeSource {
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
}

/** The first line of a symbol file: `MODULE os arch id name`. */
export interface SymbolModule {
  readonly os: string;
  readonly arch: string;
  /** 32 hex digits and the age, as `debugIdOf` makes them. */
  readonly debugId: string;
  readonly name: string;
}

export interface BreakpadSymbols {
  readonly module: SymbolModule;
  readonly functionCount: number;
  /** What stands at an address of the module, inlined functions first; empty when nobody knows. */
  find(address: number): readonly NativeSource[];
}

const MAX_LINE_BYTES = 64 * 1024;
const MAX_BLOCK_BYTES = 4 * 1024 * 1024;
const MAX_FUNCTIONS = 2_000_000;
const MAX_NAMES = 1_000_000;
/** What is read of a line before its name. */
const HEAD_BYTES = 80;
const MAX_INLINES = 64;

const MODULE = /^MODULE (\S{1,40}) (\S{1,40}) ([0-9A-Fa-f]{1,64}) (.{1,1000})$/;
const FUNC = /^FUNC (?:m )?([0-9a-f]{1,16}) ([0-9a-f]{1,16}) [0-9a-f]{1,16}(?: |$)/;
const PUBLIC = /^PUBLIC (?:m )?([0-9a-f]{1,16}) [0-9a-f]{1,16}(?: |$)/;
const NAMED = /^(?:FILE|INLINE_ORIGIN) (\d{1,9}) /;
const LINE = /^([0-9a-f]{1,16}) ([0-9a-f]{1,16}) (\d{1,9}) (\d{1,9})/;
const INLINE = /^INLINE (\d{1,4}) (\d{1,9}) (\d{1,9}) (\d{1,9}) /;
export const BREAKPAD_PATTERNS: readonly RegExp[] = [MODULE, FUNC, PUBLIC, NAMED, LINE, INLINE];

const hex = (digits: string | undefined): number => Number.parseInt(digits ?? '', 16);
const [F, I, P, M, S] = [0x46, 0x49, 0x50, 0x4d, 0x53];

/** Where the records of names and functions stand in the file. */
interface Places {
  readonly functions: ReturnType<typeof createSymbolTable>;
  readonly publics: ReturnType<typeof createSymbolTable>;
  readonly files: Map<number, number>;
  readonly origins: Map<number, number>;
}

/**
 * Reads a Breakpad symbol file once, chunk by chunk, and keeps where each function stands; lines and
 * names are read when an address is asked for. Format: Breakpad `docs/symbol_files.md`.
 */
export function createSymbolReader() {
  const places: Places = {
    functions: createSymbolTable(3, MAX_FUNCTIONS),
    publics: createSymbolTable(1, MAX_FUNCTIONS),
    files: new Map(),
    origins: new Map(),
  };
  let module: SymbolModule | undefined;
  let count = 0;
  let open: { readonly address: number; readonly size: number; readonly start: number } | undefined;

  function closeFunction(end: number): void {
    if (open && places.functions.add(open.address, [open.size, open.start, end])) count += 1;
    open = undefined;
  }

  function takeName(text: string, start: number): void {
    const number = Number(NAMED.exec(text)?.[1]);
    const names = text.startsWith('FILE') ? places.files : places.origins;
    if (!Number.isNaN(number) && names.size < MAX_NAMES) names.set(number, start);
  }

  function takeRecord(text: string, start: number): void {
    if (text.startsWith('INLINE ')) return;
    closeFunction(start);
    const func = FUNC.exec(text);
    if (func) open = { address: hex(func[1]), size: hex(func[2]), start };
    else if (text.startsWith('PUBLIC ')) {
      const address = hex(PUBLIC.exec(text)?.[1]);
      if (!Number.isNaN(address)) places.publics.add(address, [start]);
    } else takeName(text, start);
  }

  function takeModule(text: string): void {
    const [, os, arch, id, name] = MODULE.exec(text.trimEnd()) ?? [];
    if (os === undefined || arch === undefined || id === undefined || name === undefined) return;
    module ??= { os, arch, debugId: id.toUpperCase(), name };
  }

  const splitter = createLineSplitter(MAX_LINE_BYTES, (bytes, from, to, start) => {
    const sign = bytes[from];
    if (sign === M) takeModule(bytes.toString('utf8', from, to));
    else if (sign === F || sign === I || sign === P)
      takeRecord(bytes.toString('latin1', from, Math.min(to, from + HEAD_BYTES)), start);
    else if (sign === S) closeFunction(start);
  });

  return {
    write: (chunk: Buffer): void => {
      splitter.write(chunk);
    },
    /** Undefined when the file has no MODULE line: it is something else. */
    end(read: ReadPart): BreakpadSymbols | undefined {
      closeFunction(splitter.end());
      if (!module) return undefined;
      return { module, functionCount: count, find: createFinder(places, read) };
    },
  };
}

interface Inline {
  readonly depth: number;
  readonly line: number;
  readonly file: number;
  readonly origin: number;
}

/** The INLINE record as far as it covers the address: `depth line file origin (address size)+`. */
function inlineAt(text: string, address: number): Inline | undefined {
  const head = INLINE.exec(text);
  if (!head) return undefined;
  const ranges = text.slice(head[0].length).trim().split(' ');
  for (let at = 0; at + 1 < ranges.length; at += 2) {
    const from = hex(ranges[at]);
    if (address >= from && address < from + hex(ranges[at + 1]))
      return {
        depth: Number(head[1]),
        line: Number(head[2]),
        file: Number(head[3]),
        origin: Number(head[4]),
      };
  }
  return undefined;
}

function createFinder({ functions, publics, files, origins }: Places, read: ReadPart) {
  const lineAt = (start: number): string =>
    read(start, start + MAX_LINE_BYTES)
      .split('\n', 1)[0]
      ?.trimEnd() ?? '';
  const nameAt = (start: number | undefined): string =>
    start === undefined ? '' : lineAt(start).split(' ').slice(2).join(' ');
  const placed = (name: string, file: number, line: number): NativeSource => {
    const path = nameAt(files.get(file));
    return { function: name, ...(path !== '' && { file: path, ...(line > 0 && { line }) }) };
  };

  function inFunction(address: number, block: string): readonly NativeSource[] {
    const [head = '', ...records] = block.split('\n');
    const name = head.trimEnd().replace(FUNC, '');
    const inlines: Inline[] = [];
    let [line, file] = [0, -1];
    for (const record of records) {
      const inline = record.startsWith('I') ? inlineAt(record, address) : undefined;
      if (inline) inlines.push(inline);
      const found = record.startsWith('I') ? null : LINE.exec(record);
      if (!found || address < hex(found[1]) || address >= hex(found[1]) + hex(found[2])) continue;
      [line, file] = [Number(found[3]), Number(found[4])];
    }
    inlines.sort((one, other) => other.depth - one.depth);
    // Each function stands where the one inlined into it was called.
    const frames = inlines.slice(0, MAX_INLINES).map((inline) => {
      const frame = placed(nameAt(origins.get(inline.origin)), file, line);
      [line, file] = [inline.line, inline.file];
      return frame;
    });
    return [...frames, placed(name, file, line)];
  }

  return (address: number): readonly NativeSource[] => {
    const [base = -1, size = 0, start = 0, end = 0] = functions.floor(address) ?? [];
    if (base >= 0 && address < base + size)
      return inFunction(address, read(start, Math.min(end, start + MAX_BLOCK_BYTES)));
    const [exported = -1, place] = publics.floor(address) ?? [];
    if (place === undefined || exported <= base) return [];
    return [{ function: lineAt(place).replace(PUBLIC, '') }];
  };
}

/** A symbol file that is in memory as a whole; undefined when it is none. */
export function parseSymbols(text: string): BreakpadSymbols | undefined {
  const bytes = Buffer.from(text);
  const reader = createSymbolReader();
  reader.write(bytes);
  return reader.end((start, end) => bytes.toString('utf8', start, end));
}
