import { createHash } from 'node:crypto';
import type { CrashFacts, CrashFrame, CrashKind } from './crash.js';
import {
  isManagedGlue,
  isNativeGlue,
  normaliseFunction,
  normaliseManaged,
  normaliseNative,
} from './frame-rules.js';
import { kernelParts } from './kernel-signature.js';
import { linkerTemplate, messageSubjects, messageTemplate } from './message-template.js';
import { rebootParts, watchdogParts } from './system-signature.js';

/** Changing any rule below is a new version: old keys stay as they were stored. */
export const SIGNATURE_VERSION = 'v3';

const OURS = 3;
const PLATFORM = 6;
/** Below that many frames of the platform one of ours says who asked, not what went wrong. */
const NEAR = 6;
const CYCLE_WINDOW = 200;

/** Types that strike wherever memory or a limit runs out: the process is the place, not the frame. */
const PLACELESS = new Set([
  'java.lang.OutOfMemoryError',
  'android.os.TransactionTooLargeException',
  'android.os.DeadSystemException',
  'android.os.DeadSystemRuntimeException',
]);

/** The system throws these into the loop of an app that broke a rule: no frame says which. */
const SENT = /^android\.app\.RemoteServiceException/;
const COMPONENT = /\b[a-z][\w.]{1,200}\/[\w.$]{1,200}/;

const distinct = (names: readonly string[], limit: number): readonly string[] =>
  [...new Set(names)].slice(0, limit);

const ours = (frames: readonly CrashFrame[], limit: number): readonly CrashFrame[] => {
  const seen = new Set<string>();
  return frames
    .filter((frame) => frame.inApp && !isManagedGlue(frame))
    .filter((frame) => {
      const name = normaliseManaged(frame);
      return !seen.has(name) && seen.add(name);
    })
    .slice(0, limit);
};

/** `a.b.c`: names a shrinker made up, which mean another class in the next app. */
const isObfuscated = ({ module }: CrashFrame): boolean =>
  module.split('.').every((part) => part.length <= 3);

/** The repeating part of a recursion, as a set: it may be cut anywhere. */
const findCycle = (names: readonly string[]): readonly string[] | undefined => {
  const window = names.slice(0, CYCLE_WINDOW);
  const counts = new Map<string, number>();
  for (const name of window) counts.set(name, (counts.get(name) ?? 0) + 1);
  const repeated = [...counts].filter(([, count]) => count >= 3).map(([name]) => name);
  return repeated.length > 0 ? repeated.sort() : undefined;
};

const placeOf = (process: string | undefined): string => `process:${process ?? ''}`;

/** The process, where shrunk names are all that there is of an app's own. */
export const ownerOf = ({ frames, outerFrames = [], process }: CrashFacts): readonly string[] => {
  const own = [...ours(frames, OURS), ...ours(outerFrames, OURS)];
  return own.length > 0 && own.every(isObfuscated) ? [placeOf(process)] : [];
};

const javaPlace = (crash: CrashFacts): readonly string[] => {
  const telling = crash.frames.filter((frame) => !isManagedGlue(frame));
  const isNear = telling.slice(0, NEAR).some(({ inApp }) => inApp);
  const root = ours(crash.frames, isNear ? OURS : 1);
  const names = root.map(normaliseManaged);
  if (isNear) return [...ownerOf(crash), ...names];
  const platform = distinct(telling.map(normaliseManaged), PLATFORM);
  const callers =
    root.length > 0 ? names : ours(crash.outerFrames ?? [], OURS).map(normaliseManaged);
  return [...ownerOf(crash), '!fw', ...platform, '!outer', ...callers];
};

/** Whether the place of a crash says nothing, so that it has no frames to compare. */
export const isPlaceless = ({ kind, exception = '' }: CrashFacts): boolean =>
  kind === 'java' && (PLACELESS.has(exception) || SENT.test(exception));

/** The code that the message names: the same place fails on one class today, on another tomorrow. */
const aboutOf = (crash: CrashFacts): readonly string[] => {
  const subjects = messageSubjects(crash.message ?? '');
  return subjects.length === 0 ? [] : ['!about', ...subjects];
};

const componentsOf = (message: string): readonly string[] =>
  COMPONENT.exec(message)?.slice(0, 1) ?? [];

const javaParts = (crash: CrashFacts): readonly string[] => {
  const { exception: type = '', message = '' } = crash;
  if (SENT.test(type))
    return [type, placeOf(crash.process), messageTemplate(message), ...componentsOf(message)];
  if (isPlaceless(crash)) return [type, placeOf(crash.process)];
  if (crash.frames.length === 0) return [type, messageTemplate(message)];
  if (type.endsWith('StackOverflowError')) {
    const cycle = findCycle(crash.frames.map(normaliseManaged));
    if (cycle) return [type, '!cycle', ...cycle];
  }
  return [type, ...javaPlace(crash), ...aboutOf(crash)];
};

