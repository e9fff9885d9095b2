/** A stored file to protect: whose names are its own, under which key, and where the copy goes. */
export interface CopyTask {
  readonly path: string;
  readonly names: readonly string[];
  readonly key: string;
  readonly copyPath: string;
}

export interface MadeCopy {
  readonly lines: number;
  /** Texts in it; none for a file without any. */
  readonly entries: number;
}

export type CopyState = 'waiting' | 'making' | 'made' | 'failed';

/**
 * The protected copy of one attachment: what everybody sees of it but its owner and named QA.
 * Remade from the stored file whenever the rules change.
 */
export interface Copy {
  /** `<report id>:<n>` */
  readonly id: string;
  readonly reportId: string;
  readonly n: number;
  readonly state: CopyState;
  /** Of the file it is made from. */
  readonly source: string;
  readonly unitId: string;
  readonly roundId: string;
  /** Of the copy's own bytes, which are in the vault of copies; null until it is made. */
  readonly sha256: string | null;
  readonly lines: number;
  /** Version of the rules that made it. */
  readonly rules: number;
  readonly attempts: number;
  readonly leaseUntil: Date | null;
}

export const copyId = (reportId: string, n: number): string => `${reportId}:${n}`;

/** How often a copy is begun before the file is given up: it may be what ends the process. */
export const COPY_ATTEMPTS = 3;
