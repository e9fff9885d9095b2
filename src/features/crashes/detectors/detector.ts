import type { AppVersion, CrashFacts } from '../crash.js';
import type { LineHead } from '../log-line.js';

/** One message line of one stream of a log, without its logcat head. */
export interface LogLine {
  readonly text: string;
  /** In its entry, from 1. */
  readonly number: number;
  readonly head: LineHead | undefined;
}

/** What a detector knows of a crash; the scanner adds where it stood. */
export type CrashDraft = Omit<CrashFacts, 'entry'>;

export interface Finding {
  readonly draft: CrashDraft;
  /** False for a trace that may be a handled one; it counts only when a person pasted just that. */
  readonly isCertain: boolean;
}

/** Facts of a preamble (`pid: … >>> name <<<`) that belong to the trace printed after it. */
export interface Preamble {
  readonly process?: string;
  readonly app?: AppVersion;
  readonly pid?: number;
  readonly tid?: number;
  readonly thread?: string;
  readonly at?: string;
  /** Of the build, as the headers of a DropBox entry name it. */
  readonly fingerprint?: string;
}

/** What the lines before this one said; one object per entry, detectors may write to it. */
export interface ScanContext {
  /** Path of the text inside the archives; the names of DropBox files say what they hold. */
  readonly entry: string;
  /** The line before in the same stream. */
  readonly previous: string;
  /** Few lines so far and no crash in them: a trace may be all that a person pasted. */
  readonly mayPaste: boolean;
  preamble: Preamble;
  /** A thread dump was taken for an ANR already; the dumps of bystanders follow it. */
  hasThreadDump: boolean;
  /** A tombstone was read already; its other threads follow it. */
  hasTombstone: boolean;
}

/** A crash being read. */
export interface Section {
  /** False when the line is not a part of it any more. */
  take(line: LogLine): boolean;
  /** What was read, if it is a crash, or several that were told at once; called once. */
  finish(): Finding | readonly Finding[] | undefined;
  /** Its first line is all of it. */
  readonly isWhole?: boolean;
}

/** Recognises the first line of one kind of crash. A new format is a new entry in the list. */
export interface Detector {
  readonly name: string;
  /**
   * Texts of five characters or more of which one stands in every line that may open a section; in
   * a long log no other line is read.
   */
  readonly hints: readonly string[];
  /** The same for lines that count only near the beginning of a text, as people paste them. */
  readonly pasteHints?: readonly string[];
  open(line: LogLine, context: ScanContext): Section | undefined;
}

/** Drops undefined properties, so that facts are plain JSON. */
export const defined = <T extends object>(facts: {
  readonly [Key in keyof T]: T[Key] | undefined;
}): T => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;

export const clip = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

export const MAX_FRAMES = 100;
export const MAX_MESSAGE_CHARS = 1000;
