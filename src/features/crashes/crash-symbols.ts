import {
  retraceFrames,
  symbolicateFrames,
  type BreakpadSymbols,
  type R8Mapping,
} from '../symbols/thread.js';
import type { CrashFacts, CrashFrame } from './crash.js';
import { MAX_FRAMES } from './detectors/detector.js';
import { isOurClass, isOurLibrary } from './frame-rules.js';

/** The symbols at hand for one crash. */
export interface SymbolsAtHand {
  readonly mapping: R8Mapping | undefined;
  /** By debug id. */
  readonly find: (debugId: string) => BreakpadSymbols | undefined;
}

/** An exception with the frames below it, as it was thrown or as it wrapped another. */
interface Trace {
  readonly exception?: string;
  readonly frames: readonly CrashFrame[];
}

/** A frame that a symbol file has named has yet to be told ours or not. */
type NamedFrame = CrashFrame | Omit<CrashFrame, 'inApp'>;

const isTold = (frame: NamedFrame): frame is CrashFrame => 'inApp' in frame;

const tell = (frame: NamedFrame, process: string | undefined): CrashFrame => {
  if (isTold(frame)) return frame;
  const isOurs =
    frame.pc === undefined ? isOurClass(frame.module, process) : isOurLibrary(frame.module);
  return { ...frame, inApp: isOurs };
};

function nameTrace(
  { exception, frames }: Trace,
  { mapping, find }: SymbolsAtHand,
  process: string | undefined,
): Trace {
  const trace = { ...(exception !== undefined && { exception }), frames };
  const java: { readonly exception?: string; readonly frames: readonly NamedFrame[] } = mapping
    ? retraceFrames(mapping, trace)
    : trace;
  const named: readonly NamedFrame[] = symbolicateFrames(java.frames, find);
  return { ...java, frames: named.slice(0, MAX_FRAMES).map((frame) => tell(frame, process)) };
}

/** The crash with the names of the source, as far as the symbols know them. */
export function nameFrames<Crash extends CrashFacts>(crash: Crash, symbols: SymbolsAtHand): Crash {
  const { process, exception, outerException, frames, outerFrames } = crash;
  const root = nameTrace(
    { ...(exception !== undefined && { exception }), frames },
    symbols,
    process,
  );
  const outerTrace = {
    ...(outerException !== undefined && { exception: outerException }),
    frames: outerFrames ?? [],
  };
  const outer = nameTrace(outerTrace, symbols, process);
  return {
    ...crash,
    ...root,
    ...(outer.exception !== undefined && { outerException: outer.exception }),
    ...(outerFrames && { outerFrames: outer.frames }),
  };
}
