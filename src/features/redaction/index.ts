export { PERSONAL_TYPES, type Digest, type PersonalType } from './personal-data.js';
export type { CopyEntry } from './protected-copy.js';
export { openCopy, type ProtectedCopy } from './protected-copy-reader.js';
export { createCopyWriter, type CopyWriter } from './protected-copy-writer.js';
export { protectName } from './file-names.js';
export { roundKey } from './round-key.js';
export { createDigest } from './pseudonyms.js';
export { createRedactor, type Redactor, type RedactorOptions } from './redactor.js';
export { REDACTION_VERSION } from './rules/all.js';
