import type { DeviceFacts, FoundCrash } from './crash.js';

/** Why a file or one entry of an archive could not be read to its end; translation keys. */
export type ExamReason =
  | 'crashes.empty'
  | 'crashes.not_a_log'
  | 'crashes.encrypted'
  | 'crashes.over_limit'
  | 'crashes.bomb'
  | 'crashes.truncated'
  | 'crashes.damaged'
  | 'crashes.too_deep'
  | 'crashes.unsafe_entry'
  | 'crashes.too_slow'
  | 'crashes.failed';

/** One bad entry of an archive, or crashes beyond the number kept. */
export interface ExamWarning {
  readonly code: ExamReason | 'crashes.too_many';
  readonly facts: Readonly<Record<string, string | number>>;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/**
 * What reading one stored file gave; plain JSON. `examined`: read to the end. `partial`: `reason`
 * cut it short and what was read is kept. `unreadable`: nothing was read, for `reason`.
 */
export interface Exam {
  readonly state: 'examined' | 'partial' | 'unreadable';
  readonly reason?: ExamReason;
  readonly warnings: readonly ExamWarning[];
  /** In the order of the file, at most `maxCrashes`; the same crash in one file counts once. */
  readonly crashes: readonly FoundCrash[];
  /** What the file says of the phone it comes from; absent where it says nothing. */
  readonly device?: DeviceFacts;
  /** Of the first text read. */
  readonly encoding?: Encoding;
  /** Entries of bug reports that hold no crashes and were not opened; the first names of them. */
  readonly unread?: { readonly count: number; readonly names: readonly string[] } | undefined;
  readonly lines: number;
  /** Text bytes after decompression. */
  readonly bytesRead: number;
  /** The unit's own serial or IMEI stands in it: the log is of that very unit. */
  readonly seen?: boolean;
  /** Serial numbers that the phone states; to be compared, and never stored or shown. */
  readonly serials?: readonly string[];
}

/** Raised when an exam of the same file would find something else than before. */
export const EXAM_VERSION = 1;

/** A stored file, the serial and IMEI of the unit of its report, and the key of pseudonyms. */
export interface ExamTask {
  readonly path: string;
  readonly names: readonly string[];
  readonly key?: string | undefined;
}

/** Limits on the work one file may cause; sizes in bytes after decompression. */
export interface ExamBudgets {
  readonly maxEntries: number;
  readonly maxTotalBytes: number;
  readonly maxEntryBytes: number;
  readonly maxRatio: number;
  /** An entry below this size is never a bomb, whatever its ratio. */
  readonly tinyBytes: number;
  readonly maxDepth: number;
  readonly maxLineBytes: number;
  readonly maxCrashes: number;
  readonly maxWarnings: number;
}

const MIB = 1024 * 1024;

export const EXAM_BUDGETS: ExamBudgets = {
  maxEntries: 20_000,
  maxTotalBytes: 2048 * MIB,
  maxEntryBytes: 512 * MIB,
  maxRatio: 200,
  tinyBytes: MIB,
  maxDepth: 3,
  maxLineBytes: 4096,
  maxCrashes: 200,
  maxWarnings: 50,
};

/** An exam that failed as a whole. */
export const unreadable = (reason: ExamReason): Exam => ({
  state: 'unreadable',
  reason,
  warnings: [],
  crashes: [],
  lines: 0,
  bytesRead: 0,
});
