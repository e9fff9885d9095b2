import type { CrashFacts, CrashFrame, CrashKind } from './crash.js';
import { isManagedGlue, isNativeGlue, normaliseManaged, normaliseNative } from './frame-rules.js';
import { messageSubjects, messageTemplate, messageWords } from './message-template.js';

/** A frame in its normal form: what two crashes may have in common. */
export interface ShapeFrame {
  readonly name: string;
  readonly isOurs: boolean;
}

/** What of a crash is compared; plain data, made once and kept with the variant it stands for. */
export interface CrashShape {
  /** Only crashes with one gate are compared: the kind, and the root type or signal. */
  readonly gate: string;
  readonly frames: readonly ShapeFrame[];
  /** Code that the message names: other names are another cause, none says nothing. */
  readonly subjects: readonly string[];
  readonly words: readonly string[];
}

/** How much each thing counts. Chosen on the sample logs; docs/decisions tells how. */
export interface SimilarityRules {
  readonly maxFrames: number;
  /** A frame at place p weighs 1 / (1 + decay · p). */
  readonly decay: number;
  /** A match moved by d places counts exp(−shift · d). */
  readonly shift: number;
  /** What a frame of the platform weighs, against 1 for one of ours. */
  readonly platformWeight: number;
  readonly subjectPenalty: number;
  readonly wordPenalty: number;
  readonly subjectBonus: number;
  readonly wordBonus: number;
  readonly foreignPenalty: number;
  readonly usesIdf: boolean;
  readonly usesGate: boolean;
}

export const SIMILARITY_RULES: SimilarityRules = {
  maxFrames: 30,
  decay: 0.25,
  shift: 0.1,
  platformWeight: 0.35,
  subjectPenalty: 0.4,
  wordPenalty: 0.15,
  subjectBonus: 0.3,
  wordBonus: 0.15,
  foreignPenalty: 0.25,
  usesIdf: true,
  usesGate: true,
};

const collapse = (frames: readonly ShapeFrame[]): readonly ShapeFrame[] =>
  frames.filter(({ name }, at) => name !== frames[at - 1]?.name);

const managed = (frames: readonly CrashFrame[]): readonly ShapeFrame[] =>
  collapse(
    frames
      .filter((frame) => !isManagedGlue(frame))
      .map((frame) => ({ name: normaliseManaged(frame), isOurs: frame.inApp })),
  );

const native = (frames: readonly CrashFrame[]): readonly ShapeFrame[] =>
  collapse(
    frames
      .filter((frame) => !isNativeGlue(frame))
      .map((frame) => ({ name: normaliseNative(frame), isOurs: frame.inApp })),
  );

const isIdle = ({ frames }: CrashFacts): boolean => frames[0]?.function === 'nativePollOnce';

interface ShapeKind {
  readonly gate: (crash: CrashFacts) => string;
  readonly frames: (crash: CrashFacts) => readonly ShapeFrame[];
}

/** Kinds that are compared by their frames; the others have exact keys only. */
const SHAPES: Readonly<Partial<Record<CrashKind, ShapeKind>>> = {
  java: { gate: ({ exception }) => exception ?? '', frames: ({ frames }) => managed(frames) },
  native: {
    gate: ({ signal, message }) =>
      signal === 'SIGABRT' ? `abort ${messageTemplate(message ?? '')}` : (signal ?? ''),
    frames: ({ frames }) => native(frames),
  },
  anr: {
    gate: ({ process }) => process ?? '',
    frames: (crash) =>
      isIdle(crash)
        ? []
        : crash.frames.every(({ pc }) => pc === undefined)
          ? managed(crash.frames)
          : native(crash.frames),
  },
  sanitizer: { gate: ({ exception }) => exception ?? '', frames: ({ frames }) => native(frames) },
};

/** The comparable side of a crash; undefined for a kind or a crash without telling frames. */
export const shapeOf = (crash: CrashFacts): CrashShape | undefined => {
  const shape = SHAPES[crash.kind];
  const frames = shape?.frames(crash).slice(0, SIMILARITY_RULES.maxFrames) ?? [];
  if (!shape || frames.length === 0) return undefined;
  return {
    gate: `${crash.kind} ${shape.gate(crash)}`,
    frames,
    subjects: messageSubjects(crash.message ?? ''),
    words: messageWords(crash.message ?? ''),
  };
};

