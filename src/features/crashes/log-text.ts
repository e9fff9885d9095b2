import { isAscii, isUtf8 } from 'node:buffer';
import { looksLikeAcra } from './acra.js';
import type { Encoding } from './exam.js';
import { looksLikeTombstone } from './tombstone-proto.js';

const NEWLINE = 10;
const LINE_END = Buffer.from('\n');
const SAMPLE_BYTES = 64 * 1024;

const MAGIC: readonly (readonly [string, number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
];

const startsWith = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

/** The encoding a byte order mark or the place of the zero bytes gives away. */
const sniffUtf16 = (bytes: Buffer): Encoding | undefined => {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  const zeros: [number, number] = [0, 0];
  const length = Math.min(bytes.length & ~1, 4096);
  for (let index = 0; index < length; index += 1) {
    if (bytes[index] === 0) zeros[(index & 1) as 0 | 1] += 1;
  }
  const many = length * 0.2;
  if (length < 8 || (zeros[0] > many && zeros[1] > many)) return undefined;
  if (zeros[1] > many && zeros[0] * 20 < zeros[1]) return 'utf-16le';
  return zeros[0] > many && zeros[1] * 20 < zeros[0] ? 'utf-16be' : undefined;
};

/** More than one control character in a hundred: not something people read. */
const isBinary = (bytes: Buffer): boolean => {
  let controls = 0;
  for (const byte of bytes) {
    if (byte < 32 && (byte < 8 || byte > 13) && byte !== 27) controls += 1;
  }
  return controls * 100 > bytes.length;
};

export type Shape = 'empty' | 'gzip' | 'zip' | 'tombstone' | 'acra' | 'binary' | 'text';

/** Tells by content what the first 64 KiB of a file are; names are never trusted. */
export const sniffShape = (start: Buffer): Shape => {
  if (start.length === 0) return 'empty';
  const known = MAGIC.find(([, magic]) => startsWith(start, magic));
  if (known) return known[0] as Shape;
  if (looksLikeTombstone(start)) return 'tombstone';
  if (sniffUtf16(start)) return 'text';
  if (looksLikeAcra(start)) return 'acra';
  return isBinary(start.subarray(0, SAMPLE_BYTES)) ? 'binary' : 'text';
};

/** Continuation bytes that a UTF-8 lead byte promises; 0 for a byte that can't lead. */
const promised = (lead: number): number => {
  if (lead >= 0xc2 && lead <= 0xdf) return 1;
  if (lead >= 0xe0 && lead <= 0xef) return 2;
  return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
};

/** Counts whole and broken UTF-8 characters beyond ASCII; a cut last one counts as neither. */
const countUtf8 = (bytes: Buffer): { whole: number; broken: number } => {
  let whole = 0;
  let broken = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const lead = bytes[index] ?? 0;
    if (lead < 0x80) continue;
    const more = promised(lead);
    if (more > 0 && index + more >= bytes.length) break;
    let isWhole = more > 0;
    for (let step = 1; step <= more; step += 1) {
      isWhole = isWhole && ((bytes[index + step] ?? 0) & 0xc0) === 0x80;
    }
    if (isWhole) index += more;
    if (isWhole) whole += 1;
    else broken += 1;
  }
  return { whole, broken };
};

const isGb18030 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** UTF-8 with a few bytes cut by the logger stays UTF-8; GB18030 must decode without an error. */
const sniffHighBytes = (bytes: Buffer): Encoding => {
  const { whole, broken } = countUtf8(bytes);
  return broken === 0 || whole > 4 * broken || !isGb18030(bytes) ? 'utf-8' : 'gb18030';
};

export interface TextReader {
  write(chunk: Buffer): void;
  /** Gives the last line even without a line end. */
  end(): void;
  encoding(): Encoding;
}

/**
 * Cuts bytes into blocks of whole lines without copying but the line that two chunks share; of that
 * one at most `maxLineBytes` are kept. `\n` alone ends a line (log text holds U+2028 and `\r`).
 */
