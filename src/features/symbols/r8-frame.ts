import type { InlineGroup, MappedMethod, MappedRange, RewriteFrame } from './r8-class.js';
import type { R8Mapping } from './r8-mapping.js';

/** A frame as a trace shows it; `line` undefined when it shows none. */
export interface ShownFrame {
  readonly className: string;
  readonly method: string;
  readonly file: string;
  readonly line: number | undefined;
}

/** A frame of the source; `file` empty and `line` undefined where nobody knows. */
export type SourceFrame = ShownFrame;

/** What the line above says about the next one. */
export interface TraceContext {
  /** Class names of the exception just above, as shown and as written in the source. */
  readonly thrown?: readonly string[];
  /** The frame above was an outlined method at this line. */
  readonly outline?: { readonly className: string; readonly method: string; readonly line: number };
}

/** All that a frame may stand for; each reading has its inlined frames, innermost first. */
export interface Reading {
  readonly alternatives: readonly (readonly SourceFrame[])[];
  readonly context: TraceContext;
}

const NOTHING: TraceContext = {};
const CATCH_ALL = 65_535;

/** A group, with the line of its innermost frame when the mapping leaves several. */
interface Candidate {
  readonly method: MappedMethod;
  readonly group: InlineGroup;
  readonly line?: number;
}

const contains = ({ shown }: MappedRange, line: number): boolean =>
  shown !== undefined && shown.from <= line && line <= shown.to;

const span = ({ from, to }: { readonly from: number; readonly to: number }): number => to - from;

/** Several lines of source behind one line of the trace. */
const isSpread = ({ shown, source }: MappedRange): boolean =>
  source !== undefined && span(source) > 0 && (shown === undefined || span(shown) !== span(source));

const groupsAt = (methods: readonly MappedMethod[], line: number): readonly Candidate[] =>
  methods.flatMap((method) => {
    const group = method.groups.find(([inner]) => inner !== undefined && contains(inner, line));
    return group ? [{ method, group }] : [];
  });

const groupsOfAnyLine = (methods: readonly MappedMethod[]): readonly Candidate[] =>
  methods.flatMap((method) =>
    method.groups
      .filter(([inner]) => inner?.shown === undefined)
      .map((group) => ({ method, group })),
  );

/** A method whose whole code has one line of source says so with the widest range. */
const isCatchAll = ({ groups }: MappedMethod): boolean =>
  groups.length === 1 && groups[0]?.[0]?.shown?.to === CATCH_ALL;

/**
 * A trace without lines: first what holds for any line or for line 0; else nothing is known of
 * inlining, and only the method itself is certain.
 */
const groupsWithoutLine = (methods: readonly MappedMethod[]): readonly Candidate[] => {
  const certain = [
    ...groupsOfAnyLine(methods),
    ...groupsAt(methods, 0),
    ...methods
      .filter(isCatchAll)
      .filter((method) => groupsAt([method], 0).length === 0)
      .flatMap((method) => method.groups.map((group) => ({ method, group }))),
  ];
  if (certain.length > 0) return certain;
  return methods.flatMap((method) =>
    method.groups.flatMap((group) => {
      const outer = group.at(-1);
      return outer ? [{ method, group: [{ ...outer, shown: undefined, source: undefined }] }] : [];
    }),
  );
};

const spreadOut = (candidate: Candidate): readonly Candidate[] => {
  const [inner] = candidate.group;
  if (!inner?.source || !isSpread(inner)) return [candidate];
  const { from, to } = inner.source;
  const count = Math.min(span({ from, to }) + 1, 100);
  return Array.from({ length: count }, (_, index) => ({ ...candidate, line: from + index }));
};

/** The line of the source; 0 in the mapping says that there is none. */
const lineOf = (range: MappedRange, line: number | undefined): number | undefined => {
  const { shown, source } = range;
  if (!source) return line || undefined;
  const shift =
    shown && line !== undefined && span(source) > 0 && contains(range, line)
      ? line - shown.from
      : 0;
  return source.from + shift || undefined;
};

const outerClassName = (className: string): string => {
  const simple = className.slice(className.lastIndexOf('.') + 1);
  const inner = simple.indexOf('$');
  return inner < 0 ? simple : simple.slice(0, inner);
};

