import type { CrashFacts, CrashFrame, CrashKind } from './crash.js';
import { isPlaceless, ownerOf } from './crash-signature.js';
import { isManagedGlue, isNativeGlue, normaliseManaged, normaliseNative } from './frame-rules.js';
import { messageSubjects, messageTemplate, messageWords } from './message-template.js';

/** Deeper frames are how the thread got there: the same for many. */
const MAX_FRAMES = 30;

/** A frame in its normal form: what two crashes may have in common. */
export interface ShapeFrame {
  readonly name: string;
  readonly isOurs: boolean;
}

/** What of a crash is compared; plain data, made once and kept with the variant it stands for. */
export interface CrashShape {
  /** Only crashes with one gate are compared: the kind, and the root type or signal. */
  readonly gate: string;
  readonly frames: readonly ShapeFrame[];
  /** Code that the message names: other names are another cause, none says nothing. */
  readonly subjects: readonly string[];
  readonly words: readonly string[];
}

/** Each frame once, at its first place: a recursion says where it is, not how often. */
const collapse = (frames: readonly ShapeFrame[]): readonly ShapeFrame[] => {
  const seen = new Set<string>();
  return frames.filter(({ name }) => !seen.has(name) && seen.add(name));
};

const managed = (frames: readonly CrashFrame[]): readonly ShapeFrame[] =>
  collapse(
    frames
      .filter((frame) => !isManagedGlue(frame))
      .map((frame) => ({ name: normaliseManaged(frame), isOurs: frame.inApp })),
  );

const native = (frames: readonly CrashFrame[]): readonly ShapeFrame[] =>
  collapse(
    frames
      .filter((frame) => !isNativeGlue(frame))
      .map((frame) => ({ name: normaliseNative(frame), isOurs: frame.inApp })),
  );

const isIdle = ({ frames }: CrashFacts): boolean => frames[0]?.function === 'nativePollOnce';

interface ShapeKind {
  readonly gate: (crash: CrashFacts) => string;
  readonly frames: (crash: CrashFacts) => readonly ShapeFrame[];
}

/** Kinds that are compared by their frames; the others have exact keys only. */
const SHAPES: Readonly<Partial<Record<CrashKind, ShapeKind>>> = {
  java: {
    gate: (crash) => [crash.exception ?? '', ...ownerOf(crash)].join(' '),
    frames: ({ frames }) => managed(frames),
  },
  native: {
    gate: ({ signal, message }) =>
      signal === 'SIGABRT' ? `abort ${messageTemplate(message ?? '')}` : (signal ?? ''),
    frames: ({ frames }) => native(frames),
  },
  anr: {
    gate: ({ process }) => process ?? '',
    frames: (crash) =>
      isIdle(crash)
        ? []
        : crash.frames.every(({ pc }) => pc === undefined)
          ? managed(crash.frames)
          : native(crash.frames),
  },
  sanitizer: { gate: ({ exception }) => exception ?? '', frames: ({ frames }) => native(frames) },
};

/** The comparable side of a crash; undefined for a kind or a crash without telling frames. */
export const shapeOf = (crash: CrashFacts): CrashShape | undefined => {
  const shape = SHAPES[crash.kind];
  const frames = shape?.frames(crash).slice(0, MAX_FRAMES) ?? [];
  if (!shape || frames.length === 0 || isPlaceless(crash)) return undefined;
  return {
    gate: `${crash.kind} ${shape.gate(crash)}`,
    frames,
    subjects: messageSubjects(crash.message ?? ''),
    words: messageWords(crash.message ?? ''),
  };
};
