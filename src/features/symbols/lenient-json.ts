/** What the comments of a mapping file hold; objects have no prototype. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

const MAX_DEPTH = 8;
const BARE = /[\w.+-]{1,200}/y;
const BLANK = /\s*/y;

const bareValue = (word: string): Json => {
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  return /^-?\d{1,15}$/.test(word) ? Number(word) : word;
};

class Malformed extends Error {}

/**
 * Reads JSON as R8 writes and reads it: names without quotes and single quotes are allowed.
 * Undefined for anything that is not one whole object.
 */
export function parseLenientJson(text: string): JsonObject | undefined {
  let at = 0;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const peek = (): string => {
    match(BLANK);
    return text[at] ?? '';
  };
  const takes = (sign: string): boolean => {
    if (peek() !== sign) return false;
    at += 1;
    return true;
  };
  const expect = (sign: string): void => {
    if (!takes(sign)) throw new Malformed();
  };
  const quoted = (quote: string): string => {
    let value = '';
    for (at += 1; at < text.length; at += 1) {
      const sign = text[at];
      if (sign === quote) {
        at += 1;
        return value;
      }
      if (sign === '\\') at += 1;
      value += text[at] ?? '';
    }
    throw new Malformed();
  };
  const word = (): string => {
    const sign = peek();
    if (sign === '"' || sign === "'") return quoted(sign);
    const bare = match(BARE);
    if (bare === '') throw new Malformed();
    return bare;
  };
  const list = (depth: number): readonly Json[] => {
    const items: Json[] = [];
    if (takes(']')) return items;
    do items.push(value(depth));
    while (takes(','));
    expect(']');
    return items;
  };
  const object = (depth: number): JsonObject => {
    const fields = Object.create(null) as Record<string, Json>;
    if (takes('}')) return fields;
    do {
      const name = word();
      expect(':');
      fields[name] = value(depth);
    } while (takes(','));
    expect('}');
    return fields;
  };
  const value = (depth: number): Json => {
    if (depth > MAX_DEPTH) throw new Malformed();
    if (takes('{')) return object(depth + 1);
    if (takes('[')) return list(depth + 1);
    const isQuoted = /["']/.test(peek());
    const bare = word();
    return isQuoted ? bare : bareValue(bare);
  };

  try {
    expect('{');
    const parsed = object(0);
    return peek() === '' ? parsed : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

export const JSON_PATTERNS: readonly RegExp[] = [BARE, BLANK];
