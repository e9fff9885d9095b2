/** What kind of failure a log section shows; each kind has its own key (crash-signature.ts). */
export const CRASH_KINDS = [
  'java',
  'native',
  'anr',
  'sanitizer',
  'check',
  'linker',
  'kernel',
  'watchdog',
  'reboot',
] as const;
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

/** What a log says about the phone it came from, but not which one it is; never part of a key. */
export interface DeviceFacts {
  /** `brand/product/device:release/id/incremental:type/keys` */
  readonly fingerprint?: string;
  readonly brand?: string;
  readonly product?: string;
  readonly device?: string;
  readonly model?: string;
  readonly marketName?: string;
  readonly androidVersion?: string;
  readonly sdk?: number;
  /** MIUI or HyperOS, such as `V816.0.12.0.UNCMIXM`. */
  readonly romVersion?: string;
  /** The incremental of the fingerprint. */
  readonly build?: string;
  readonly kernel?: string;
  readonly radio?: string;
  /** `2026-08-05` */
  readonly securityPatch?: string;
  readonly bootReason?: string;
  readonly uptimeSeconds?: number;
  /** IANA name of the zone the phone's clock showed. */
  readonly timeZone?: string;
  /** When a bug report was taken, by the phone's clock: `2026-08-14 21:30:00`. */
  readonly takenAt?: string;
}

/** An app as far as the log states its version: the version code, the version name or both. */
export interface AppVersion {
  readonly package: string;
  readonly versions: readonly string[];
}

/** Where else in the same upload the same crash stands. */
export interface CrashWitness {
  readonly entry: string;
  readonly line: number;
}

/** A crash as a detector reads it, before it is named. Plain JSON only. */
export interface CrashFacts {
  readonly kind: CrashKind;
  readonly process?: string;
  readonly app?: AppVersion;
  readonly pid?: number;
  readonly tid?: number;
  readonly thread?: string;
  /** The time as the log writes it; logcat has no year and often no zone. */
  readonly at?: string;
  /** `at` as an instant (ISO 8601, UTC), only where year and zone are known. */
  readonly seenAt?: string;
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
  /** The maker's own digest of the crash (MQS `dgt`), 32 hex digits: a second key. */
  readonly digest?: string;
  /** Path inside the archives, parts joined by `!/`; empty for a plain file. */
  readonly entry: string;
  /** First and last line in `entry`, counted from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly device: DeviceFacts;
  /** Other places of this crash in the same upload; absent where there is none. */
  readonly witnesses?: readonly CrashWitness[];
}

/** A crash found in a log, with its exact key and the one line an engineer reads. */
export interface FoundCrash extends CrashFacts {
  /** `v3:` and 40 hex digits; equal for equal crashes of any device and build. */
  readonly key: string;
  readonly title: string;
}
