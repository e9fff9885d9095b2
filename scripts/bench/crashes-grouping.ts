import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CrashFacts, FoundCrash } from '../../src/features/crashes/crash.js';
import { crashKeys } from '../../src/features/crashes/crash-signature.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import {
  createGrouper,
  createRarity,
  GROUPING_RULES,
} from '../../src/features/crashes/grouping.js';
import type { GroupingRules } from '../../src/features/crashes/grouping.js';
import { shapeOf } from '../../src/features/crashes/crash-shape.js';
import type { FrameRarity } from '../../src/features/crashes/similarity.js';
import { JAVA_BASELINES, weakKey } from './crashes-grouping-baselines.js';
import { adjustedRand, bcubed, pairwise } from './crashes-grouping-measures.js';
import {
  createChance,
  harden,
  MUTATIONS,
  sightingsOf,
  toTrace,
  type Sighting,
  type Trace,
} from './crashes-grouping-mutants.js';
import { figure, type Figure } from './figure.js';

const CORPUS = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));
const SHUFFLES = 10;

const logsIn = (folder: string): readonly string[] =>
  readdirSync(path.join(CORPUS, folder))
    .filter((name) => !name.endsWith('.expected.json') && !name.endsWith('.tsv'))
    .sort()
    .map((name) => path.join(CORPUS, folder, name));

