import type { CrashFacts } from './crash.js';
import { crashKeys } from './crash-signature.js';
import { shapeOf, type CrashShape } from './crash-shape.js';
import {
  compare,
  SIMILARITY_RULES,
  type Comparison,
  type FrameRarity,
  type SimilarityRules,
} from './similarity.js';

/** When a crash joins a group without one of its keys. */
export interface GroupingRules extends SimilarityRules {
  /** From here on a crash joins the group by itself. */
  readonly autoScore: number;
  /** From here on a person is shown the group as a similar one. */
  readonly suggestScore: number;
  /** By how much the likeness to one of two groups that are said to differ has to lead. */
  readonly apartMargin: number;
  /** Shapes kept of a group, each of another key. */
  readonly maxVariants: number;
  /** Groups are looked for by their first frames, the most telling hits are compared. */
  readonly indexedFrames: number;
  readonly maxCandidates: number;
  /** Only crashes of one kind and root type are compared. */
  readonly usesGate: boolean;
}

export const GROUPING_RULES: GroupingRules = {
  ...SIMILARITY_RULES,
  autoScore: 0.55,
  suggestScore: 0.35,
  apartMargin: 0.1,
  maxVariants: 5,
  indexedFrames: 8,
  maxCandidates: 40,
  usesGate: true,
};

/** A shape that stands for a group. */
export interface Variant<Group> {
  readonly group: Group;
  readonly shape: CrashShape;
}

/** A group that a crash resembles, by the variant that it resembles most. */
export interface Likeness<Group> extends Comparison {
  readonly group: Group;
  readonly variant: CrashShape;
}

/** The groups that a shape resembles, the most alike first; of equals, the one given first. */
export function rankGroups<Group>(
  shape: CrashShape,
  variants: readonly Variant<Group>[],
  rarity: FrameRarity,
  rules: GroupingRules = GROUPING_RULES,
): readonly Likeness<Group>[] {
  const best = new Map<Group, Likeness<Group>>();
  for (const variant of variants) {
    if (rules.usesGate && variant.shape.gate !== shape.gate) continue;
    const comparison = compare(shape, variant.shape, rarity, rules);
    if (comparison.score < rules.suggestScore) continue;
    const known = best.get(variant.group);
    if (!known || known.score < comparison.score)
      best.set(variant.group, { ...comparison, group: variant.group, variant: variant.shape });
  }
  return [...best.values()].sort((one, other) => other.score - one.score);
}

/** What people said of groups, which no likeness overrules. */
export interface GroupRules<Group> {
  /** Only its own keys lead into a locked group. */
  isLocked(group: Group): boolean;
  /** Two groups that somebody said are not the same. */
  areApart(one: Group, other: Group): boolean;
}

const NO_RULES: GroupRules<number> = { isLocked: () => false, areApart: () => false };

/**
 * The group that a crash joins by itself, from a ranked list. Where it resembles two groups that are
 * said to differ almost as much, a person has to say which.
 */
export function chooseGroup<Group>(
  ranked: readonly Likeness<Group>[],
  { isLocked, areApart }: GroupRules<Group>,
  rules: GroupingRules = GROUPING_RULES,
): Likeness<Group> | undefined {
  const [first, ...others] = ranked.filter(
    ({ group, score }) => score >= rules.autoScore && !isLocked(group),
  );
  const isContested = others.some(
    ({ group, score }) =>
      first && first.score - score < rules.apartMargin && areApart(first.group, group),
  );
  return isContested ? undefined : first;
}

/** Below this many shapes a count of frames says nothing: every frame is as telling as any. */
const FEWEST_SHAPES = 50;
const LEAST_RARITY = 0.1;

