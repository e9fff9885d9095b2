import { SECOND } from '../../kernel/clock.js';
import type { CrashFacts, CrashKind, CrashWitness } from './crash.js';
import { gapBetween } from './crash-time.js';
import { mergeDevices } from './device-facts.js';
import { isFatalKernelType } from './kernel-signature.js';

const TOP_FRAMES = 5;
const MAX_WITNESSES = 20;

/** What a crash looks like wherever it is written down; text and time of its places may differ. */
const lookOf = ({ kind, frames, exception, signal, message }: CrashFacts): string =>
  [
    exception,
    signal,
    // A restart's reason is written down in several words; its canonical one is the exception.
    ...(frames.length === 0 && kind !== 'reboot' ? [message] : []),
    ...frames
      .slice(0, TOP_FRAMES)
      .map((frame) => `${frame.module}.${frame.function}:${frame.line ?? frame.pc ?? ''}`),
  ].join('\n');

/**
 * Kinds that witness one event: a failed check aborts, an aborting sanitizer leaves a tombstone; a
 * restart remembers the kernel's fault; the watchdog dumps the threads of the system server.
 */
const FAMILIES: readonly (readonly CrashKind[])[] = [
  ['sanitizer', 'native', 'check'],
  ['kernel', 'reboot'],
  ['watchdog', 'anr'],
];

const canWitness = ({ kind, exception = '', process }: CrashFacts): boolean =>
  (kind !== 'kernel' || isFatalKernelType(exception)) &&
  (kind !== 'anr' || process === 'system_server');

const isSameKind = (one: CrashFacts, other: CrashFacts): boolean =>
  one.kind === other.kind ||
  (FAMILIES.some((family) => family.includes(one.kind) && family.includes(other.kind)) &&
    canWitness(one) &&
    canWitness(other));

const differs = <Value>(one: Value | undefined, other: Value | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

const isSameProcess = (one: CrashFacts, other: CrashFacts): boolean =>
  one.pid !== undefined && other.pid !== undefined
    ? one.pid === other.pid
    : one.tid !== undefined && other.tid !== undefined
      ? one.tid === other.tid
      : !differs(one.process, other.process);

/** The log writes of a crash before, while and after its tombstone or dump is written. */
const MAX_GAP_MS = 15 * SECOND;
/** The system waits for the dumps of many processes before it writes of the one that hung. */
const MAX_ANR_GAP_MS = 30 * SECOND;

/** False only when both say when, and that is apart. */
const isSameMoment = (one: CrashFacts, other: CrashFacts): boolean => {
  if (one.at === undefined || other.at === undefined || one.at === other.at) return true;
  const gap = gapBetween(one.at, other.at);
  return gap === undefined || gap <= (one.kind === 'anr' ? MAX_ANR_GAP_MS : MAX_GAP_MS);
};

/** The check's words are the abort message of the tombstone that follows. */
const isSameMessage = (one: CrashFacts, other: CrashFacts): boolean => {
  const [short = '', long = ''] = [one.message ?? '', other.message ?? ''].sort(
    (first, second) => first.length - second.length,
  );
  return short !== '' && long.includes(short);
};

interface Kept {
  facts: CrashFacts;
  look: string;
}

const isAlike = (one: Kept, other: Kept): boolean => {
  const [first, second] = [one.facts, other.facts];
  if (!isSameKind(first, second)) return false;
  if (first.kind === 'check' || second.kind === 'check') {
    const isSamePid = first.pid !== undefined && first.pid === second.pid;
    return isSamePid || isSameMessage(first, second);
  }
  if (!isSameProcess(first, second)) return false;
  if (first.kind !== second.kind) return true;
  const isThin = first.frames.length === 0 || second.frames.length === 0;
  const isSignal = first.signal !== undefined;
  if (isThin && (isSignal || first.kind === 'anr')) return !differs(first.signal, second.signal);
  return one.look === other.look;
};

/** A sanitizer report says more than a tombstone, frames more than none, a file more than a log. */
const rank = (crash: CrashFacts): number =>
  (crash.kind === 'sanitizer' || crash.kind === 'watchdog' ? 16 : 0) +
  (crash.kind === 'check' || crash.kind === 'reboot' ? 0 : 8) +
  (crash.frames.length > 0 ? 4 : 0) +
  (crash.device.fingerprint === undefined && crash.message === undefined ? 0 : 2) +
  (crash.at !== undefined && /^\d{4}-/.test(crash.at) ? 1 : 0);

const placesOf = ({ entry, line, witnesses = [] }: CrashFacts): readonly CrashWitness[] => [
  { entry, line },
  ...witnesses,
];

const better = (one: CrashFacts, other: CrashFacts): CrashFacts => {
  const [best, rest] = rank(other) > rank(one) ? [other, one] : [one, other];
  const witnesses = [...(best.witnesses ?? []), ...placesOf(rest)].slice(0, MAX_WITNESSES);
  const { frames } = best.frames.length > 0 ? best : rest;
  const device = mergeDevices(best.device, rest.device);
  return { ...rest, ...best, frames, device, witnesses };
};

export interface CrashCollector {
  add(crash: CrashFacts): void;
  crashes(): readonly CrashFacts[];
  /** Crashes beyond the limit that were not kept. */
  dropped(): number;
}

/**
 * Keeps at most `limit` crashes and folds the witnesses of one event (log line, tombstone, dump,
 * archive copy) into one, which has the place and the words of the best. Two crashes that are alike
 * but minutes apart, or of two processes, stay two.
 */
export const createCrashCollector = (limit: number): CrashCollector => {
  const kept: Kept[] = [];
  let dropped = 0;
  return {
    add: (facts) => {
      const crash = { facts, look: lookOf(facts) };
      const other = kept.find((one) => isAlike(one, crash) && isSameMoment(one.facts, facts));
      if (other) {
        other.facts = better(other.facts, facts);
        other.look = lookOf(other.facts);
      } else if (kept.length < limit) kept.push(crash);
      else dropped += 1;
    },
    crashes: () => kept.map(({ facts }) => facts),
    dropped: () => dropped,
  };
};
