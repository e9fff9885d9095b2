export type AttachmentState = 'received' | 'examining' | 'examined' | 'partial' | 'unreadable';

/** A file of a report, numbered from 1 for ever; the bytes are in the vault under their hash. */
export interface Attachment {
  readonly n: number;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly state: AttachmentState;
  /** Why it could not be read to its end: a translation key's code. */
  readonly reason: string | null;
  readonly warnings: readonly ExamNote[];
  readonly crashes: readonly CrashSummary[];
  /** What the file says of the phone; null before its exam and where it says nothing. */
  readonly phone: PhoneFacts | null;
  /** What of that does not fit the unit and build of the report. */
  readonly doubts: readonly ExamNote[];
  /** How often its exam was begun. */
  readonly attempts: number;
  /** Until when the examiner that claimed it may work on it. */
  readonly leaseUntil: Date | null;
}

export interface ExamNote {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A phone by its log, never which one it is. `fingerprint` and `build` as Android writes them. */
export interface PhoneFacts {
  readonly fingerprint?: string | undefined;
  readonly brand?: string | undefined;
  readonly model?: string | undefined;
  readonly marketName?: string | undefined;
  readonly device?: string | undefined;
  readonly androidVersion?: string | undefined;
  readonly romVersion?: string | undefined;
  readonly build?: string | undefined;
  readonly kernel?: string | undefined;
  readonly uptimeSeconds?: number | undefined;
}

/** One crash of an attachment, as the report shows it. */
export interface CrashSummary {
  readonly kind: string;
  readonly title: string;
  readonly key: string;
  readonly groupRef: string | null;
  readonly line: number;
  readonly entry: string;
}

/** A fresh attachment that nobody has looked into. */
export const receivedAttachment = (
  n: number,
  file: Pick<Attachment, 'name' | 'size' | 'sha256'>,
): Attachment => ({
  n,
  name: file.name,
  size: file.size,
  sha256: file.sha256,
  state: 'received',
  reason: null,
  warnings: [],
  crashes: [],
  phone: null,
  doubts: [],
  attempts: 0,
  leaseUntil: null,
});
