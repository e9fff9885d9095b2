import type { PersonalType } from './personal-data.js';

const MAX_LEARNT = 64;
/** No value is shorter, in bytes. */
const SHORTEST = 6;
const TABLE_SIZE = 4096;
const encoder = new TextEncoder();

const isAscii = (word: string): boolean => /^[\x20-\x7e]+$/.test(word);

/** Telling enough to be looked for without its key: no common word, no small number. */
const isTelling = (type: PersonalType, value: string): boolean => {
  if (/\p{Script=Han}/u.test(value)) return value.length >= 2;
  if (value.length < SHORTEST || !isAscii(value) || value.includes('[')) return false;
  return /\d/.test(value) ? !/^\d{1,7}$/.test(value) : type === 'NAME' && / /.test(value);
};

const startsWith = (bytes: Uint8Array, from: number, value: Uint8Array): boolean => {
  for (let at = 0; at < value.length; at += 1) if (bytes[from + at] !== value[at]) return false;
  return true;
};

/** Two bytes to a place in a table that stays in the processor's cache. */
const slotOf = (first: number, second: number): number =>
  ((first << 5) ^ second) & (TABLE_SIZE - 1);

export interface Learnt {
  readonly values: ReadonlyMap<string, PersonalType>;
  add(type: PersonalType, value: string): void;
  /** Whether one stands in the bytes from `start` to before `end`. */
  isIn(bytes: Uint8Array, start: number, end: number): boolean;
}

/**
 * Values seen beside their key, to be found again without it, and the unit's own names. The search
 * is that of Wu and Manber: two bytes tell how far to go on, mostly as far as the shortest value is
 * long, and a value is added in the time of a few steps.
 */
export const createLearnt = (own: readonly string[]): Learnt => {
  const values = new Map<string, PersonalType>();
  const shifts = new Uint8Array(TABLE_SIZE).fill(SHORTEST - 1);
  const endings = new Map<number, Uint8Array[]>();

  const learn = (type: PersonalType, value: string): void => {
    if (values.has(value) || values.size >= MAX_LEARNT) return;
    const bytes = encoder.encode(value);
    if (bytes.length < SHORTEST) return;
    values.set(value, type);
    for (let at = 1; at < SHORTEST; at += 1) {
      const slot = slotOf(bytes[at - 1]!, bytes[at]!);
      shifts[slot] = Math.min(shifts[slot]!, SHORTEST - 1 - at);
      if (at === SHORTEST - 1) endings.set(slot, [...(endings.get(slot) ?? []), bytes]);
    }
  };
  for (const name of own) learn(/^\d{14,17}$/.test(name) ? 'IMEI' : 'SERIAL', name);

  return {
    values,
    add: (type, value) => {
      if (isTelling(type, value)) learn(type, value);
    },
    isIn: (bytes, start, end) => {
      if (values.size === 0) return false;
      for (let at = start + SHORTEST - 1; at < end;) {
        const slot = slotOf(bytes[at - 1]!, bytes[at]!);
        const from = at + 1 - SHORTEST;
        if (shifts[slot] === 0 && endings.get(slot)?.some((one) => startsWith(bytes, from, one)))
          return true;
        at += shifts[slot]! || 1;
      }
      return false;
    },
  };
};
