export interface NativeFrame {
  readonly index: number;
  readonly module: string;
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
  readonly pc: string;
  readonly buildId?: string;
}

// debuggerd: `#NN pc HEX  FILE[ (offset 0x…)][ (func+off)][ (BuildId: hex)]`
const TOMBSTONE_FRAME =
  /^\s{0,40}(?:native: )?#(\d{1,3})\s{1,4}pc (?:0x)?([0-9a-f]{1,16})\s{1,8}(\S.{0,2000})$/;
// sanitizers: `#N 0xHEX [in func] [file:line:column | (lib+0xOFF)] [(BuildId: hex)]`
const SANITIZER_FRAME =
  /^\s{0,40}#(\d{1,3})\s{1,4}0x([0-9a-f]{1,16})(?:\s{1,4}(\S.{0,2000}))?\s{0,4}$/;
// ThreadSanitizer, which knows no address: `#N func file:line:column (lib+0xOFF)`
const THREAD_FRAME =
  /^\s{0,40}#(\d{1,3}) (\S.{0,1000} \(\S{1,500}\+0x[0-9a-f]{1,16}\)(?: \(BuildId: [0-9a-f]{1,80}\))?)\s{0,4}$/;
// GrapheneOS' log viewer: `    FILE (func+off, pc HEX)`
const VIEWER_FRAME = /^\s{1,40}([/[].{1,500}\))\s{0,4}$/;
const VIEWER_PLACE = /(?:^|^(.{1,1500}), )pc ([0-9a-f]{1,16})$/;
const BUILD_ID = /\s{0,4}\(BuildId: ([0-9a-f]{1,80})\)\s{0,4}$/;
const FUNCTION_OFFSET = /\+(?:0x[0-9a-f]{1,16}|\d{1,10})$/;
const SOURCE = /^(.{1,500}?):(\d{1,7})(?::\d{1,5})?$/;
const MODULE_OFFSET = /^(.{1,500})\+0x([0-9a-f]{1,16})$/;

/** The last bracket group of a text, with what stands before it. */
const splitLastGroup = (text: string): { before: string; group: string } | undefined => {
  if (!text.endsWith(')')) return undefined;
  let depth = 0;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    if (text[index] === ')') depth += 1;
    else if (text[index] === '(') depth -= 1;
    if (depth === 0) {
      return { before: text.slice(0, index).trimEnd(), group: text.slice(index + 1, -1) };
    }
  }
  return undefined;
};

const takeBuildId = (text: string): { rest: string; buildId?: string } => {
  const match = BUILD_ID.exec(text);
  return match?.[1] === undefined
    ? { rest: text }
    : { rest: text.slice(0, match.index), buildId: match[1] };
};

const withoutLoadOffset = (module: string): string => {
  const offset = module.lastIndexOf(' (offset ');
  return offset > 0 ? module.slice(0, offset) : module;
};

interface FrameParts {
  readonly index: number;
  readonly pc: string;
  /** As the tombstone names it; `<unknown>` is no name. */
  readonly path: string;
  readonly function: string;
  readonly buildId: string | undefined;
}

/** A frame of a tombstone in either of its forms. */
export const tombstoneFrame = ({ path, buildId, ...frame }: FrameParts): NativeFrame => ({
  ...frame,
  module: /^(?:<unknown>|\?{3})$/.test(path) ? '' : path,
  ...(buildId !== undefined && { buildId }),
});

const fromTombstone = (index: number, pc: string, text: string): NativeFrame => {
  const { rest, buildId } = takeBuildId(text.trimEnd());
  const last = splitLastGroup(rest);
  const isFunction =
    last !== undefined && last.before !== '' && !/^(?:offset |deleted$|\?{3}$)/.test(last.group);
  const name = isFunction ? last.group.replace(FUNCTION_OFFSET, '') : '';
  const path = withoutLoadOffset(isFunction ? last.before : rest).replace(/ ?\(\?\?\?\)$/, '');
  return tombstoneFrame({ index, pc, path, function: name, buildId });
};

/** `func file:line:column`, of which the function may hold blanks. */
const withSource = (name: string): { function: string; file?: string; line?: number } => {
  const blank = name.lastIndexOf(' ');
  const source = SOURCE.exec(name.slice(blank + 1));
  if (blank < 0 || source?.[1] === undefined) return { function: name };
  return { function: name.slice(0, blank), file: source[1], line: Number(source[2]) };
};

const fromSanitizer = (index: number, pc: string, text: string): NativeFrame => {
  const { rest, buildId } = takeBuildId(text.trim());
  // ndk-stack writes the frames of a tombstone so.
  if (rest.startsWith('/')) return fromTombstone(index, pc, text);
  const base = { index, pc, ...(buildId !== undefined && { buildId }) };
  const named = /^in(?:\s|$)/.test(rest) ? rest.slice(2).trim() : undefined;
  const last = splitLastGroup(rest);
  const placed = last && MODULE_OFFSET.exec(last.group);
  if (placed?.[1] !== undefined) {
    const name = named === undefined ? '' : (splitLastGroup(named)?.before ?? '');
    // The address in the library; the other one changes with every start.
    const plain = name.replace(FUNCTION_OFFSET, '');
    return { ...base, module: placed[1], function: plain, pc: placed[2] ?? pc };
  }
  return { ...base, module: '', ...withSource(named ?? '') };
};

const fromThread = (index: number, text: string): NativeFrame | undefined => {
  const { rest, buildId } = takeBuildId(text);
  const last = splitLastGroup(rest);
  const placed = last && MODULE_OFFSET.exec(last.group);
  if (placed?.[1] === undefined) return undefined;
  const base = { index, module: placed[1], pc: placed[2] ?? '' };
  return { ...base, ...withSource(last?.before ?? ''), ...(buildId !== undefined && { buildId }) };
};

const fromViewer = (text: string): NativeFrame | undefined => {
  const frame = splitLastGroup(VIEWER_FRAME.exec(text)?.[1] ?? '');
  const place = frame && VIEWER_PLACE.exec(frame.group);
  if (!place) return undefined;
  const name = (place[1] ?? '').replace(FUNCTION_OFFSET, '');
  // It counts no frames.
  return { index: 1, module: frame?.before ?? '', function: name, pc: place[2] ?? '' };
};

/** Reads one frame of a tombstone, a thread dump or a sanitizer report. */
export const parseNativeFrame = (text: string): NativeFrame | undefined => {
  if (!text.includes('#')) return text.includes('pc ') ? fromViewer(text) : undefined;
  const tombstone = TOMBSTONE_FRAME.exec(text);
  if (tombstone) return fromTombstone(Number(tombstone[1]), tombstone[2] ?? '', tombstone[3] ?? '');
  const report = SANITIZER_FRAME.exec(text);
  if (report) return fromSanitizer(Number(report[1]), report[2] ?? '', report[3] ?? '');
  const thread = text.includes('+0x') ? THREAD_FRAME.exec(text) : null;
  return thread ? fromThread(Number(thread[1]), thread[2] ?? '') : undefined;
};

export const NATIVE_FRAME_PATTERNS: readonly RegExp[] = [
  TOMBSTONE_FRAME,
  SANITIZER_FRAME,
  THREAD_FRAME,
  VIEWER_FRAME,
  VIEWER_PLACE,
  BUILD_ID,
  FUNCTION_OFFSET,
  SOURCE,
  MODULE_OFFSET,
];
