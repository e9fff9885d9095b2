/** What kind of failure a log section shows; each kind has its own key (crash-signature.ts). */
export const CRASH_KINDS = ['java', 'native', 'anr', 'sanitizer', 'check', 'linker'] as const;
export type CrashKind = (typeof CRASH_KINDS)[number];

/**
 * One stack frame, innermost first. `module` is the class for managed code and the library path for
 * native code; either part may be empty. `buildId` and `pc` (hex without 0x) only on native frames.
 */
export interface CrashFrame {
  readonly module: string;
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
  readonly pc?: string;
  readonly buildId?: string;
  /** Ours to fix: not the JDK, the platform or a common library. */
  readonly inApp: boolean;
}

/** What a log says about the phone it came from; never part of a key. */
export interface DeviceFacts {
  readonly fingerprint?: string;
  readonly model?: string;
  readonly build?: string;
}

/** A crash as a detector reads it, before it is named. Plain JSON only. */
export interface CrashFacts {
  readonly kind: CrashKind;
  readonly process?: string;
  readonly pid?: number;
  readonly tid?: number;
  readonly thread?: string;
  /** The time as the log writes it; logcat has no year and often no zone. */
  readonly at?: string;
  /** Java: the root exception type. Sanitizer: the error, such as `heap-use-after-free`. */
  readonly exception?: string;
  /** Java: the type of the exception that was thrown last, when it wraps the root. */
  readonly outerException?: string;
  /** The message of `exception`, the abort message, the ANR reason or the failed check. */
  readonly message?: string;
  /** Native: the signal's name, such as `SIGSEGV`. */
  readonly signal?: string;
  /** Native: the signal code's name, such as `SEGV_MAPERR`. */
  readonly signalCode?: string;
  readonly faultAddress?: string;
  /** Java: root cause frames. ANR: main thread. Native: the crashing thread. At most 100. */
  readonly frames: readonly CrashFrame[];
  /** ANR: the component the system waited for, such as `com.firstbatch.camera/.MainActivity`. */
  readonly component?: string;
  /** Java: frames of the wrapping exception. ANR: of the thread that holds the awaited lock. */
  readonly outerFrames?: readonly CrashFrame[];
  /** Path inside the archives, parts joined by `!/`; empty for a plain file. */
  readonly entry: string;
  /** First and last line in `entry`, counted from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly device: DeviceFacts;
}

/** A crash found in a log, with its exact key and the one line an engineer reads. */
export interface FoundCrash extends CrashFacts {
  /** `v1:` and 40 hex digits; equal for equal crashes of any device and build. */
  readonly key: string;
  readonly title: string;
}
