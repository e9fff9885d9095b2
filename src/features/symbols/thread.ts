/** The door for worker threads and commands: all that works without the database. */
export { createRetracer, retraceFrames, retraceText } from './retrace.js';
export { symbolicateFrames, symbolicateLine, symbolicateText } from './symbolicate.js';
export {
  createSymbolShelf,
  openSymbols,
  type OpenSymbols,
  type SymbolShelf,
} from './symbol-files.js';
export { HEAD_BYTES, identify, wantsOf, type SymbolKind, type SymbolRef } from './symbol.js';
export type { BreakpadSymbols } from './breakpad-symbols.js';
export type { R8Mapping } from './r8-mapping.js';