/** Counts in how many of the shapes a frame stands; give one shape per key, not per crash. */
export function createRarity(shapes: Iterable<CrashShape>): FrameRarity {
  const counts = new Map<string, number>();
  let all = 0;
  for (const { frames } of shapes) {
    all += 1;
    for (const { name } of frames) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return rarityOf(counts, all);
}

/** How telling a frame is that stands in `counts` of `all` shapes. */
export function rarityOf(counts: ReadonlyMap<string, number>, all: number): FrameRarity {
  if (all < FEWEST_SHAPES) return () => 1;
  const most = Math.log(all + 1);
  return (name) =>
    Math.max(LEAST_RARITY, Math.log((all + 1) / Math.max(1, counts.get(name) ?? 0)) / most);
}

/** The places to look for a shape: its gate with each of its first frames. */
export const indexTerms = (
  { gate, frames }: CrashShape,
  rules: GroupingRules = GROUPING_RULES,
): readonly string[] => {
  const names = new Set(frames.slice(0, rules.indexedFrames).map(({ name }) => name));
  return [...names].map((name) => (rules.usesGate ? `${gate}\n${name}` : name));
};

/** Where a crash went and why. */
export interface Placement {
  /** Number of the group, from 0 in the order in which the groups came up. */
  readonly group: number;
  readonly by: 'key' | 'similarity' | 'new';
  /** 1 for a key. */
  readonly score: number;
  readonly likeness?: Likeness<number>;
  /** Other groups that it resembles, the most alike first. */
  readonly similar: readonly Likeness<number>[];
}

export interface Grouper {
  add(crash: CrashFacts): Placement;
}

/** Groups crashes in memory as the server does in its database. */
export function createGrouper(
  rarity: FrameRarity = () => 1,
  rules: GroupingRules = GROUPING_RULES,
  keysOf: (crash: CrashFacts) => readonly string[] = crashKeys,
): Grouper {
  const groupOfKey = new Map<string, number>();
  const variantCounts: number[] = [];
  const variants: Variant<number>[] = [];
  const places = new Map<string, number[]>();

  function candidatesOf(shape: CrashShape): readonly Variant<number>[] {
    const hits = new Map<number, number>();
    const postings = indexTerms(shape, rules)
      .map((term, at) => ({ found: places.get(term) ?? [], at }))
      .sort((one, other) => one.found.length - other.found.length);
    for (const { found, at } of postings) {
      // What stands everywhere leads nowhere once something rarer has.
      if (hits.size >= rules.maxCandidates) break;
      const worth = 1 / ((1 + at) * Math.sqrt(1 + found.length));
      for (const variant of found) hits.set(variant, (hits.get(variant) ?? 0) + worth);
    }
    return [...hits]
      .sort(([one, hit], [other, otherHit]) => otherHit - hit || other - one)
      .slice(0, rules.maxCandidates)
      .map(([at]) => variants[at]!);
  }

  function keep(group: number, shape: CrashShape | undefined): void {
    if (!shape || variantCounts[group]! >= rules.maxVariants) return;
    variantCounts[group]! += 1;
    const at = variants.push({ group, shape }) - 1;
    for (const term of indexTerms(shape, rules)) {
      const found = places.get(term);
      if (found) found.push(at);
      else places.set(term, [at]);
    }
  }

  function place(crash: CrashFacts, shape: CrashShape | undefined, known: readonly number[]) {
    if (known.length > 0)
      return { group: Math.min(...known), by: 'key' as const, score: 1, similar: [] };
    const ranked = shape ? rankGroups(shape, candidatesOf(shape), rarity, rules) : [];
    const likeness = chooseGroup(ranked, NO_RULES, rules);
    if (likeness) {
      const { group, score } = likeness;
      const similar = ranked.filter((one) => one.group !== group);
      return { group, by: 'similarity' as const, score, likeness, similar };
    }
    const group = variantCounts.push(0) - 1;
    return { group, by: 'new' as const, score: 0, similar: ranked };
  }

  return {
    add(crash) {
      const keys = keysOf(crash);
      const known = keys.map((key) => groupOfKey.get(key)).filter((group) => group !== undefined);
      const isNewKey = !groupOfKey.has(keys[0]!);
      const shape = isNewKey ? shapeOf(crash) : undefined;
      const placement = place(crash, shape, known);
      for (const key of keys) if (!groupOfKey.has(key)) groupOfKey.set(key, placement.group);
      if (isNewKey) keep(placement.group, shape);
      return placement;
    },
  };
}
