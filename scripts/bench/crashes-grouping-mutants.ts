import { createHash } from 'node:crypto';
import type { CrashFacts } from '../../src/features/crashes/crash.js';
import { createLogScanner } from '../../src/features/crashes/log-scanner.js';

/** A frame as a trace prints it, so that a changed trace is read by the detectors again. */
interface TraceFrame {
  readonly name: string;
  readonly source: string;
  readonly isOurs: boolean;
}

interface Thrown {
  readonly type: string;
  readonly message: string;
  readonly frames: readonly TraceFrame[];
}

/** An exception and what it wraps; the last one is the root. */
export interface Trace {
  readonly process: string | undefined;
  readonly chain: readonly Thrown[];
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32 over a hash of the name). */
export function createChance(name: string): () => number {
  let state = createHash('sha1').update(name).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const toFrames = (frames: CrashFacts['frames']): readonly TraceFrame[] =>
  frames.map(({ module, function: name, file, line, inApp }) => ({
    name: `${module}.${name}`,
    source: file === undefined ? 'Unknown Source' : [file, line].filter(Boolean).join(':'),
    isOurs: inApp,
  }));

export const toTrace = (crash: CrashFacts): Trace => ({
  process: crash.process,
  chain: [
    ...(crash.outerException === undefined
      ? []
      : [{ type: crash.outerException, message: '', frames: toFrames(crash.outerFrames ?? []) }]),
    {
      type: crash.exception ?? '',
      message: (crash.message ?? '').split('\n', 1)[0] ?? '',
      frames: toFrames(crash.frames),
    },
  ],
});

/** The trace as a phone prints it. */
export const printTrace = ({ process, chain }: Trace): string =>
  [
    'FATAL EXCEPTION: main',
    ...(process === undefined ? [] : [`Process: ${process}, PID: 4711`]),
    ...chain.flatMap(({ type, message, frames }, index) => [
      `${index === 0 ? '' : 'Caused by: '}${type}${message === '' ? '' : `: ${message}`}`,
      ...frames.map(({ name, source }) => `\tat ${name}(${source})`),
    ]),
  ].join('\n');

/** The crash that the detectors read in the printed trace. */
export function readTrace(trace: Trace): CrashFacts {
  const scanner = createLogScanner('', 10);
  for (const line of printTrace(trace).split('\n')) scanner.line(line);
  const [crash] = scanner.end();
  if (!crash) throw new Error(`no crash is read in ${printTrace(trace)}`);
  return crash;
}

type Mutate = (trace: Trace, chance: () => number, other: Trace) => Trace;

const mapFrames = (
  trace: Trace,
  change: (frames: readonly TraceFrame[]) => readonly TraceFrame[],
) => ({
  ...trace,
  chain: trace.chain.map((thrown) => ({ ...thrown, frames: change(thrown.frames) })),
});

const mapRoot = (trace: Trace, change: (root: Thrown) => Thrown): Trace => ({
  ...trace,
  chain: trace.chain.map((thrown, at) => (at === trace.chain.length - 1 ? change(thrown) : thrown)),
});

const digits = (text: string, chance: () => number): string =>
  text.replace(/\d/g, () => String(Math.floor(chance() * 10)));

const OF_THE_SYSTEM = /^(?:android|com\.android|dalvik|java|javax|libcore|sun)\./;

/** Another release of the platform: below the two top frames its own come, go and get neighbours. */
const changePlatform = (frames: readonly TraceFrame[], chance: () => number) =>
  frames.flatMap((frame, at) => {
    const dice = chance();
    if (at < 2 || !OF_THE_SYSTEM.test(frame.name) || dice > 0.6) return [frame];
    return dice < 0.3 ? [] : [frame, { ...frame, name: `${frame.name}Internal` }];
  });

const ACTIVITY_START: readonly TraceFrame[] = [
  'performLaunchActivity',
  'handleLaunchActivity',
  'startActivityNow',
  'main',
].map((name) => ({
  name: `android.app.ActivityThread.${name}`,
  source: 'ActivityThread.java:3000',
  isOurs: false,
}));

const CALLER_KEEPS = 4;
const CUT_AT = 12;
/** An inlined frame is one near the top: deeper ones change little. */
const VANISHING = 8;

/** Code of the same package on another way to the place of the crash. */
function otherCallers(frames: readonly TraceFrame[], chance: () => number): readonly TraceFrame[] {
  const near = (frames.find(({ isOurs }) => isOurs) ?? frames[0])?.name.split('.') ?? [];
  const home = near.slice(0, Math.max(1, near.length - 2)).join('.');
  return Array.from({ length: 2 + Math.floor(chance() * 8) }, () => {
    const name = `${home}.Caller${String.fromCharCode(65 + Math.floor(chance() * 26))}`;
    return { name: `${name}.step`, source: 'Caller.java:7', isOurs: true };
  });
}

/** The frames of the platform that a trace ends in: how its thread got there. */
function entryOf({ chain }: Trace): readonly TraceFrame[] {
  const frames = chain.at(-1)?.frames ?? [];
  const last = frames.findLastIndex(({ isOurs }) => isOurs);
  return frames.slice(Math.max(last + 1, CALLER_KEEPS));
}

/** What changes between two sightings of one crash; after the guide's list. */
export const MUTATIONS: Readonly<Record<string, Mutate>> = {
  line: (trace, chance) =>
    mapFrames(trace, (frames) =>
      frames.map((frame) => ({
        ...frame,
        source: frame.source.replace(/:\d+$/, () => `:${1 + Math.floor(chance() * 2000)}`),
      })),
    ),
  message: (trace, chance) =>
    mapRoot(trace, (root) => ({ ...root, message: digits(root.message, chance) })),
  platform: (trace, chance) => mapFrames(trace, (frames) => changePlatform(frames, chance)),
  wrapper: (trace) => ({
    ...trace,
    chain: [
      {
        type: 'java.lang.RuntimeException',
        message: 'Unable to start activity ComponentInfo{com.example/com.example.Main}',
        frames: ACTIVITY_START,
      },
      ...trace.chain,
    ],
  }),
  cut: (trace) => mapFrames(trace, (frames) => frames.slice(0, CUT_AT)),
  caller: (trace, chance, other) =>
    mapRoot(trace, (root) => ({
      ...root,
      frames: [
        ...root.frames.slice(0, CALLER_KEEPS),
        ...otherCallers(root.frames, chance),
        ...entryOf(other),
      ],
    })),
  lambda: (trace, chance) =>
    mapFrames(trace, (frames) =>
      frames.map((frame) => ({
        ...frame,
        name: frame.name.replace(/(?<=\$|Lambda)\d+/g, () => String(Math.floor(chance() * 40))),
      })),
    ),
  vanished: (trace, chance) =>
    mapRoot(trace, (root) => {
      const gone = Math.floor(chance() * Math.min(VANISHING, root.frames.length));
      return root.frames.length < 3
        ? root
        : { ...root, frames: root.frames.filter((_frame, at) => at !== gone) };
    }),
};

const HELPER: TraceFrame = {
  name: 'java.util.Objects.requireNonNull',
  source: 'Objects.java:203',
  isOurs: false,
};

/** Every root becomes the same error out of one helper of the platform: nothing but frames tells. */
export const harden = (trace: Trace): Trace =>
  mapRoot(trace, (root) => ({
    type: 'java.lang.NullPointerException',
    message: '',
    frames: [HELPER, ...root.frames],
  }));

/** One sighting of a crash whose true group is known. */
export interface Sighting {
  readonly group: string;
  /** `original` or the name of the mutation. */
  readonly how: string;
  readonly crash: CrashFacts;
}

/** Each original and its eight mutants, read by the detectors. */
export function sightingsOf(
  originals: readonly { readonly group: string; readonly trace: Trace }[],
): readonly Sighting[] {
  return originals.flatMap(({ group, trace }, at) => {
    const mutants = Object.entries(MUTATIONS).map(([how, mutate]) => {
      const chance = createChance(`${group} ${how}`);
      const step = 1 + Math.floor(chance() * (originals.length - 1));
      const other = originals[(at + step) % originals.length]?.trace ?? trace;
      return { group, how, crash: readTrace(mutate(trace, chance, other)) };
    });
    return [{ group, how: 'original', crash: readTrace(trace) }, ...mutants];
  });
}