const createBlockCutter = (maxLineBytes: number, onBlock: (lines: Buffer) => void) => {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let hasPending = false;
  const keep = (part: Buffer): void => {
    hasPending = true;
    if (keptBytes >= maxLineBytes || part.length === 0) return;
    const clipped = Buffer.from(part.subarray(0, maxLineBytes - keptBytes));
    kept.push(clipped);
    keptBytes += clipped.length;
  };
  const flush = (): void => {
    onBlock(Buffer.concat([...kept, LINE_END]));
    kept = [];
    keptBytes = 0;
    hasPending = false;
  };
  const write = (chunk: Buffer): void => {
    const first = hasPending ? chunk.indexOf(NEWLINE) : -1;
    if (first >= 0) {
      keep(chunk.subarray(0, first));
      flush();
    }
    const last = chunk.lastIndexOf(NEWLINE);
    if (last > first) onBlock(chunk.subarray(first + 1, last + 1));
    if (last + 1 < chunk.length) keep(chunk.subarray(last + 1));
  };
  const end = (): void => {
    if (hasPending) flush();
  };
  return { write, end };
};

/**
 * Gives a log as blocks of whole lines in UTF-8, each ending with `\n`. The encoding is settled by the first chunk that holds more than ASCII;
 * what came before reads the same in all of them.
 */
export const createTextReader = (
  maxLineBytes: number,
  onBlock: (lines: Buffer) => void,
): TextReader => {
  const cutter = createBlockCutter(maxLineBytes, onBlock);
  let encoding: Encoding = 'utf-8';
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  let isSettled = false;

  const settle = (chunk: Buffer): void => {
    const utf16 = isFirst ? sniffUtf16(chunk) : undefined;
    if (!utf16 && isAscii(chunk)) return;
    isSettled = true;
    encoding = utf16 ?? (isUtf8(chunk) ? 'utf-8' : sniffHighBytes(chunk));
    if (encoding !== 'utf-8') decoder = new TextDecoder(encoding);
  };

  return {
    write: (chunk) => {
      if (!isSettled) settle(chunk);
      const hasMark = isFirst && startsWith(chunk, [0xef, 0xbb, 0xbf]);
      isFirst = false;
      if (decoder) cutter.write(Buffer.from(decoder.decode(chunk, { stream: true })));
      else cutter.write(hasMark ? chunk.subarray(3) : chunk);
    },
    end: () => {
      if (decoder) cutter.write(Buffer.from(decoder.decode()));
      cutter.end();
    },
    encoding: () => encoding,
  };
};

const ESCAPE = String.fromCharCode(27);
const NUL = String.fromCharCode(0);
const NEEDS_TIDYING = new RegExp(
  `[\\r${ESCAPE}&>${NUL}\\u00a0\\u200b-\\u200f\\u3000\\ufe55\\ufeff]|^ {20}|^// `,
);
const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]{0,20}m`, 'g');
const INVISIBLE = new RegExp(`[${NUL}\\r\\u200b-\\u200f\\ufeff]`, 'g');
const WIDE_BLANK = /[\u00a0\u3000]/g;
/** Android Studio 1 wrote it after the tag, since a tag can't hold one. */
const SMALL_COLON = /\ufe55/g;
/** Studio sets the lines of one message below each other, some hundred columns in. */
const DEEP_INDENT = /^ {20,200}/;
// The monkey sets `// ` before what it tells of a crash.
const MAIL_QUOTE = /^(?:(?:> ?){1,5}|\/\/ )/;
const ENTITY = /&(lt|gt|amp|quot|nbsp|#39);/g;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

/** Takes off what pasting and terminals add: colours, quotes, entities, odd blanks, columns. */
export const tidyLine = (text: string): string =>
  NEEDS_TIDYING.test(text)
    ? text
        .replace(COLOUR, '')
        .replace(INVISIBLE, '')
        .replace(WIDE_BLANK, ' ')
        .replace(SMALL_COLON, ':')
        .replace(DEEP_INDENT, '')
        .replace(MAIL_QUOTE, '')
        .replace(ENTITY, (whole, name: string) => ENTITIES[name] ?? whole)
    : text;

export const TEXT_PATTERNS: readonly RegExp[] = [
  NEEDS_TIDYING,
  COLOUR,
  INVISIBLE,
  WIDE_BLANK,
  SMALL_COLON,
  DEEP_INDENT,
  MAIL_QUOTE,
  ENTITY,
];