const tableOf = (file: string): readonly (readonly string[])[] =>
  readFileSync(path.join(CORPUS, file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

const crashesOf = async (file: string): Promise<readonly FoundCrash[]> =>
  (await examineFile(file)).crashes;

/** The bug that the sample's sidecar names, else the sample itself. */
function trueGroup(file: string): string {
  const sidecar = `${file}.expected.json`;
  if (!existsSync(sidecar)) return path.basename(file);
  const { group } = JSON.parse(readFileSync(sidecar, 'utf8')) as { readonly group?: string };
  return group ?? path.basename(file);
}

interface Original {
  readonly group: string;
  readonly trace: Trace;
}

async function javaOriginals(): Promise<readonly Original[]> {
  const originals: Original[] = [];
  for (const file of [...logsIn('java-themis'), ...logsIn('java-jvm')]) {
    const crash = (await crashesOf(file)).find(({ kind }) => kind === 'java');
    if (crash && crash.frames.length > 0)
      originals.push({ group: trueGroup(file), trace: toTrace(crash) });
  }
  return originals;
}

const shuffled = <Item>(items: readonly Item[], name: string): readonly Item[] => {
  const chance = createChance(name);
  return items
    .map((item) => ({ item, at: chance() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
};

const rarityOf = (crashes: readonly CrashFacts[]): FrameRarity => {
  const shapes = new Map(crashes.map((crash) => [crashKeys(crash)[0], shapeOf(crash)]));
  return createRarity([...shapes.values()].filter((shape) => shape !== undefined));
};

interface Way {
  readonly rules?: Partial<GroupingRules>;
  readonly keysOf?: (crash: CrashFacts) => readonly string[];
}

function groupsOf(crashes: readonly CrashFacts[], { rules, keysOf }: Way = {}): readonly string[] {
  const grouper = createGrouper(rarityOf(crashes), { ...GROUPING_RULES, ...rules }, keysOf);
  return crashes.map((crash) => String(grouper.add(crash).group));
}

const ABLATIONS: Readonly<Record<string, Way>> = {
  'without rarity': { rules: { usesRarity: false } },
  'without position': { rules: { decay: 1 } },
  'without platform weight': { rules: { platformWeight: 1 } },
  'without gate': { rules: { usesGate: false } },
  'without message': {
    rules: { subjectPenalty: 0, subjectBonus: 0, wordPenalty: 0, wordBonus: 0 },
  },
  'without fallback': { keysOf: (crash) => [weakKey(crash)] },
  'without likeness': { rules: { autoScore: 2, suggestScore: 2 } },
};

interface Goals {
  readonly f1?: string;
  readonly pairs?: string;
}

function scored(
  name: string,
  truth: readonly string[],
  found: readonly string[],
  goals: Goals = {},
): readonly Figure[] {
  const held = (goal: string | undefined) => (goal === undefined ? {} : { goal });
  return [
    figure(`${name}: BCubed F1`, bcubed(truth, found).f1, '', held(goals.f1)),
    figure(`${name}: pair precision`, pairwise(truth, found).precision, '', held(goals.pairs)),
  ];
}

/** Of each mutation, the share of mutants that are in the group of their original. */
function homeShares(name: string, sightings: readonly Sighting[], found: readonly string[]) {
  const homes = new Map(
    sightings.flatMap(({ group, how }, at) => (how === 'original' ? [[group, found[at]]] : [])),
  );
  return Object.keys(MUTATIONS).map((how) => {
    const at = sightings.flatMap((one, place) => (one.how === how ? [place] : []));
    const home = at.filter((place) => homes.get(sightings[place]!.group) === found[place]);
    const goal = how === 'caller' || how === 'vanished' ? {} : { goal: '>= 0.99' };
    return figure(`${name}, ${how} with its original`, home.length / at.length, '', goal);
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** One set in ten orders: what is told is the mean, and how alike the ten groupings are. */
function setFigures(name: string, all: readonly Sighting[], goals: Goals): readonly Figure[] {
  const truth = all.map(({ group }) => group);
  const runs = Array.from({ length: SHUFFLES }, (_, run) => {
    const order = shuffled([...all.keys()], `${name} ${run}`);
    const found = groupsOf(order.map((at) => all[at]!.crash));
    const named = new Map(order.map((at, place) => [at, found[place]!]));
    return all.map((_sighting, at) => named.get(at)!);
  });
  const scores = runs.map((found) => [bcubed(truth, found), pairwise(truth, found)] as const);
  const held = (goal: string | undefined) => (goal === undefined ? {} : { goal });
  const crashes = shuffled(all, name).map(({ crash }) => crash);
  const mixed = shuffled(all, name).map(({ group }) => group);
  return [
    figure(`${name}: BCubed precision`, mean(scores.map(([one]) => one.precision)), ''),
    figure(`${name}: BCubed recall`, mean(scores.map(([one]) => one.recall)), ''),
    figure(`${name}: BCubed F1`, mean(scores.map(([one]) => one.f1)), '', held(goals.f1)),
    figure(
      `${name}: pair precision`,
      mean(scores.map(([, one]) => one.precision)),
      '',
      held(goals.pairs),
    ),
    figure(`${name}: pair recall`, mean(scores.map(([, one]) => one.recall)), ''),
    figure(
      `${name}: ten orders, least adjusted Rand`,
      Math.min(...runs.slice(1).map((found) => adjustedRand(runs[0]!, found))),
      '',
      { goal: '>= 0.97' },
    ),
    ...homeShares(name, all, runs[0]!),
    ...Object.entries(ABLATIONS).flatMap(([what, way]) =>
      scored(`${name}, ${what}`, mixed, groupsOf(crashes, way)),
    ),
    ...Object.entries(JAVA_BASELINES).flatMap(([what, baseline]) =>
      scored(`${name}, baseline ${what}`, mixed, baseline(crashes)),
    ),
  ];
}

async function kernelFigures(): Promise<readonly Figure[]> {
  const rows: { readonly truth: string; readonly crash: CrashFacts; readonly text: string }[] = [];
  let missed = 0;
  for (const [file = '', group = ''] of tableOf('kernel-groups/labels.tsv')) {
    const place = path.join(CORPUS, 'kernel-groups', file);
    const [crash] = await crashesOf(place);
    if (crash) rows.push({ truth: group, crash, text: readFileSync(place, 'utf8') });
    else missed += 1;
  }
  const truth = rows.map((row) => row.truth);
  const top = ({ crash }: (typeof rows)[number]) => crash.frames[0]?.function ?? '';
  return [
    figure('kernel: reports without a crash', missed, '', { goal: '<= 0' }),
    ...scored('kernel', truth, groupsOf(rows.map(({ crash }) => crash)), { f1: '>= 0.9' }),
    ...scored('kernel, baseline top frame', truth, rows.map(top)),
    ...scored(
      'kernel, baseline type',
      truth,
      rows.map(({ crash }) => crash.exception ?? ''),
    ),
    ...scored(
      'kernel, baseline first line',
      truth,
      rows.map(({ text }) => text.split('\n', 1)[0] ?? ''),
    ),
  ];
}

/** The share of lists whose crashes all come into one group. */
async function linkFigure(name: string, lists: readonly (readonly string[])[]): Promise<Figure> {
  let linked = 0;
  for (const files of lists) {
    const crashes = (await Promise.all(files.map(crashesOf))).flatMap((found) =>
      found.filter(({ kind }) => kind === found[0]?.kind),
    );
    if (new Set(groupsOf(crashes)).size === 1) linked += 1;
  }
  return figure(name, linked / lists.length, '', { goal: '>= 1' });
}

const named = (folder: string, prefix: string): readonly string[] =>
  logsIn(folder).filter((file) => path.basename(file).startsWith(prefix));

const GROUPS = 10_000;
const PROBES = 1000;

/** Every crash one error out of one helper, so that the gate lets all through. */
function speedFigure(originals: readonly Original[]): Figure {
  const sightings = sightingsOf(
    originals.map(({ group, trace }) => ({ group, trace: harden(trace) })),
  );
  const moved = (crash: CrashFacts, to: number): CrashFacts => ({
    ...crash,
    frames: crash.frames.map((frame) =>
      frame.inApp ? { ...frame, module: `${frame.module}.m${to}` } : frame,
    ),
  });
  const first = sightings.filter(({ how }) => how === 'original');
  const crashes = Array.from({ length: GROUPS }, (_, at) =>
    moved(first[at % first.length]!.crash, Math.floor(at / first.length)),
  );
  const grouper = createGrouper(rarityOf(crashes));
  for (const crash of crashes) grouper.add(crash);
  const probes = shuffled(sightings, 'probes');
  const times = Array.from({ length: PROBES }, (_, at) => {
    const crash = moved(probes[at % probes.length]!.crash, at % 97);
    const from = performance.now();
    grouper.add(crash);
    return performance.now() - from;
  }).sort((one, other) => one - other);
  return figure(
    `placing one crash among ${GROUPS} groups, p95`,
    times[Math.floor(PROBES * 0.95)]!,
    'ms',
    { goal: '<= 20' },
  );
}

/** How right the grouping is on the sample logs, beside how others would group the same. */
export async function groupingFigures(): Promise<readonly Figure[]> {
  if (!existsSync(CORPUS)) {
    console.error('The sample logs are not beside this checkout: no figures of grouping.');
    return [];
  }
  const originals = await javaOriginals();
  const hard = originals.map(({ group, trace }) => ({ group, trace: harden(trace) }));
  const twice = tableOf('java-themis/MUST_LINK.tsv').map(([file = '']) => [
    path.join(CORPUS, file),
  ]);
  return [
    figure('java: sample crashes', originals.length, ''),
    ...setFigures('java mutated', sightingsOf(originals), { f1: '>= 0.96', pairs: '>= 0.98' }),
    ...setFigures('java hard', sightingsOf(hard), { f1: '>= 0.95', pairs: '>= 0.97' }),
    ...(await kernelFigures()),
    await linkFigure('one crash on several processors in one group', [
      named('tombstone-text', 'xcrash_native'),
      named('tombstone-text', 'aosp_arm'),
      named('anr', 'xcrash_anr'),
    ]),
    await linkFigure('traces of one bug in one file in one group', twice),
    speedFigure(originals),
  ];
}
