/** Codes below are ASCII, the only letters of words. */
export const ASCII = 128;

/** Never changed once it is made. */
export interface Automaton {
  /** Class of each byte; letters of both cases share one. */
  readonly classes: Uint8Array;
  /** Next state, times the number of classes, by state and class; negative where words end. */
  readonly next: Int32Array;
  /** By state: 0, or the place in `sets` of the words that end there. */
  readonly found: Int32Array;
  readonly sets: readonly (readonly number[])[];
  /** By place in the list: the word is a key and counts only before a sign. */
  readonly isKey: readonly boolean[];
}

/** At the end of a word: it counts only as the key of a value. */
export const KEY = '~';

/** All words at once (Aho and Corasick, 1975) as one table, so a character costs one look-up. */
export const createAutomaton = (list: readonly string[]): Automaton => {
  const isKey = list.map((word) => word.endsWith(KEY));
  const words = list.map((word, index) => (isKey[index] ? word.slice(0, -KEY.length) : word));
  const alphabet = [...new Set(words.join(''))];
  const width = alphabet.length + 1;
  const classes = new Uint8Array(256);
  alphabet.forEach((letter, index) => {
    classes[letter.charCodeAt(0)] = classes[letter.toUpperCase().charCodeAt(0)] = index + 1;
  });
  const capacity = 1 + words.reduce((sum, { length }) => sum + length, 0);
  const next = new Int32Array(capacity * width);
  const found = new Int32Array(capacity * width);
  const sets: (readonly number[])[] = [[]];
  let size = width;
  words.forEach((word, index) => {
    let state = 0;
    for (let at = 0; at < word.length; at += 1) {
      const step = state + classes[word.charCodeAt(at)]!;
      if (next[step] === 0) {
        next[step] = size;
        size += width;
      }
      state = next[step]!;
    }
    found[state] = sets.push([...sets[found[state]!]!, index]) - 1;
  });
  link({ next, found, sets, width });
  for (let step = 0; step < size; step += 1)
    if (found[next[step]!] !== 0) next[step] = -next[step]!;
  return { classes, next: next.subarray(0, size), found: found.subarray(0, size), sets, isKey };
};

interface Trie extends Pick<Automaton, 'next' | 'found'> {
  readonly sets: (readonly number[])[];
  readonly width: number;
}

/** Gives every missing step the step of the longest ending that is also a beginning. */
const link = ({ next, found, sets, width }: Trie): void => {
  const back = new Int32Array(next.length);
  const queue = [...next.subarray(0, width)].filter((state) => state !== 0);
  for (const state of queue) {
    const fallback = back[state]!;
    if (found[fallback] !== 0) {
      const both = [...sets[found[state]!]!, ...sets[found[fallback]!]!];
      found[state] = sets.push(both) - 1;
    }
    for (let kind = 0; kind < width; kind += 1) {
      const to = next[state + kind]!;
      if (to === 0) next[state + kind] = next[fallback + kind]!;
      else {
        back[to] = next[fallback + kind]!;
        queue.push(to);
      }
    }
  }
};
