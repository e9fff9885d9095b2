import type { PersonalType } from '../features/redaction/personal-data.js';
import { createDigest } from '../features/redaction/pseudonyms.js';
import { createRedactor } from '../features/redaction/redactor.js';
import { protectFile } from './lens-file.js';

/** What a page asks for: a look at a file, or the file without what is personal. */
export interface LensRequest {
  readonly file: File;
  readonly isWriting: boolean;
}

/** How many values of a type stand in the file, and up to three of them with their middle hidden. */
export interface LensFinding {
  readonly type: PersonalType;
  readonly count: number;
  readonly samples: readonly string[];
}

export interface LensLook {
  readonly findings: readonly LensFinding[];
  /** Whether a part of it is no text, such as a protobuf tombstone, and is sent as it is. */
  readonly hasUnread: boolean;
}

export type LensAnswer =
  | { readonly kind: 'progress'; readonly bytes: number }
  | ({ readonly kind: 'looked' } & LensLook)
  | { readonly kind: 'replaced'; readonly file: Blob; readonly name: string }
  /** A file of another kind, or an archive that only the server can read. */
  | { readonly kind: 'unknown' };

const SAMPLES = 3;
const TELL_EVERY_MS = 100;
const key = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
  byte.toString(16).padStart(2, '0'),
).join('');
const digest = createDigest(key);

const masked = (value: string): string => {
  const shown = value.length < 8 ? 1 : 2;
  const letters = Array.from(value.slice(0, 40));
  return `${letters.slice(0, shown).join('')}•••${letters.length > 4 ? letters.slice(-shown).join('') : ''}`;
};

const createTally = () => {
  const found = new Map<PersonalType, { count: number; samples: Set<string> }>();
  return {
    add: (type: PersonalType, value: string): void => {
      const entry = found.get(type) ?? { count: 0, samples: new Set<string>() };
      entry.count += 1;
      if (entry.samples.size < SAMPLES) entry.samples.add(masked(value));
      found.set(type, entry);
    },
    findings: (): readonly LensFinding[] =>
      [...found].map(([type, { count, samples }]) => ({ type, count, samples: [...samples] })),
  };
};

const answer = (message: LensAnswer): void => {
  self.postMessage(message);
};

async function work({ file, isWriting }: LensRequest): Promise<void> {
  const tally = createTally();
  const redactorFor = () => createRedactor({ digest, onFound: tally.add });
  let bytes = 0;
  let toldAt = 0;
  let hasUnread = false;
  const onUnread = (): void => {
    hasUnread = true;
  };
  const onBytes = (more: number): void => {
    bytes += more;
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    answer({ kind: 'progress', bytes });
  };
  const name = redactorFor().name(file.name);
  const result = await protectFile(file, { redactorFor, onBytes, onUnread, isWriting });
  if (!result) answer({ kind: 'unknown' });
  else if (isWriting) answer({ kind: 'replaced', file: result, name });
  else answer({ kind: 'looked', findings: tally.findings(), hasUnread });
}

self.addEventListener('message', (event: MessageEvent<LensRequest>) => {
  work(event.data).catch(() => {
    answer({ kind: 'unknown' });
  });
});