const nativePlace = (crash: CrashFacts, limit: number): readonly string[] => {
  const telling = crash.frames.filter((frame) => !isNativeGlue(frame));
  const frames = telling.length > 0 ? telling : crash.frames;
  const names = distinct(frames.map(normaliseNative).filter(Boolean), limit);
  const isNamed = frames.some((frame) => normaliseFunction(frame.function) !== '');
  return isNamed ? names : [...names, placeOf(crash.process)];
};

const nativeParts = (crash: CrashFacts): readonly string[] =>
  crash.signal === 'SIGABRT' && crash.message !== undefined
    ? ['abort', messageTemplate(crash.message), ...nativePlace(crash, 1)]
    : [crash.signal ?? '', ...nativePlace(crash, OURS)];

/** The system's own sentences first: an intent or a class that they name may hold any word. */
const ANR_REASONS: readonly (readonly [string, RegExp])[] = [
  ['broadcast', /^Broadcast of /],
  ['service', /^[Ee]xecuting service /],
  ['provider', /^ContentProvider not /],
  ['job', /response to onSt(?:art|op)Job/],
  ['input', /input|keyDispatching|FocusEvent|not respond/i],
  ['broadcast', /broadcast/i],
  ['foreground-service', /foreground|startForeground/i],
  ['service', /service/i],
  ['provider', /provider/i],
  ['job', /job/i],
];

/** The class of an ANR's reason; `unknown` when the log doesn't say. */
export const anrReason = (message: string | undefined): string =>
  message === undefined
    ? 'unknown'
    : (ANR_REASONS.find(([, pattern]) => pattern.test(message))?.[0] ?? 'other');

const anrParts = (crash: CrashFacts): readonly string[] => {
  const reason = anrReason(crash.message);
  const holder = ours(crash.outerFrames ?? [], 1).map(normaliseManaged);
  const main = ours(crash.frames, OURS).map(normaliseManaged);
  if (main.length + holder.length > 0)
    return [reason, ...main, ...holder.map((name) => `!${name}`)];
  const isIdle = crash.frames.length === 0 || crash.frames[0]?.function === 'nativePollOnce';
  if (isIdle) return [reason, placeOf(crash.process), crash.component ?? ''];
  const isManaged = crash.frames.every((frame) => frame.pc === undefined);
  const names = crash.frames.map(isManaged ? normaliseManaged : normaliseNative);
  return [reason, placeOf(crash.process), ...distinct(names, PLATFORM)];
};

const sanitizerParts = (crash: CrashFacts): readonly string[] => [
  crash.exception ?? '',
  ...nativePlace(crash, OURS),
];

/** The library's name is the cause, so the quotes must not hide it. */
const linkerParts = (crash: CrashFacts): readonly string[] => [linkerTemplate(crash.message)];

const messageParts = (crash: CrashFacts): readonly string[] => [
  messageTemplate(crash.message ?? ''),
];

/** How each kind tells equal crashes; a new kind is a new line. */
const PARTS: Readonly<Record<CrashKind, (crash: CrashFacts) => readonly string[]>> = {
  java: javaParts,
  native: nativeParts,
  anr: anrParts,
  sanitizer: sanitizerParts,
  check: messageParts,
  linker: linkerParts,
  kernel: kernelParts,
  watchdog: watchdogParts,
  reboot: rebootParts,
};

/** The parts of the key in words, to show why two crashes are one. */
export const signatureParts = (crash: CrashFacts): readonly string[] => [
  crash.kind,
  ...PARTS[crash.kind](crash),
];

const toKey = (parts: readonly string[]): string =>
  `${SIGNATURE_VERSION}:${createHash('sha1').update(parts.join('\n')).digest('hex')}`;

/** `v3:` and the sha1 of the parts; lines, addresses, ids, times and devices never count. */
export const crashKey = (crash: CrashFacts): string => toKey(signatureParts(crash));

const ALL_FRAMES = 12;

/** Every frame from the top, ours or not: finds again what a change of the first key's rules split. */
const frameParts = (crash: CrashFacts): readonly string[] | undefined => {
  if (crash.kind !== 'java' || isPlaceless(crash)) return undefined;
  const names = distinct(crash.frames.map(normaliseManaged), ALL_FRAMES);
  if (names.length <= OURS) return undefined;
  return ['frames', crash.exception ?? '', ...ownerOf(crash), ...names, ...aboutOf(crash)];
};

export const SIGNATURE_PATTERNS: readonly RegExp[] = [SENT, COMPONENT];

const digestParts = ({ digest }: CrashFacts): readonly string[] | undefined =>
  digest === undefined ? undefined : ['digest', digest];

/** All keys of a crash, `crashKey` first: a crash belongs where one of them is known. */
export const crashKeys = (crash: CrashFacts): readonly string[] => [
  crashKey(crash),
  ...[frameParts(crash), digestParts(crash)].filter((parts) => parts !== undefined).map(toKey),
];
