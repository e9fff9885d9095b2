import { hash, verify } from '@node-rs/argon2';
import { createSemaphore } from '../../kernel/semaphore.js';

/** argon2id with OWASP's parameters: 19 MiB, two passes, one lane; about 20 ms a hash. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes of a password nobody has, so that an unknown e-mail costs the same time as a known one. */
const NOBODY = hash(crypto.randomUUID(), COST);

export interface Passwords {
  hash(password: string): Promise<string>;
  /** False too for an unknown person (no hash) and for a hash that can't be read. */
  matches(passwordHash: string | undefined, password: string): Promise<boolean>;
}

/** Few at a time: hashing is meant to be dear, and two cores also have pages to serve. */
export function createPasswords(): Passwords {
  const limited = createSemaphore({ running: 4, waiting: 50 });
  return {
    hash: (password) => limited(() => hash(password, COST)),
    matches: (passwordHash, password) =>
      limited(async () => {
        const isMatch = await verify(passwordHash ?? (await NOBODY), password).catch(() => false);
        return isMatch && passwordHash !== undefined;
      }),
  };
}
