import type { CrashShape, ShapeFrame } from './crash-shape.js';

/** How much each thing counts; chosen on the sample logs and held against ablations by the bench. */
export interface SimilarityRules {
  /** A frame's worth counts times this to the power of the worth of all frames above it. */
  readonly decay: number;
  /** A match moved by d places counts exp(−shift · d). */
  readonly shift: number;
  /** What a frame of the platform is worth, against 1 for one of ours. */
  readonly platformWeight: number;
  /** The least weight taken for a whole stack: a very short one proves little. */
  readonly leastMass: number;
  /** Lost where both have code of their own and share none of it. */
  readonly foreignPenalty: number;
  /** Lost where the messages name other code; gained, of what is missing to 1, for the same. */
  readonly subjectPenalty: number;
  readonly subjectBonus: number;
  /** Lost where no word of the messages is the same; gained where all are. */
  readonly wordPenalty: number;
  readonly wordBonus: number;
  /** Rare frames count more. */
  readonly usesRarity: boolean;
}

export const SIMILARITY_RULES: SimilarityRules = {
  decay: 0.45,
  shift: 0.03,
  platformWeight: 0.5,
  leastMass: 1.5,
  foreignPenalty: 0.25,
  subjectPenalty: 0.5,
  subjectBonus: 0.4,
  wordPenalty: 0.15,
  wordBonus: 0.1,
  usesRarity: true,
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
  /** What the messages said for (up to 1) or against it (down to −1). */
  readonly message: number;
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
    const worth = (isOurs ? 1 : rules.platformWeight) * (rules.usesRarity ? rarity(name) : 1);
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

/** What the messages say for (up to 1) or against (down to −1) one cause; 0 where one is silent. */
const compareMessages = (one: CrashShape, other: CrashShape, rules: SimilarityRules): number => {
  if (one.subjects.length > 0 && other.subjects.length > 0) {
    const share = shareOf(one.subjects, other.subjects);
    return share === 0 ? -rules.subjectPenalty : share * rules.subjectBonus;
  }
  if (one.words.length === 0 || other.words.length === 0) return 0;
  const share = shareOf(one.words, other.words);
  return share === 1 ? rules.wordBonus : -rules.wordPenalty * (1 - share);
};

const hasOurs = ({ frames }: CrashShape): boolean => frames.some(({ isOurs }) => isOurs);

/**
 * How alike two crashes are: twice the weight of the frames that they share in one order, over the
 * weight of all their frames; then what their messages say for or against it.
 */
export const compare = (
  one: CrashShape,
  other: CrashShape,
  rarity: FrameRarity,
  rules: SimilarityRules = SIMILARITY_RULES,
): Comparison => {
  const weights = weigh(one.frames, rarity, rules);
  const otherWeights = weigh(other.frames, rarity, rules);
  const matches = align(one.frames, other.frames, (at, to) => {
    const both = (weights[at]! + otherWeights[to]!) / 2;
    return both * Math.exp(-rules.shift * Math.abs(at - to));
  });
  const [all, otherAll] = [weights, otherWeights].map((list) =>
    Math.max(rules.leastMass, sum(list)),
  ) as [number, number];
  const shared = matches.reduce((total, { weight }) => total + weight, 0);
  const isForeign =
    hasOurs(one) && hasOurs(other) && !matches.some((match) => one.frames[match.one]!.isOurs);
  const frames = ((2 * shared) / (all + otherAll)) * (isForeign ? 1 - rules.foreignPenalty : 1);
  const message = compareMessages(one, other, rules);
  const score = message < 0 ? frames * (1 + message) : 1 - (1 - frames) * (1 - message);
  return { score: shared === 0 ? 0 : score, matches, message };
};

/** One line of two stacks side by side; a frame that only one of them has stands alone. */
export interface FramePair {
  readonly one: ShapeFrame | undefined;
  readonly other: ShapeFrame | undefined;
  readonly isMatch: boolean;
}

/** Both stacks from the top, matched frames on one line. */
export const sideBySide = (
  one: CrashShape,
  other: CrashShape,
  matches: readonly FrameMatch[],
): readonly FramePair[] => {
  const pairs: FramePair[] = [];
  const ends = [...matches, { one: one.frames.length, other: other.frames.length }];
  let [at, to] = [0, 0];
  for (const end of ends) {
    while (at < end.one || to < end.other) {
      const left = at < end.one ? one.frames[at++] : undefined;
      const right = to < end.other ? other.frames[to++] : undefined;
      pairs.push({ one: left, other: right, isMatch: false });
    }
    if (at < one.frames.length && to < other.frames.length)
      pairs.push({ one: one.frames[at++], other: other.frames[to++], isMatch: true });
  }
  return pairs;
};
