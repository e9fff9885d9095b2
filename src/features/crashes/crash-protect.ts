import type { Redactor } from '../redaction/index.js';
import type { CrashFacts } from './crash.js';

/**
 * The crash as others than its owner may see it. Frames stay: they name code. Keys are computed from
 * this, and as a template masks every pseudonym, the redactor's key does not show in them.
 */
export const protectFacts = (facts: CrashFacts, redactor: Redactor): CrashFacts => ({
  ...facts,
  ...(facts.message !== undefined && { message: redactor.words(facts.message) }),
  ...(facts.thread !== undefined && { thread: redactor.words(facts.thread) }),
  entry: redactor.path(facts.entry),
});
