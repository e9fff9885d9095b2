import type { ExamNote, Known } from '../reports/index.js';
import type { CrashKind } from './crash.js';
import type { ExamReason } from './exam.js';

/** A crash of a file, and what is known of it. */
export interface Finding {
  readonly kind: CrashKind;
  readonly title: string;
  readonly known: Known;
}

/** What a file holds that waits for its form. */
export interface Findings {
  readonly reason: ExamReason | undefined;
  readonly doubts: readonly ExamNote[];
  readonly crashes: readonly Finding[];
}
