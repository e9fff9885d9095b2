import { sha256 } from '../../kernel/ids.js';
import type { Language } from '../../kernel/people.js';
import type { Attachment } from './attachment.js';
import type { ReportKind } from './report.js';

/** A file of the request that is being answered, on the vault's disk and not yet kept. */
export interface ArrivedFile extends Pick<Attachment, 'name' | 'size' | 'sha256'> {
  readonly path: string;
}

/** A report as its author sends it; a second one with the same key is the first. */
export interface NewReport {
  readonly clientKey: string;
  readonly unitRef: string;
  readonly kind: ReportKind;
  readonly text: string;
  readonly build: string;
  readonly happenedAt: string;
  readonly language: Language;
  /** Only for the engineer who takes it. */
  readonly isPrivate?: boolean;
  /** Ids of files that arrived before the form. */
  readonly staged: readonly string[];
  readonly files: readonly ArrivedFile[];
}

/**
 * The key of a form that may have been sent before, with those words: the same words are the same
 * form sent again. Other words, as by the browser's way back, would else be taken for sent.
 */
export const keyFor = (
  { key, text }: { readonly key: string; readonly text: string },
  sentBefore: string | undefined,
): string =>
  sentBefore === undefined || sentBefore === text ? key : sha256(`${key}\0${text}`).slice(0, 32);

/** News for whoever examines files. */
export interface AttachmentReceived {
  readonly reportId: string;
}

/** News that an author has sent a report, a file or a word. */
export interface AuthorWrote {
  readonly personId: string;
  readonly ref: string;
  readonly at: Date;
}

/** Where the bytes of such a file are. */
export interface StagedBytes {
  readonly sha256: string;
  readonly path: string;
}

/** A file that arrived before its form; kept by its person for a day. */
export interface StagedFile {
  readonly id: string;
  readonly personId: string;
  readonly clientKey: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}
