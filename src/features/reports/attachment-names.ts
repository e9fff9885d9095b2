import { isSealed, seal, unseal } from '../../kernel/sealed.js';
import { createDigest, protectName, roundKey } from '../redaction/index.js';

const PURPOSE = 'attachment names';

export type AttachmentNames = ReturnType<typeof createAttachmentNames>;

/**
 * Names of files as they are stored and shown. What a person called a file may name somebody, so the
 * store holds it sealed, its owner reads it, and everybody else sees a pseudonym.
 */
export const createAttachmentNames = (secret: string) => {
  const forOwner = (stored: string): string =>
    isSealed(stored) ? (unseal(secret, PURPOSE, stored) ?? '') : stored;
  return {
    /** As it is stored; the names that phones and tools give stay as they are. */
    forStore: (name: string): string =>
      protectName(name, () => '') === name && !isSealed(name) ? name : seal(secret, PURPOSE, name),
    forOwner,
    forOthers: (stored: string, roundId: string): string =>
      protectName(forOwner(stored), createDigest(roundKey(secret, roundId))),
  };
};
