import type { Redactor } from '../redaction/index.js';
import type { CrashFacts, DeviceFacts } from './crash.js';

/** What the log says of the phone is asked for by name; a stranger's value may still hold a person's. */
export const protectDevice = (device: DeviceFacts, redactor: Redactor): DeviceFacts =>
  Object.fromEntries(
    Object.entries(device).map(([fact, value]) => [
      fact,
      typeof value === 'string' ? redactor.words(value) : value,
    ]),
  );

/**
 * The crash as others than its owner may see it. Frames stay: they name code. Keys are computed from
 * this, and as a template masks every pseudonym, the redactor's key does not show in them.
 */
export const protectFacts = (facts: CrashFacts, redactor: Redactor): CrashFacts => ({
  ...facts,
  ...(facts.message !== undefined && { message: redactor.words(facts.message) }),
  ...(facts.thread !== undefined && { thread: redactor.words(facts.thread) }),
  entry: redactor.path(facts.entry),
  device: protectDevice(facts.device, redactor),
});
