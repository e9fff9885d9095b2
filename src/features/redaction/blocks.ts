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

/** A text of a clip or a notification, up to the sign that closes it. */
const TEXT_BEGIN =
  /\{\s?[THU]:|android\.(?:title|text|big|sub_?text|info|summary|conv|self)[\w.]{0,24}=\w{2,24} \(/i;
/** What stands before a message in the lines of a log, the same before each line of one message. */
const HEAD =
  /^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}(?: {1,6}\d{1,6}){2,3} )?[VDIWEFA][ /][^:\n]{1,60}: |^/;
const OTHER_LINE =
  /^\s{0,16}(?:[\w.]{2,60}=|-{5}|DUMP OF |\d{2,4}-\d\d(?:-\d\d)? \d\d:|<?\d?>?\[ {0,6}\d{1,7}\.\d)/;
const MAX_TEXT_LINES = 60;

/** A block begins only in a line with one of them, in whatever case. */
export const BLOCK_WORDS = '-----begin|memory near|memory around|{t:|{h:|{u:|{ t:|{ h:|{ u:'
  .split('|')
  .concat('title text big sub info summary conv self'.split(' ').map((part) => `android.${part}`));

export type BlockKind = 'KEY' | 'MEMORY' | 'TEXT';
type Replace = (kind: BlockKind, value: string) => string;

export interface Blocks {
  /** Whether the next line needs a look, whatever stands in it. */
  isOpen(): boolean;
  /** The line without what belongs to a block; `mayBegin` when one of BLOCK_WORDS stands in it. */
  line(text: string, mayBegin: boolean): string;
}

/** Follows what goes over several lines: PEM blocks, dumps of memory, texts of clips and notifications. */
export const createBlocks = (replace: Replace): Blocks => {
  let open: BlockKind | undefined;
  let lines = 0;
  let head = '';
  let closing = '';
  let depth = 0;

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

  /** Where the text ends, or -1: brackets within it close first. */
  const closesAt = (text: string): number => {
    if (closing === '}') return text.lastIndexOf('}');
    depth += text.split('(').length - text.split(')').length;
    return depth <= 0 && text.trimEnd().endsWith(')') ? text.lastIndexOf(')') : -1;
  };

  const takeText = (text: string): string => {
    const isOther = HEAD.exec(text)?.[0] !== head || OTHER_LINE.test(text.slice(head.length));
    if (isOther || lines > MAX_TEXT_LINES) {
      open = undefined;
      return line(text, true);
    }
    const end = closesAt(text);
    const value = text.slice(head.length, end < 0 ? text.length : end).trim();
    if (end >= 0) open = undefined;
    if (value === '' || value.startsWith('[TEXT:')) return text;
    return text.replace(value, () => replace('TEXT', value));
  };

  const take = (text: string): string => {
    lines += 1;
    if (open === 'TEXT') return takeText(text);
    if (open === 'KEY') {
      if (FINISH.test(text) || lines > MAX_LINES) open = undefined;
      return swap(text, KEY_LINE, 'KEY');
    }
    const changed = swap(text, DUMP, 'MEMORY');
    if ((changed === text && !text.includes('[MEMORY:')) || lines > MAX_LINES) open = undefined;
    return changed;
  };

  const beginText = (text: string): void => {
    const sign = TEXT_BEGIN.exec(text);
    if (!sign) return;
    closing = sign[0].endsWith('(') ? ')' : '}';
    head = HEAD.exec(text)?.[0] ?? '';
    depth = 0;
    if (closesAt(text) <= sign.index) begin('TEXT');
  };

  const line = (text: string, mayBegin: boolean): string => {
    const taken = open ? take(text) : text;
    if (open) return taken;
    if (mayBegin && BEGIN.test(taken)) {
      const whole = swap(taken, WHOLE_KEY, 'KEY');
      if (!FINISH.test(taken)) begin('KEY');
      return whole;
    }
    if (mayBegin && MEMORY.test(taken)) begin('MEMORY');
    else if (mayBegin && taken === text) beginText(taken);
    return taken.includes('..') && !taken.includes('[MEMORY:')
      ? swap(taken, DUMP, 'MEMORY')
      : taken;
  };

  return { isOpen: () => open !== undefined, line };
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
  TEXT_BEGIN,
  HEAD,
  OTHER_LINE,
];
