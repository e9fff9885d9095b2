import type { BreakpadSymbols, NativeSource } from './breakpad-symbols.js';
import { debugIdOf } from './debug-id.js';

/** A native frame of a crash; `pc` is hex without 0x, relative to the library. */
export interface NativeFrame {
  readonly module: string;
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
  readonly pc?: string;
  readonly buildId?: string;
}

/** The symbols of a library by its debug id. */
export type FindSymbols = (debugId: string) => BreakpadSymbols | undefined;

// debuggerd: `#NN pc HEX  FILE[ (offset 0x…)][ (function+offset)][ (BuildId: hex)]`
const FRAME = /^(.{0,120}?#\d{1,3}\s{1,4}pc (?:0x)?)([0-9a-f]{1,16})(\s{1,8})(\S.{0,2000})$/;
const BUILD_ID = / \(BuildId: ([0-9a-f]{1,80})\)\s{0,4}$/;
const LOAD_OFFSET = /^(.{1,1000} \(offset 0x[0-9a-f]{1,16}\))/;
export const SYMBOLICATE_PATTERNS: readonly RegExp[] = [FRAME, BUILD_ID, LOAD_OFFSET];

const MAX_LINE_CHARS = 8192;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The library alone, with the offset it was loaded at: its function stands in brackets behind. */
const libraryOf = (text: string): string => {
  const offset = LOAD_OFFSET.exec(text)?.[1];
  const bracket = text.indexOf(' (');
  return offset ?? (bracket < 0 ? text : text.slice(0, bracket));
};

const isOf = (symbols: BreakpadSymbols, library: string, buildId: string | undefined): boolean =>
  buildId === undefined
    ? baseName(library.split(' (', 1)[0] ?? '') === symbols.module.name
    : debugIdOf(buildId) === symbols.module.debugId;

const placeText = ({ file, line }: NativeSource): string | undefined =>
  file === undefined ? undefined : line === undefined ? file : `${file}:${line}`;

/**
 * Names the functions in the backtrace lines of the module's library; the source line follows on a
 * line of its own. Inlined functions repeat the line above it, innermost first. A line that names
 * no build id is taken by the library's name. All other lines come back as they are.
 */
export function symbolicateLine(symbols: BreakpadSymbols, text: string): readonly string[] {
  const match = text.length > MAX_LINE_CHARS ? null : FRAME.exec(text);
  if (!match) return [text];
  const [, head = '', pc = '', blank = '', rest = ''] = match;
  const buildId = BUILD_ID.exec(rest);
  const library = libraryOf(buildId ? rest.slice(0, buildId.index) : rest);
  if (!isOf(symbols, library, buildId?.[1])) return [text];
  const sources = symbols.find(Number.parseInt(pc, 16));
  if (sources.length === 0) return [text];
  return sources.flatMap((source) => {
    const place = placeText(source);
    const line = `${head}${pc}${blank}${library} (${source.function})${buildId?.[0] ?? ''}`;
    return place === undefined ? [line] : [line, `${' '.repeat(10)}${place}`];
  });
}

/** A whole backtrace, with the line ends it had. */
export const symbolicateText = (symbols: BreakpadSymbols, text: string): string =>
  text
    .split('\n')
    .flatMap((line) => symbolicateLine(symbols, line))
    .join('\n');

/** Names the functions of frames by their build ids; a frame nobody knows is the object it was. */
export const symbolicateFrames = <Frame extends NativeFrame>(
  frames: readonly Frame[],
  find: FindSymbols,
): readonly (Frame | NativeFrame)[] =>
  frames.flatMap((frame): readonly (Frame | NativeFrame)[] => {
    const { module, pc, buildId } = frame;
    const debugId = buildId === undefined ? undefined : debugIdOf(buildId);
    if (pc === undefined || buildId === undefined || debugId === undefined) return [frame];
    const sources = find(debugId)?.find(Number.parseInt(pc, 16)) ?? [];
    if (sources.length === 0) return [frame];
    return sources.map((source) => ({ module, ...source, pc, buildId }));
  });
