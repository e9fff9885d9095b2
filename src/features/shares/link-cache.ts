import type { Clock } from '../../kernel/clock.js';

const SIZE = 1_000;
const TTL_MS = 30_000;

/**
 * Remembers the last found values by key for half a minute, the least used go first. Callers that
 * ask for one key at once share one question; what was not found or failed is asked again.
 */
export function createCache<Value>(
  clock: Clock,
  find: (key: string) => Promise<Value | undefined>,
  size = SIZE,
): (key: string) => Promise<Value | undefined> {
  const entries = new Map<
    string,
    { readonly value: Promise<Value | undefined>; readonly until: number }
  >();

  function ask(key: string): Promise<Value | undefined> {
    const value = find(key);
    const forget = () => {
      if (entries.get(key)?.value === value) entries.delete(key);
    };
    value.then((found) => {
      if (found === undefined) forget();
    }, forget);
    return value;
  }

  return (key) => {
    const now = clock.now().getTime();
    const known = entries.get(key);
    const entry = known && known.until > now ? known : { value: ask(key), until: now + TTL_MS };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > size) entries.delete(entries.keys().next().value ?? key);
    return entry.value;
  };
}
