export { PERSONAL_TYPES, type Digest, type PersonalType } from './personal-data.js';
export { createDigest } from './pseudonyms.js';
export { createRedactor, type Redactor, type RedactorOptions } from './redactor.js';
export { REDACTION_VERSION } from './rules/all.js';
