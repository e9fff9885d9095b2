import { readFrame, type Reading, type SourceFrame, type TraceContext } from './r8-frame.js';
import type { R8Mapping } from './r8-mapping.js';
import { parseTraceLine, type FrameLine } from './trace-line.js';

/** A Java frame of a crash, innermost first in its list. */
export interface JavaFrame {
  readonly module: string;
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
}

const MAX_LINE_CHARS = 8192;

const sourceText = ({ file, line }: SourceFrame): string =>
  line === undefined ? file : `${file}:${line}`;

const frameText = ({ before, after }: FrameLine, frame: SourceFrame): string =>
  `${before}${frame.className}.${frame.method}(${sourceText(frame)})${after}`;

/** Frame by frame from the innermost, each with all it may be. */
const readingTexts = (line: FrameLine, { alternatives }: Reading): readonly string[] => {
  const depth = Math.max(...alternatives.map((frames) => frames.length));
  return Array.from({ length: depth }, (_, index) => {
    const frames = alternatives.flatMap((one) => one[index] ?? []);
    const [first = '', ...others] = new Set(frames.map((frame) => frameText(line, frame)));
    const [head, at] = [line.before.slice(0, line.at), line.at];
    return [first, ...others.map((text) => `${head}<OR> ${text.slice(at)}`)];
  }).flat();
};

/**
 * Retraces text line by line: gives the lines that stand for the one taken. Lines that are no part
 * of a stack trace come back as they are.
 */
export function createRetracer(mapping: R8Mapping): (text: string) => readonly string[] {
  let context: TraceContext = {};
  return (text) => {
    const line = text.length > MAX_LINE_CHARS ? undefined : parseTraceLine(text);
    const above = context;
    context = {};
    if (!line) return [text];
    if (line.kind === 'frame') {
      const reading = readFrame(mapping, line.frame, above);
      context = reading?.context ?? {};
      return reading ? readingTexts(line, reading) : [text];
    }
    const original = mapping.find(line.className)?.original ?? line.className;
    context = { thrown: [line.className, original] };
    return [`${line.before}${original}${line.after}`];
  };
}

/** A whole stack trace, with the line ends it had. */
export const retraceText = (mapping: R8Mapping, text: string): string =>
  text.split('\n').flatMap(createRetracer(mapping)).join('\n');

const toJavaFrame = ({ className, method, file, line }: SourceFrame): JavaFrame => ({
  module: className,
  function: method,
  ...(file !== '' && { file }),
  ...(line !== undefined && { line }),
});

/**
 * Retraces the exception and its frames. Of several readings of a frame the first in the order of
 * names is taken, so that equal crashes stay equal. A frame that is not in the mapping is the very
 * object it was.
 */
export function retraceFrames<Frame extends JavaFrame>(
  mapping: R8Mapping,
  { exception, frames }: { readonly exception?: string; readonly frames: readonly Frame[] },
): { readonly exception?: string; readonly frames: readonly (Frame | JavaFrame)[] } {
  const type = exception === undefined ? undefined : mapping.find(exception)?.original;
  let context: TraceContext =
    exception === undefined ? {} : { thrown: [exception, type ?? exception] };
  const read = frames.flatMap((frame): readonly (Frame | JavaFrame)[] => {
    const shown = {
      className: frame.module,
      method: frame.function,
      file: frame.file ?? '',
      line: frame.line,
    };
    const reading = readFrame(mapping, shown, context);
    context = reading?.context ?? {};
    return reading ? (reading.alternatives[0] ?? []).map(toJavaFrame) : [frame];
  });
  return { ...(exception !== undefined && { exception: type ?? exception }), frames: read };
}