/** A frame that both crashes have, at its place in each. */
export interface FrameMatch {
  readonly one: number;
  readonly other: number;
  readonly weight: number;
}

export interface Comparison {
  /** From 0 to 1. */
  readonly score: number;
  readonly matches: readonly FrameMatch[];
  /** The messages name other code: the frames' score is lowered by that. */
  readonly isOtherSubject: boolean;
}

/** How telling a frame is, above 0 to 1; rare ones tell more. */
export type FrameRarity = (name: string) => number;

const shareOf = (one: readonly string[], other: readonly string[]): number => {
  const all = new Set([...one, ...other]);
  const both = one.filter((name) => other.includes(name)).length;
  return all.size === 0 ? 1 : both / all.size;
};

const weigh = (
  frames: readonly ShapeFrame[],
  rarity: FrameRarity,
  rules: SimilarityRules,
): Float64Array => {
  let above = 0;
  return Float64Array.from(frames, ({ name, isOurs }) => {
    const worth = (isOurs ? 1 : rules.platformWeight) * (rules.usesIdf ? rarity(name) : 1);
    const weight = worth * rules.decay ** above;
    above += worth;
    return weight;
  });
};

const sum = (weights: Float64Array): number => weights.reduce((total, weight) => total + weight, 0);

/** The heaviest common subsequence, by the usual table read backwards. */
const align = (
  one: readonly ShapeFrame[],
  other: readonly ShapeFrame[],
  weightAt: (at: number, otherAt: number) => number,
): readonly FrameMatch[] => {
  const width = other.length + 1;
  const best = new Float64Array((one.length + 1) * width);
  for (let at = one.length - 1; at >= 0; at -= 1)
    for (let to = other.length - 1; to >= 0; to -= 1) {
      const skip = Math.max(best[(at + 1) * width + to]!, best[at * width + to + 1]!);
      const isSame = one[at]!.name === other[to]!.name;
      const take = isSame ? best[(at + 1) * width + to + 1]! + weightAt(at, to) : 0;
      best[at * width + to] = Math.max(skip, take);
    }
  const matches: FrameMatch[] = [];
  for (let at = 0, to = 0; at < one.length && to < other.length;) {
    const here = best[at * width + to]!;
    if (here === best[(at + 1) * width + to]!) at += 1;
    else if (here === best[at * width + to + 1]!) to += 1;
    else {
      matches.push({ one: at, other: to, weight: weightAt(at, to) });
      at += 1;
      to += 1;
    }
  }
  return matches;
};

const compareMessages = (one: CrashShape, other: CrashShape, rules: SimilarityRules): number => {
  if (one.subjects.length > 0 && other.subjects.length > 0) {
    const share = shareOf(one.subjects, other.subjects);
    return share === 0 ? -rules.subjectPenalty : share * rules.subjectBonus;
  }
  if (one.words.length === 0 || other.words.length === 0) return 0;
  const share = shareOf(one.words, other.words);
  return share >= 0.999 ? rules.wordBonus : -rules.wordPenalty * (1 - share);
};

/**
 * How alike two crashes are: twice the weight of the frames they share in one order, over the
 * weight of all their frames; less where their messages name other code or use other words.
 */
export const compare = (
  one: CrashShape,
  other: CrashShape,
  rarity: FrameRarity,
  rules: SimilarityRules = SIMILARITY_RULES,
): Comparison => {
  const weights = weigh(one.frames, rarity, rules);
  const otherWeights = weigh(other.frames, rarity, rules);
  const matches = align(
    one.frames,
    other.frames,
    (at, to) =>
      ((weights[at]! + otherWeights[to]!) / 2) * Math.exp(-rules.shift * Math.abs(at - to)),
  );
  const shared = matches.reduce((total, { weight }) => total + weight, 0);
  const all = sum(weights) + sum(otherWeights);
  const frames = all === 0 ? 0 : (2 * shared) / all;
  const message = compareMessages(one, other, rules);
  const isForeign =
    one.frames.some(({ isOurs }) => isOurs) &&
    other.frames.some(({ isOurs }) => isOurs) &&
    !matches.some((match) => one.frames[match.one]!.isOurs);
  const raw = frames * (isForeign ? 1 - rules.foreignPenalty : 1);
  const score = message < 0 ? raw * (1 + message) : 1 - (1 - raw) * (1 - message);
  return { score, matches, isOtherSubject: message < 0 };
};
