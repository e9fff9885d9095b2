import type { CrashFacts } from './crash.js';
import { crashKey } from './crash-signature.js';

const TOP_FRAMES = 5;

const topOf = ({ frames }: CrashFacts): string =>
  frames
    .slice(0, TOP_FRAMES)
    .map((frame) => `${frame.module}.${frame.function}:${frame.line ?? frame.pc ?? ''}`)
    .join('\n');

/** Kinds that witness one event: a failed check aborts, an aborting sanitizer leaves a tombstone. */
const NATIVE_FAMILY = ['sanitizer', 'native', 'check'];

const isSameKind = (one: CrashFacts, other: CrashFacts): boolean =>
  one.kind === other.kind ||
  (NATIVE_FAMILY.includes(one.kind) && NATIVE_FAMILY.includes(other.kind));

const differs = <Value>(one: Value | undefined, other: Value | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

const isSameProcess = (one: CrashFacts, other: CrashFacts): boolean =>
  one.pid !== undefined && other.pid !== undefined
    ? one.pid === other.pid
    : one.tid !== undefined && other.tid !== undefined
      ? one.tid === other.tid
      : !differs(one.process, other.process);

/** The check's words are the abort message of the tombstone that follows. */
const isSameMessage = (one: CrashFacts, other: CrashFacts): boolean => {
  const [short = '', long = ''] = [one.message ?? '', other.message ?? ''].sort(
    (first, second) => first.length - second.length,
  );
  return short !== '' && long.includes(short);
};

const isSame = (one: CrashFacts, other: CrashFacts): boolean => {
  if (!isSameKind(one, other)) return false;
  if (one.kind === 'check' || other.kind === 'check') {
    return isSameMessage(one, other) || (one.pid !== undefined && one.pid === other.pid);
  }
  if (!isSameProcess(one, other)) return false;
  if (one.kind !== other.kind) return true;
  const isThin = one.frames.length === 0 || other.frames.length === 0;
  const isSignal = one.signal !== undefined;
  if (isThin && (isSignal || one.kind === 'anr')) return !differs(one.signal, other.signal);
  return topOf(one) === topOf(other) && crashKey(one) === crashKey(other);
};

/** A sanitizer report says more than a tombstone, frames more than none. */
const rank = (crash: CrashFacts): number =>
  (crash.kind === 'sanitizer' ? 8 : 0) +
  (crash.kind === 'check' ? 0 : 4) +
  (crash.frames.length > 0 ? 2 : 0) +
  (crash.device.fingerprint === undefined && crash.message === undefined ? 0 : 1);

const better = (one: CrashFacts, other: CrashFacts): CrashFacts => {
  const [best, rest] = rank(other) > rank(one) ? [other, one] : [one, other];
  return { ...rest, ...best, device: { ...rest.device, ...best.device } };
};

export interface CrashCollector {
  add(crash: CrashFacts): void;
  crashes(): readonly CrashFacts[];
  /** Crashes beyond the limit that were not kept. */
  dropped(): number;
}

/**
 * Keeps at most `limit` crashes and folds the witnesses of one event (log line, tombstone, dump,
 * archive copy) into one, which has the place and the words of the best.
 */
export const createCrashCollector = (limit: number): CrashCollector => {
  const kept: CrashFacts[] = [];
  let dropped = 0;
  return {
    add: (crash) => {
      const index = kept.findIndex((other) => isSame(other, crash));
      const other = kept[index];
      if (other) kept[index] = better(other, crash);
      else if (kept.length < limit) kept.push(crash);
      else dropped += 1;
    },
    crashes: () => kept,
    dropped: () => dropped,
  };
};
