import type { JavaFrame, Throwable } from './java-frame.js';
import { parseJavaFrame, parseThrowable } from './java-frame.js';

const MAX_THROWABLE_FRAMES = 250;
const MAX_THROWABLES = 60;
const MAX_MESSAGE_LINES = 40;

interface Node {
  thrown: Throwable;
  frames: JavaFrame[];
  readonly enclosing: Node | undefined;
  readonly isSuppressed: boolean;
  readonly indent: number;
}

/** What a trace says: the exceptions of its main chain, the one caught last first. */
export interface Trace {
  readonly chain: readonly { readonly thrown: Throwable; readonly frames: readonly JavaFrame[] }[];
  readonly hasFrames: boolean;
}

// Crashlytics and Google Play leave the colon out.
const RELATION =
  /^(\s{0,80})(Caused by|Suppressed|Wrapped by)(?::| (?=[a-z]\w{0,40}\.\w))\s{0,9}(.{0,4096})$/;
const ELIDED = /^\s{0,80}\.\.\. (\d{1,6}) (?:more|common frames omitted|lines? (?:more|omitted))/;
const CIRCULAR = /^\s{0,80}\[?CIRCULAR REFERENCE:/;
/** The rest of a frame that a terminal wrapped, or a frame of another runtime between Java's. */
const NO_FRAME = /^(?:\S{1,300}\)$|\s{1,20}at \()/;
const NO_TYPE: Throwable = { type: '', message: '' };

/**
 * Builds the tree of a printed Throwable line by line: causes, suppressed branches (told by their
 * indent) and elided frames, which are the tail of the enclosing trace. `take` says whether the
 * line belonged to it.
 */
export const createThrowableTree = (first: Throwable) => {
  const root: Node = {
    thrown: first,
    frames: [],
    enclosing: undefined,
    isSuppressed: false,
    indent: -1,
  };
  const nodes = [root];
  let current = root;
  let messageLines = 0;
  let blankLines = 0;
  let isReversed = false;
  let hasFrames = false;

  const addFrame = (frame: JavaFrame): void => {
    hasFrames = true;
    if (current.frames.length < MAX_THROWABLE_FRAMES) current.frames.push(frame);
  };

  /** The innermost throwable whose trace a relation at this indent belongs to. */
  const parentAt = (indent: number, isSuppressed: boolean): Node => {
    let node = current;
    while (node.enclosing && node.isSuppressed && indent < node.indent) node = node.enclosing;
    if (!isSuppressed && indent === 0) {
      while (node.isSuppressed && node.enclosing) node = node.enclosing;
    }
    return node;
  };

  const relate = (indent: number, relation: string, text: string): void => {
    const isSuppressed = relation === 'Suppressed';
    if (relation === 'Wrapped by') isReversed = true;
    const parent = parentAt(indent, isSuppressed);
    current = {
      thrown:
        text.trim() === '' ? NO_TYPE : (parseThrowable(text) ?? { type: text.trim(), message: '' }),
      frames: [],
      enclosing: parent,
      isSuppressed: isSuppressed || parent.isSuppressed,
      indent: isSuppressed ? indent : parent.indent,
    };
    if (nodes.length < MAX_THROWABLES) nodes.push(current);
    messageLines = 0;
  };

  const restore = (elided: number): void => {
    const outer = current.enclosing?.frames ?? [];
    const room = MAX_THROWABLE_FRAMES - current.frames.length;
    if (elided > 0) current.frames.push(...outer.slice(-elided).slice(0, room));
  };

  const takeMessage = (text: string): boolean => {
    messageLines += 1;
    if (current.thrown.type === '') {
      current.thrown = parseThrowable(text) ?? NO_TYPE;
      return current.thrown.type !== '';
    }
    const { type, message } = current.thrown;
    if (message.length < 2000) current.thrown = { type, message: `${message}\n${text.trim()}` };
    return messageLines <= MAX_MESSAGE_LINES;
  };

  const take = (text: string): boolean => {
    const frame = parseJavaFrame(text);
    if (frame) addFrame(frame);
    const isBlank = text.trim() === '';
    blankLines = isBlank ? blankLines + 1 : 0;
    if (frame || isBlank) return blankLines < 2 || current.frames.length === 0;
    const relation = RELATION.exec(text);
    const elided = ELIDED.exec(text);
    if (relation) relate(relation[1]?.length ?? 0, relation[2] ?? '', relation[3] ?? '');
    else if (elided) restore(Number(elided[1]));
    else if (CIRCULAR.test(text)) return true;
    else if (current.frames.length > 0) return NO_FRAME.test(text);
    else return takeMessage(text);
    return true;
  };

  const trace = (): Trace => {
    const chain = nodes.filter((node) => !node.isSuppressed && node.thrown.type !== '');
    return { chain: isReversed ? chain.reverse() : chain, hasFrames };
  };

  return {
    take,
    trace,
    inMessage: () => current.frames.length === 0 && current.thrown.type !== '',
  };
};

export type ThrowableTree = ReturnType<typeof createThrowableTree>;

export const TREE_PATTERNS: readonly RegExp[] = [RELATION, ELIDED, CIRCULAR, NO_FRAME];
