import { parseLenientJson, type Json, type JsonObject } from './lenient-json.js';

/** Lines from `from` to `to`, both counted. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Frames to take away when the exception directly above is one of these types. */
export interface RewriteFrame {
  /** Type descriptors, such as `Ljava/lang/NullPointerException;`; all must hold. */
  readonly thrown: readonly string[];
  readonly removeInnerFrames: number;
}

/** Where the lines of an outlined method stand in the method that calls it. */
export interface OutlineCallsite {
  /** `La;a()I`, where the mapping names it. */
  readonly outline: string | undefined;
  readonly positions: ReadonlyMap<number, number>;
}

/** One method line of a mapping file and the remarks below it. */
export interface MappedRange {
  /** Lines as the trace shows them; undefined means any line. */
  readonly shown: LineRange | undefined;
  /** Lines of the source; `from` 0 means that there is none. */
  readonly source: LineRange | undefined;
  /** The class, where the line names another than the one it stands under. */
  readonly holder: string | undefined;
  readonly name: string;
  /** Return type, class, name and parameters: what makes the method one. */
  readonly signature: string;
  residual: string | undefined;
  isSynthesized: boolean;
  isOutline: boolean;
  readonly rewrites: RewriteFrame[];
  readonly callsites: OutlineCallsite[];
}

/** One frame of the trace: inlined methods innermost first, the method itself last. */
export type InlineGroup = readonly MappedRange[];

/** A method of the original class under its short name. */
export interface MappedMethod {
  readonly groups: readonly InlineGroup[];
  readonly isSynthesized: boolean;
}

export interface MappedClass {
  readonly original: string;
  /** By the name in the trace; several methods may share it. */
  readonly methods: ReadonlyMap<string, readonly MappedMethod[]>;
}

const R8 = 'com.android.tools.r8.';
/** The version of the format that brought each remark; in an older file it is a mere comment. */
const SINCE: Readonly<Record<string, number>> = {
  [`${R8}synthesized`]: 1,
  [`${R8}rewriteFrame`]: 2,
  [`${R8}outline`]: 2,
  [`${R8}outlineCallsite`]: 2,
  [`${R8}residualsignature`]: 2.2,
};
export const NEWEST_VERSION = 2.2;

// `[a:b:]type [class.]name(parameters)[:c[:d]] -> short`
const SHOWN = /^(\d{1,9})(?::(\d{1,9}))?:/;
const SOURCE = /^(?::(\d{1,9}))?(?::(\d{1,9}))?$/;
const THROWS = /^throws\(([^()]{1,500})\)$/;
const REMOVES = /^removeInnerFrames\((\d{1,4})\)$/;
export const R8_CLASS_PATTERNS: readonly RegExp[] = [SHOWN, SOURCE, THROWS, REMOVES];

const rangeOf = (from: string | undefined, to: string | undefined): LineRange | undefined => {
  if (from === undefined) return undefined;
  const range = { from: Number(from), to: Number(to ?? from) };
  return range.to < range.from ? undefined : range;
};

interface MethodLine {
  readonly shortName: string;
  readonly range: MappedRange;
}

/** Reads a method line; undefined for a field and for anything else. */
export function parseMethodLine(line: string): MethodLine | undefined {
  const arrow = line.lastIndexOf(' -> ');
  const close = line.lastIndexOf(')', arrow);
  const shown = SHOWN.exec(line);
  const typeAt = shown ? shown[0].length : 0;
  const nameAt = line.indexOf(' ', typeAt) + 1;
  const open = line.indexOf('(', nameAt);
  if (arrow < 0 || nameAt <= typeAt || open <= nameAt || close < open) return undefined;
  const source = SOURCE.exec(line.slice(close + 1, arrow));
  const full = line.slice(nameAt, open);
  const dot = full.lastIndexOf('.');
  return {
    shortName: line.slice(arrow + 4).trim(),
    range: {
      shown: shown ? rangeOf(shown[1], shown[2]) : undefined,
      source: source ? rangeOf(source[1], source[2]) : undefined,
      holder: dot > 0 ? full.slice(0, dot) : undefined,
      name: full.slice(dot + 1),
      signature: line.slice(typeAt, close + 1),
      residual: undefined,
      isSynthesized: false,
      isOutline: false,
      rewrites: [],
      callsites: [],
    },
  };
}

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const rewriteOf = ({ conditions, actions }: JsonObject): RewriteFrame | undefined => {
  const thrown = texts(conditions).map((text) => THROWS.exec(text)?.[1]);
  const removed = texts(actions).map((text) => REMOVES.exec(text)?.[1]);
  // A condition or an action of a later version: better no rewriting than a wrong one.
  if (thrown.some((type) => type === undefined) || removed.some((count) => count === undefined))
    return undefined;
  return {
    thrown: thrown.filter((type) => type !== undefined),
    removeInnerFrames: removed.reduce((sum, count) => sum + Number(count), 0),
  };
};

