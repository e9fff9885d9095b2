import type { Language } from '../../kernel/people.js';
import type { ReportKind } from '../../features/reports/index.js';
import type { Packing } from '../log-files.js';

export type Engineer = 'guchen' | 'nora';

/** Day from today, time on the programme's wall, the fan's handle, the text, and the file's form. */
export type CrashTelling = readonly [
  day: number,
  time: string,
  fan: string,
  text: string,
  packing?: Packing,
];

/** Several reports of one thing, each with a log file, answered by one engineer. */
export interface Topic {
  readonly kind: ReportKind;
  readonly log: string;
  readonly by: Engineer;
  /** Taken in turn by reports of that language. */
  readonly answers: Readonly<Record<Language, readonly string[]>>;
  /** Key of the defect that the reports are linked to. */
  readonly defect?: string;
  readonly reports: readonly CrashTelling[];
}
