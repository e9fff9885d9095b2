import type { CrashFacts, CrashFrame } from './crash.js';
import { anrReason } from './crash-signature.js';
import { clip } from './detectors/detector.js';
import { isManagedGlue, isNativeGlue, libraryName, normaliseFunction } from './frame-rules.js';
import { kernelPlaceName } from './kernel-signature.js';
import { linkerTemplate, messageTemplate } from './message-template.js';

const MAX_CHARS = 160;

const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const managedPlace = (frames: readonly CrashFrame[]): string | undefined => {
  const telling = frames.filter((frame) => !isManagedGlue(frame));
  const frame = telling.find(({ inApp }) => inApp) ?? telling[0];
  return frame && `${shortName(frame.module)}.${frame.function}`;
};

const nativePlace = (frames: readonly CrashFrame[]): string | undefined => {
  const frame = frames.find((one) => !isNativeGlue(one)) ?? frames[0];
  if (!frame) return undefined;
  const parts = [libraryName(frame.module), normaliseFunction(frame.function)];
  return parts.filter(Boolean).join(' ') || undefined;
};

const join = (what: string, place: string | undefined, process: string | undefined): string => {
  const where = place === undefined ? '' : ` in ${place}`;
  return `${what}${where}${process === undefined ? '' : ` (${process})`}`;
};

const javaTitle = (crash: CrashFacts): string => {
  const place = managedPlace(crash.frames);
  const type = shortName(crash.exception ?? 'Exception');
  const template = messageTemplate(crash.message ?? '');
  const what = place === undefined && template !== '' ? `${type}: ${template}` : type;
  return join(what, place, crash.process);
};

const anrTitle = (crash: CrashFacts): string => {
  const reason = crash.message === undefined ? '' : `, ${anrReason(crash.message)}`;
  const isManaged = crash.frames.every((frame) => frame.pc === undefined);
  const place = isManaged ? managedPlace(crash.frames) : nativePlace(crash.frames);
  return join(`ANR${reason}`, place, crash.process);
};

const nativeTitle = (crash: CrashFacts): string => {
  const isAbort = crash.signal === 'SIGABRT' && crash.exception === undefined;
  const abort = isAbort ? messageTemplate(crash.message ?? '') : '';
  const what = crash.exception ?? crash.signal ?? 'Native crash';
  return join(abort === '' ? what : `${what}: ${abort}`, nativePlace(crash.frames), crash.process);
};

const messageTitle = (crash: CrashFacts): string =>
  join(messageTemplate(crash.message ?? ''), undefined, crash.process);

const linkerTitle = (crash: CrashFacts): string =>
  join(`Cannot link ${linkerTemplate(crash.message)}`, undefined, crash.process);

const kernelTitle = (crash: CrashFacts): string =>
  join(crash.exception ?? 'Kernel fault', kernelPlaceName(crash), crash.process);

const watchdogTitle = (crash: CrashFacts): string =>
  join(`Watchdog: ${crash.exception ?? 'blocked'}`, managedPlace(crash.frames), undefined);

const rebootTitle = (crash: CrashFacts): string =>
  `Restart: ${crash.exception ?? crash.message ?? ''}`;

/**
 * The line an engineer reads first, such as `NullPointerException in CaptureSession.close
 * (com.firstbatch.camera)`. A message shows only as a template and where no frame says more.
 */
export const crashTitle = (crash: CrashFacts): string => {
  const titles = {
    java: javaTitle,
    native: nativeTitle,
    anr: anrTitle,
    sanitizer: nativeTitle,
    check: messageTitle,
    linker: linkerTitle,
    kernel: kernelTitle,
    watchdog: watchdogTitle,
    reboot: rebootTitle,
  };
  return clip(titles[crash.kind](crash), MAX_CHARS);
};
