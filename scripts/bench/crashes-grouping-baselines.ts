import type { CrashFacts, CrashFrame } from '../../src/features/crashes/crash.js';
import { normaliseManaged } from '../../src/features/crashes/frame-rules.js';
import { messageTemplate } from '../../src/features/crashes/message-template.js';

/** Gives each crash of a list the name of its group. */
export type Baseline = (crashes: readonly CrashFacts[]) => readonly string[];

const byKey =
  (key: (crash: CrashFacts) => string): Baseline =>
  (crashes) =>
    crashes.map(key);

const exact = (frame: CrashFrame | undefined): string =>
  frame ? `${frame.module}.${frame.function}` : '';
const placed = (frame: CrashFrame | undefined): string => `${exact(frame)}:${frame?.line ?? ''}`;
const distinct = (frames: readonly CrashFrame[], limit: number): readonly string[] =>
  [...new Set(frames.map(normaliseManaged))].slice(0, limit);
const ours = ({ frames }: CrashFacts): readonly CrashFrame[] => frames.filter((one) => one.inApp);
const type = ({ exception = '' }: CrashFacts): string => exception;
const outerType = ({ outerException, exception = '' }: CrashFacts): string =>
  outerException ?? exception;
const outerFrames = ({ outerFrames: outer, frames }: CrashFacts): readonly CrashFrame[] =>
  outer ?? frames;

const COUNTLY_DROPS = /^(?:android|com\.android|java\.lang)\./;

/** Root type and three frames of ours; where there is none, that many of the platform. */
const typeAndThree = (fallback: number) => (crash: CrashFacts) => {
  const own = distinct(ours(crash), 3);
  return [type(crash), ...(own.length > 0 ? own : distinct(crash.frames, fallback))].join('\n');
};

const MAX_FRAMES = 30;

interface Shape {
  readonly type: string;
  readonly names: readonly string[];
  readonly weights: readonly number[];
}

const toShape = (crash: CrashFacts, idf: (name: string) => number): Shape => {
  const frames = crash.frames
    .map((frame) => ({ name: normaliseManaged(frame), share: frame.inApp ? 1 : 0.35 }))
    .filter(({ name }, at, all) => name !== all[at - 1]?.name)
    .slice(0, MAX_FRAMES);
  return {
    type: type(crash),
    names: frames.map(({ name }) => name),
    weights: frames.map(({ name, share }, at) => (idf(name) * share) / (1 + 0.25 * at)),
  };
};

const total = (weights: readonly number[]): number => weights.reduce((sum, one) => sum + one, 0);

/** Weighted common subsequence over the weight of both, matches counting less the further apart. */
const likeness = (one: Shape, other: Shape): number => {
  const width = other.names.length + 1;
  const best = new Float64Array((one.names.length + 1) * width);
  for (let at = one.names.length - 1; at >= 0; at -= 1)
    for (let to = other.names.length - 1; to >= 0; to -= 1) {
      const skip = Math.max(best[(at + 1) * width + to]!, best[at * width + to + 1]!);
      const both = (one.weights[at]! + other.weights[to]!) / 2;
      const take =
        one.names[at] === other.names[to]
          ? best[(at + 1) * width + to + 1]! + both * Math.exp(-0.1 * Math.abs(at - to))
          : 0;
      best[at * width + to] = Math.max(skip, take);
    }
  return (2 * best[0]!) / (total(one.weights) + total(other.weights) || 1);
};

const idfOf = (crashes: readonly CrashFacts[]): ((name: string) => number) => {
  const counts = new Map<string, number>();
  for (const { frames } of crashes)
    for (const name of new Set(frames.map(normaliseManaged)))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  return (name) => Math.log(1 + crashes.length / (counts.get(name) ?? 1));
};

/** The guide's second level: joins the most alike group of its type from `least` on. */
const withLikeness =
  (key: (crash: CrashFacts) => string, least: number): Baseline =>
  (crashes) => {
    const idf = idfOf(crashes);
    const groupOf = new Map<string, number>();
    const variants: Shape[][] = [];
    return crashes.map((crash) => {
      const name = key(crash);
      const known = groupOf.get(name);
      if (known !== undefined) return String(known);
      const shape = toShape(crash, idf);
      const scores = variants.map((shapes) =>
        Math.max(...shapes.map((one) => (one.type === shape.type ? likeness(one, shape) : 0))),
      );
      const most = Math.max(0, ...scores);
      const group = most >= least ? scores.indexOf(most) : variants.push([]) - 1;
      if (variants[group]!.length < 5) variants[group]!.push(shape);
      groupOf.set(name, group);
      return String(group);
    });
  };

const twelve = (crash: CrashFacts): string =>
  [type(crash), ...distinct(crash.frames, 12)].join('\n');

/** How other systems group managed crashes, after `guide/crash.md` §1 and §5. */
export const JAVA_BASELINES: Readonly<Record<string, Baseline>> = {
  'top root frame': byKey((crash) => `${type(crash)} ${exact(crash.frames[0])}`),
  'class, file and line': byKey(
    (crash) => `${type(crash)} ${placed(ours(crash)[0] ?? crash.frames[0])}`,
  ),
  'type and first kept line': byKey((crash) => {
    const kept = outerFrames(crash).find((frame) => !COUNTLY_DROPS.test(frame.module));
    return `${outerType(crash)} ${exact(kept)}`;
  }),
  'type, message and first frame': byKey(
    (crash) =>
      `${outerType(crash)} ${crash.outerException === undefined ? messageTemplate(crash.message ?? '') : ''} ${exact(outerFrames(crash)[0])}`,
  ),
  'type, message, line and cause': byKey(
    (crash) =>
      `${outerType(crash)} ${(crash.message ?? '').replace(/\d{4,20}/g, '')} ${placed(ours(crash)[0])} ${type(crash)}`,
  ),
  'all frames of all causes': byKey((crash) =>
    [...outerFrames(crash), ...crash.frames].map(exact).join('\n'),
  ),
  'all frames of ours': byKey((crash) =>
    [outerType(crash), type(crash), ...ours(crash).map(normaliseManaged)].join('\n'),
  ),
  'type and 3 of ours, else 1': byKey(typeAndThree(1)),
  'type and 3 of ours, else 6': byKey(typeAndThree(6)),
  'the same with likeness 0.50': withLikeness(typeAndThree(6), 0.5),
  'the same with likeness 0.65': withLikeness(typeAndThree(6), 0.65),
  '12 root frames, likeness 0.65': withLikeness(twelve, 0.65),
};

/** Type and top frame without line: what the weak fallback of an ablation falls back to. */
export const weakKey = (crash: CrashFacts): string => typeAndThree(1)(crash);
