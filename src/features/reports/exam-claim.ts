import type { CrashSummary, ExamNote, PhoneFacts } from './attachment.js';

/** One attachment whose exam the caller now owns until `leaseUntil`. */
export interface ExamClaim {
  readonly reportId: string;
  readonly ref: string;
  readonly n: number;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** Where the bytes are. */
  readonly path: string;
  /** 1 on the first try. */
  readonly attempts: number;
  readonly leaseUntil: Date;
  readonly personId: string;
  readonly unitId: string;
  readonly modelCode: string;
  readonly roundId: string;
  readonly build: string | null;
  readonly createdAt: Date;
}

/** What the examiner found in one attachment. */
export interface ExamSummary {
  readonly state: 'examined' | 'partial' | 'unreadable';
  readonly reason?: string | undefined;
  readonly warnings: readonly ExamNote[];
  readonly crashes: readonly CrashSummary[];
  readonly phone?: PhoneFacts | undefined;
  readonly doubts?: readonly ExamNote[] | undefined;
  /** For a report whose form named no build. */
  readonly build?: string | undefined;
}
