import type { CrashFacts } from './crash.js';
import { isManagedGlue, normaliseManaged } from './frame-rules.js';

const PLACES = 3;
const WATCHDOG = 'com.android.server.Watchdog';

/**
 * What the system server's watchdog waited for (a monitor's class or a thread) and the first three
 * places of the thread that made it wait; what only sleeps or locks has none.
 */
export const watchdogParts = (crash: CrashFacts): readonly string[] => {
  const telling = crash.frames.filter(
    (frame) => frame.inApp && !isManagedGlue(frame) && !frame.module.startsWith(WATCHDOG),
  );
  const names = [...new Set(telling.map(normaliseManaged))].slice(0, PLACES);
  return [crash.exception ?? '', ...names];
};

/** The canonical reason is the cause and the place in one. */
export const rebootParts = (crash: CrashFacts): readonly string[] => [crash.exception ?? ''];