/** Without a note in the mapping a file is named after its outermost class. */
const inferFile = (className: string, shownFile: string): string => {
  if (shownFile === 'Native Method') return shownFile;
  const dot = shownFile.lastIndexOf('.');
  const extension = dot < 0 ? '' : shownFile.slice(dot + 1);
  const outer = outerClassName(className);
  if (outer.endsWith('Kt') && (extension === '' || extension === 'kt'))
    return `${outer.slice(0, -2)}.kt`;
  return `${outer}.${extension === 'kt' ? 'kt' : 'java'}`;
};

const applies = ({ thrown }: RewriteFrame, names: readonly string[]): boolean =>
  thrown.every((type) => names.some((name) => type === `L${name.replaceAll('.', '/')};`));

const removedBy = (group: InlineGroup, { thrown }: TraceContext): number => {
  const rewrites = thrown ? group.flatMap((range) => range.rewrites) : [];
  const count = rewrites
    .filter((rewrite) => applies(rewrite, thrown ?? []))
    .reduce((sum, { removeInnerFrames }) => sum + removeInnerFrames, 0);
  return count > group.length ? 0 : count;
};

/** Where the outlined line stands in the frame that called it. */
const callsiteLine = (
  candidates: readonly Candidate[],
  { outline }: TraceContext,
): number | undefined => {
  if (!outline) return undefined;
  const descriptor = `L${outline.className.replaceAll('.', '/')};${outline.method}(`;
  const callsites = candidates.flatMap(({ group }) => group.at(-1)?.callsites ?? []);
  const named = callsites.find((callsite) => callsite.outline?.startsWith(descriptor));
  return (named ?? callsites[0])?.positions.get(outline.line);
};

const select = (
  methods: readonly MappedMethod[],
  line: number | undefined,
): readonly Candidate[] => {
  if (line === undefined) return groupsWithoutLine(methods);
  const atLine = groupsAt(methods, line);
  if (atLine.length > 0) return atLine;
  // The runtime says 0 where it knows no line.
  return line === 0 ? groupsWithoutLine(methods) : groupsOfAnyLine(methods);
};

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const byInnermost = (one: readonly SourceFrame[], other: readonly SourceFrame[]): number => {
  const [a, b] = [one[0], other[0]];
  if (!a || !b) return 0;
  return (
    compare(a.className, b.className) ||
    compare(a.method, b.method) ||
    compare(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0)
  );
};

const sameFrames = (frames: readonly SourceFrame[]): string =>
  frames.map((frame) => [frame.className, frame.method, frame.file, frame.line].join()).join('\n');

const distinct = (
  alternatives: readonly (readonly SourceFrame[])[],
): readonly (readonly SourceFrame[])[] => [
  ...new Map(alternatives.map((frames) => [sameFrames(frames), frames])).values(),
];

/**
 * Reads one frame of a trace. Undefined when the mapping has no such class. An empty alternative is
 * a frame that only the compiler made.
 */
export function readFrame(
  mapping: R8Mapping,
  shown: ShownFrame,
  context: TraceContext = NOTHING,
): Reading | undefined {
  const found = mapping.find(shown.className);
  if (!found) return undefined;
  const fileOf = (className: string): string =>
    mapping.sourceFileOf(className) ?? inferFile(className, shown.file);
  const methods = found.methods.get(shown.method) ?? [];
  const first = select(methods, shown.line);
  const line = callsiteLine(first, context) ?? shown.line;
  const candidates = (line === shown.line ? first : select(methods, line)).flatMap(spreadOut);
  if (candidates.length === 0) {
    const file = fileOf(found.original);
    const alternatives = [[{ ...shown, className: found.original, file }]];
    return { alternatives, context: NOTHING };
  }
  // A line is shown only when it is sure, or when the trace had one to begin with.
  const isSure = shown.line !== undefined || candidates.length === 1;
  const toFrames = ({ method, group, line: chosen }: Candidate): readonly SourceFrame[] => {
    const isOuterHidden = method.isSynthesized || group.at(-1)?.isOutline === true;
    return group
      .map((range, index): SourceFrame => {
        const className = range.holder ?? found.original;
        const exact = index === 0 && chosen !== undefined ? chosen : lineOf(range, line);
        return {
          className,
          method: range.name,
          file: fileOf(className),
          line: isSure ? exact : undefined,
        };
      })
      .slice(removedBy(group, context), isOuterHidden ? -1 : undefined);
  };
  const alternatives = distinct(candidates.map(toFrames)).toSorted(byInnermost);
  const isOutline = candidates.length === 1 && candidates[0]?.group.at(-1)?.isOutline === true;
  const outline = isOutline && line !== undefined ? { ...shown, line } : undefined;
  return { alternatives, context: outline ? { outline } : NOTHING };
}