const callsiteOf = ({ positions, outline }: JsonObject): OutlineCallsite => {
  const pairs = typeof positions === 'object' && positions !== null ? positions : {};
  return {
    outline: typeof outline === 'string' ? outline : undefined,
    positions: new Map(
      Object.entries(pairs).map(([line, target]) => [Number(line), Number(target)]),
    ),
  };
};

const remark = (range: MappedRange, json: JsonObject): void => {
  if (json['id'] === `${R8}synthesized`) range.isSynthesized = true;
  else if (json['id'] === `${R8}outline`) range.isOutline = true;
  else if (json['id'] === `${R8}outlineCallsite`) range.callsites.push(callsiteOf(json));
  else if (json['id'] === `${R8}rewriteFrame`) {
    const rewrite = rewriteOf(json);
    if (rewrite) range.rewrites.push(rewrite);
  } else if (json['id'] === `${R8}residualsignature` && typeof json['signature'] === 'string')
    range.residual = json['signature'];
};

const sinceOf = ({ id }: JsonObject): number =>
  (typeof id === 'string' ? SINCE[id] : undefined) ?? Infinity;

const isSame = (one: LineRange | undefined, other: LineRange | undefined): boolean =>
  one !== undefined && other !== undefined && one.from === other.from && one.to === other.to;

/** Neighbours with equal lines are one frame, unless their remarks tell them apart. */
const toGroups = (ranges: readonly MappedRange[]): readonly InlineGroup[] => {
  const groups: MappedRange[][] = [];
  for (const range of ranges) {
    const last = groups.at(-1)?.at(-1);
    const isOther =
      last?.residual !== undefined &&
      range.residual !== undefined &&
      last.residual !== range.residual;
    if (last && isSame(last.shown, range.shown) && !isOther) groups.at(-1)?.push(range);
    else groups.push([range]);
  }
  return groups;
};

/** The outermost method of a group is the one that has the short name. */
const toMethods = (ranges: readonly MappedRange[]): readonly MappedMethod[] => {
  const methods = new Map<string, InlineGroup[]>();
  for (const group of toGroups(ranges)) {
    const outer = group.at(-1);
    const identity = outer?.residual ?? outer?.signature ?? '';
    const groups = methods.get(identity);
    if (groups) groups.push(group);
    else methods.set(identity, [group]);
  }
  return [...methods.values()].map((groups) => ({
    groups,
    isSynthesized: groups.some((group) => group.at(-1)?.isSynthesized),
  }));
};

/** Reads the lines below a class line; `version` is that of the format where the class begins. */
export function parseClassBody(original: string, body: string, version: number): MappedClass {
  const byName = new Map<string, MappedRange[]>();
  let last: MappedRange | undefined;
  for (const raw of body.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('#')) {
      const json = line.includes(R8) ? parseLenientJson(line.slice(1)) : undefined;
      if (last && json && version >= sinceOf(json)) remark(last, json);
      continue;
    }
    const method = line === '' ? undefined : parseMethodLine(line);
    last = method?.range;
    if (!method) continue;
    const ranges = byName.get(method.shortName);
    if (ranges) ranges.push(method.range);
    else byName.set(method.shortName, [method.range]);
  }
  const methods = new Map([...byName].map(([name, ranges]) => [name, toMethods(ranges)] as const));
  return { original, methods };
}
