/** The door for worker threads and commands: all that works without the database. */
export { createRetracer, retraceFrames, retraceText } from './retrace.js';
export { symbolicateFrames, symbolicateLine, symbolicateText } from './symbolicate.js';
export {
  createSymbolShelf,
  openSymbols,
  type OpenSymbols,
  type SymbolShelf,
} from './symbol-files.js';
export { HEAD_BYTES, identify, wantsOf, type SymbolKind } from './symbol.js';
