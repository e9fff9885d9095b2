/** A line that shows where code was: it holds names of classes, libraries and addresses only. */
const JAVA_FRAME =
  /(?:^|[\s:>])at (?:[^\s()/]{1,100}\/{1,2}){0,2}[^\s()/]{1,400}\((?:[\w$-]{1,200}\.(?:java|kt|kts|scala|groovy)(?::-?\d{1,7})?|Native Method|Unknown Source(?::\d{1,7})?|SourceFile(?::\d{1,7})?|PG(?::\d{1,7})?|r8-map-id-[0-9a-f]{1,64}:\d{1,7}|<generated>|\w{1,3}(?::\d{1,7})?)\)[\s~]{0,4}(?:\[[\w\-.?:/!+$]{1,200}\])?\s{0,4}$/;
const NATIVE_FRAME = /(?:^|[\s:>])#\d{1,3}:? {1,4}(?:pc |0x|\/|[0-9a-f]{8})/;
const BUILD =
  /uild fingerprint|ro\.[\w.]{0,60}fingerprint|BuildId|MODULE |libdebuggerd|SUMMARY: \w{1,24}Sanitizer/;

export const isFrame = (line: string): boolean =>
  (line.includes('#') && NATIVE_FRAME.test(line)) ||
  (line.includes(')') && line.includes('at ') && JAVA_FRAME.test(line)) ||
  BUILD.test(line);

const BEGIN = /-----BEGIN [A-Z0-9 ]{2,40}-----/;
const FINISH = /-----END [A-Z0-9 ]{2,40}-----/;
const KEY_LINE = /(?<![A-Za-z0-9+/=])(?<value>[A-Za-z0-9+/=]{4,4000})(?=\s{0,4}$)/;
const WHOLE_KEY =
  /(?<=-----BEGIN [A-Z0-9 ]{2,40}-----)(?<value>(?:\\[nr]|[A-Za-z0-9+/=\s]){16,8000})(?=-----END)/;
const MEMORY = /\bmemory (?:near|around) /i;
const DUMP =
  /(?<before>(?:^|[\s:|])(?:0x)?[0-9a-f]{4,16}:?\s{1,3})(?<value>(?:[0-9a-f]{8,16}\s{1,2}){1,8}\s{0,2}\S.{0,80}|(?:[0-9a-f]{2,4}\s{1,2}){4,32}\s{0,2}\|?[\x20-\x7e]{4,36}\|?\s{0,2})$/i;
/** No block is longer; a log that was cut off inside one goes on as a log. */
const MAX_LINES = 400;

export type BlockKind = 'KEY' | 'MEMORY';
type Replace = (kind: BlockKind, value: string) => string;

export interface Blocks {
  /** Whether the next line needs a look, whatever stands in it. */
  isOpen(): boolean;
  line(text: string): string;
}

/** Follows what goes over several lines: PEM blocks and dumps of memory. */
export const createBlocks = (replace: Replace): Blocks => {
  let open: BlockKind | undefined;
  let lines = 0;

  const begin = (kind: BlockKind): void => {
    open = kind;
    lines = 0;
  };
  const swap = (text: string, pattern: RegExp, kind: BlockKind): string => {
    const found = pattern.exec(text);
    const { before = '', value = '' } = found?.groups ?? {};
    if (!found || value === '' || value.includes('[MEMORY:')) return text;
    const at = found.index + before.length;
    return text.slice(0, at) + replace(kind, value) + text.slice(at + value.length);
  };

  const take = (text: string): string => {
    lines += 1;
    if (open === 'KEY') {
      if (FINISH.test(text) || lines > MAX_LINES) open = undefined;
      return swap(text, KEY_LINE, 'KEY');
    }
    const changed = swap(text, DUMP, 'MEMORY');
    if ((changed === text && !text.includes('[MEMORY:')) || lines > MAX_LINES) open = undefined;
    return changed;
  };

  return {
    isOpen: () => open !== undefined,
    line: (text) => {
      const taken = open ? take(text) : text;
      if (open) return taken;
      if (BEGIN.test(taken)) {
        const whole = swap(taken, WHOLE_KEY, 'KEY');
        if (!FINISH.test(taken)) begin('KEY');
        return whole;
      }
      if (MEMORY.test(taken)) begin('MEMORY');
      return taken.includes('..') && !taken.includes('[MEMORY:')
        ? swap(taken, DUMP, 'MEMORY')
        : taken;
    },
  };
};

export const BLOCK_PATTERNS: readonly RegExp[] = [
  JAVA_FRAME,
  NATIVE_FRAME,
  BUILD,
  BEGIN,
  FINISH,
  KEY_LINE,
  WHOLE_KEY,
  MEMORY,
  DUMP,
];
