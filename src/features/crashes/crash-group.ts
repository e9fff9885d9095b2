import type { CrashFrame, CrashKind, FoundCrash } from './crash.js';
import { crashKeys, signatureParts } from './crash-signature.js';
import type { GroupStep } from './group-step.js';

/** Seen again in a build that has the fix. */
export interface Regression {
  readonly defectId: string;
  readonly defectRef: string;
  readonly fixBuild: string;
  /** The build it was seen in, and the report that says so. */
  readonly build: string;
  readonly reportId: string;
  readonly at: Date;
}

/** Crashes of one cause, whatever phone or build they come from. */
export interface CrashGroup {
  readonly id: string;
  /** `G-88` */
  readonly ref: string;
  /** The first of the keys that lead to it (`group-key.ts`). */
  readonly key: string;
  readonly kind: CrashKind;
  readonly title: string;
  readonly process: string | null;
  /** What the key was made of, as the rules of its version saw it: why the crashes are together. */
  readonly parts: readonly string[];
  /** When the first and the last report with such a crash came in. */
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly crashCount: number;
  readonly unitCount: number;
  readonly builds: readonly string[];
  /** The group that stands for it; its own crashes and keys stay with it, so that it can be undone. */
  readonly mergedInto: string | null;
  readonly splitFrom: string | null;
  /** Only its own keys lead into it. */
  readonly isLocked: boolean;
  /** Groups that somebody said are not the same; either of the two may say it. */
  readonly apart: readonly string[];
  readonly steps: readonly GroupStep[];
  /** Raised whenever crashes leave it or come to it at once: counts of an earlier one are void. */
  readonly epoch: number;
  readonly regression: Regression | null;
  /** Crashes came since it was last held against the fixes of its defects. */
  readonly isDue: boolean;
  /** Of whatever the group shows: who keeps something made of groups follows this. */
  readonly updatedAt: Date;
}

/** One crash of one attachment, kept with everything an engineer reads. */
export interface Crash {
  readonly id: string;
  /** Where its key led; the group may have been merged into another since. */
  readonly groupId: string;
  readonly reportId: string;
  /** Number of the attachment in its report. */
  readonly n: number;
  /** Place among the crashes of the attachment, from 0. */
  readonly index: number;
  readonly key: string;
  /** All that lead to its group, `key` first, and those that symbols gave it later. */
  readonly keys: readonly string[];
  /** Names of the symbol files that would say more of it. */
  readonly wants: readonly string[];
  readonly kind: CrashKind;
  readonly title: string;
  readonly process: string | null;
  readonly thread: string | null;
  readonly exception: string | null;
  readonly outerException: string | null;
  readonly message: string | null;
  readonly signal: string | null;
  readonly component: string | null;
  readonly frames: readonly CrashFrame[];
  readonly outerFrames: readonly CrashFrame[];
  readonly parts: readonly string[];
  readonly entry: string;
  readonly line: number;
  readonly unitId: string;
  readonly modelCode: string;
  /** The build that the log names, else the one the report names. */
  readonly build: string | null;
  /** The model as the log names it. */
  readonly device: string | null;
  readonly seenAt: Date;
}

export type NewCrash = Omit<Crash, 'groupId'>;

/** A crash with the names of the source, and the symbol files it still waits for. */
export interface NamedCrash {
  readonly crash: FoundCrash;
  readonly wants: readonly string[];
}

/** Where the crashes of an attachment come from. */
export interface CrashOrigin {
  readonly reportId: string;
  readonly n: number;
  readonly unitId: string;
  readonly modelCode: string;
  readonly build: string | null;
  /** When the report came in. */
  readonly createdAt: Date;
}

/** The crash as it is stored; `id` is made by the caller. */
export const toCrash = (
  id: string,
  { crash: found, wants }: NamedCrash,
  index: number,
  origin: CrashOrigin,
): NewCrash => ({
  id,
  reportId: origin.reportId,
  n: origin.n,
  index,
  key: found.key,
  keys: crashKeys(found),
  wants,
  kind: found.kind,
  title: found.title,
  process: found.process ?? null,
  thread: found.thread ?? null,
  exception: found.exception ?? null,
  outerException: found.outerException ?? null,
  message: found.message ?? null,
  signal: found.signal ?? null,
  component: found.component ?? null,
  frames: found.frames,
  outerFrames: found.outerFrames ?? [],
  parts: signatureParts(found),
  entry: found.entry,
  line: found.line,
  unitId: origin.unitId,
  modelCode: origin.modelCode,
  build: found.device.build ?? origin.build,
  device: found.device.model ?? null,
  seenAt: origin.createdAt,
});

/** What a stored crash was found as, as far as its key and title go. */
export const toFound = (crash: NewCrash): FoundCrash => ({
  ...{ kind: crash.kind, key: crash.key, title: crash.title },
  ...{ entry: crash.entry, line: crash.line, lastLine: crash.line, device: {} },
  ...(crash.process !== null && { process: crash.process }),
  ...(crash.exception !== null && { exception: crash.exception }),
  ...(crash.outerException !== null && { outerException: crash.outerException }),
  ...(crash.message !== null && { message: crash.message }),
  ...(crash.signal !== null && { signal: crash.signal }),
  ...(crash.component !== null && { component: crash.component }),
  frames: crash.frames,
  ...(crash.outerFrames.length > 0 && { outerFrames: crash.outerFrames }),
});

/** How often an exam is begun before the file is given up: it may be what ends the process. */
export const EXAM_ATTEMPTS = 3;

/** One sentence of the reason for a group, completing the key `crashes.why.<kind>`. */
export interface KeyPart {
  readonly kind:
    | 'type'
    | 'frame'
    | 'framework'
    | 'outer'
    | 'cycle'
    | 'process'
    | 'message'
    | 'signal'
    | 'abort'
    | 'reason'
    | 'holder'
    | 'component';
  readonly value: string;
}

const FIRST: Readonly<Record<CrashKind, KeyPart['kind']>> = {
  java: 'type',
  native: 'signal',
  anr: 'reason',
  sanitizer: 'type',
  check: 'message',
  linker: 'message',
  kernel: 'type',
  watchdog: 'type',
  reboot: 'type',
};

const MARKS: Readonly<Record<string, KeyPart['kind']>> = {
  '!fw': 'framework',
  '!outer': 'outer',
  '!cycle': 'cycle',
  '!about': 'message',
};
const PROCESS = 'process:';

/**
 * Reads the parts of a key (`signatureParts`: the kind, what happened, where) as facts that a page
 * can put into words. A mark says what the parts after it are.
 */
export function readKeyParts([kind, ...parts]: readonly string[]): readonly KeyPart[] {
  const facts: KeyPart[] = [];
  let place: KeyPart['kind'] = 'frame';
  for (const [index, value] of parts.entries()) {
    const mark = MARKS[value];
    if (mark) place = mark;
    else if (value !== '') facts.push(readPart(kind as CrashKind, index, value, place, parts));
  }
  return facts;
}

function readPart(
  kind: CrashKind,
  index: number,
  value: string,
  place: KeyPart['kind'],
  parts: readonly string[],
): KeyPart {
  if (value.startsWith(PROCESS)) return { kind: 'process', value: value.slice(PROCESS.length) };
  if (value.startsWith('!')) return { kind: 'holder', value: value.slice(1) };
  if (kind === 'native' && parts[0] === 'abort' && index < 2)
    return { kind: index === 0 ? 'abort' : 'message', value };
  if (index === 0) return { kind: FIRST[kind], value };
  return { kind: place, value };
}
