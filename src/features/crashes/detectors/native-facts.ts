import type { CrashFrame } from '../crash.js';
import { isOurLibrary } from '../frame-rules.js';
import type { CrashDraft } from './detector.js';
import { MAX_FRAMES, MAX_MESSAGE_CHARS, clip, defined } from './detector.js';
import type { NativeFrame } from './native-frame.js';

/** What a tombstone says of a native crash, whether it was written as text or as protobuf. */
export interface NativeFacts {
  process?: string | undefined;
  pid?: number | undefined;
  tid?: number | undefined;
  thread?: string | undefined;
  at?: string | undefined;
  signal?: string | undefined;
  signalCode?: string | undefined;
  faultAddress?: string | undefined;
  fingerprint?: string | undefined;
  abort?: string | undefined;
  cause?: string | undefined;
}

export const toCrashFrames = (frames: readonly NativeFrame[]): readonly CrashFrame[] =>
  frames.slice(0, MAX_FRAMES).map(({ index: _index, ...frame }) => ({
    ...frame,
    function: clip(frame.function, 500),
    inApp: isOurLibrary(frame.module || (frame.file ?? '')),
  }));

const SANITIZER =
  /(?:AddressSanitizer|HWAddressSanitizer|UndefinedBehaviorSanitizer|MemorySanitizer)/;
const SANITIZER_LIBRARY = /libclang_rt\.(?:hw)?asan/;
const SANITIZER_ERROR = /Sanitizer: ([\w-]{1,60})/;

const isSanitizer = (found: NativeFacts, frames: readonly NativeFrame[]): boolean =>
  SANITIZER.test(found.abort ?? '') ||
  (found.signal === undefined && frames.some(({ module }) => SANITIZER_LIBRARY.test(module)));

const known = (name: string | undefined): string | undefined =>
  name === '' || name === '<unknown>' ? undefined : name;

const errorOf = (found: NativeFacts): string =>
  SANITIZER_ERROR.exec(found.abort ?? '')?.[1] ?? 'sanitizer report';

/** The crash that a tombstone tells of; `line` and `lastLine` are where it stands. */
export const nativeDraft = (
  found: NativeFacts,
  frames: readonly NativeFrame[],
  line: number,
  lastLine: number,
): CrashDraft => {
  const isReport = isSanitizer(found, frames);
  const message = found.abort ?? found.cause;
  return defined<CrashDraft>({
    kind: isReport ? 'sanitizer' : 'native',
    process: known(found.process),
    pid: found.pid,
    tid: found.tid,
    thread: known(found.thread),
    at: found.at,
    exception: isReport ? errorOf(found) : undefined,
    message: message === undefined ? undefined : clip(message, MAX_MESSAGE_CHARS),
    signal: found.signal,
    signalCode: found.signalCode,
    faultAddress: found.faultAddress,
    frames: toCrashFrames(frames),
    line,
    lastLine,
    device: found.fingerprint === undefined ? {} : { fingerprint: found.fingerprint },
  });
};

export const NATIVE_FACTS_PATTERNS: readonly RegExp[] = [
  SANITIZER,
  SANITIZER_LIBRARY,
  SANITIZER_ERROR,
];
