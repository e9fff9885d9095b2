import { anrLog, anrThreadDump } from './anr.js';
import type { Detector } from './detector.js';
import { dropBoxEntry } from './dropbox.js';
import { javaCrash } from './java-crash.js';
import { kernelReport } from './kernel.js';
import { mqsRecord } from './mqs-record.js';
import { nativeCrash } from './native-crash.js';
import { checkFailure, fatalLog, libbaseCheck, linkerError } from './one-line.js';
import { rebootReason } from './reboot.js';
import { sanitizerReport } from './sanitizer.js';
import { watchdogKill } from './watchdog.js';

/** Every format that is recognised; the first that opens a line has it. */
export const DETECTORS: readonly Detector[] = [
  sanitizerReport,
  nativeCrash,
  linkerError,
  checkFailure,
  libbaseCheck,
  fatalLog,
  kernelReport,
  watchdogKill,
  rebootReason,
  dropBoxEntry,
  mqsRecord,
  anrLog,
  anrThreadDump,
  javaCrash,
];
