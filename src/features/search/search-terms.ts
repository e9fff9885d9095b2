/**
 * What a text is found by. Latin script and every other script with spaces gives words, Chinese
 * gives bigrams: a word segmenter splits 闪退 and 重启 apart, two neighbours never miss them.
 */
export const MAX_TERM_LENGTH = 40;

const MARKS = /\p{M}+/gu;
/** Letters and digits with what joins them in names: `com.lanting.reader`, `R-1024`, `native_start`. */
const RUN = /[\p{L}\p{N}._$-]+/gu;
const HAN_RUN = /(\p{Script=Han}+)/u;
const HAN = /^\p{Script=Han}/u;
const JOINERS = /[._$-]+/;
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const DIGIT = /\p{N}/u;

/** Full-width forms and accents off; capitals stay, because they are where a name is split. */
const plain = (text: string): string => text.normalize('NFKD').replace(MARKS, '').normalize('NFKC');

/** How two texts are compared: plain, lower case, single spaces. */
export const fold = (text: string): string => plain(text).toLowerCase().replace(/\s+/g, ' ').trim();

export const clipTerm = (term: string): string => term.slice(0, MAX_TERM_LENGTH).toWellFormed();

/** A stretch of one script: `parts` of a joined name, or the characters of a Chinese run. */
export interface Stretch {
  readonly isHan: boolean;
  readonly parts: readonly string[];
}

/** The stretches of a text in its order, read lazily: who has enough terms stops. */
export function* stretchesOf(text: string): Generator<Stretch> {
  for (const [run] of plain(text).matchAll(RUN))
    for (const piece of run.split(HAN_RUN)) {
      const isHan = HAN.test(piece);
      const parts = isHan ? Array.from(piece) : piece.split(JOINERS).filter(Boolean);
      if (parts.length > 0) yield { isHan, parts };
    }
}

/** `MediaPlayer` is media, player and mediaplayer; `3.0.11` is 3-0-11 and its numbers. */
function wordTerms(parts: readonly string[]): string[] {
  const terms = parts.flatMap((part) => [part, ...part.split(CAMEL)]);
  return [...(parts.length > 1 ? [parts.join('-')] : []), ...terms].map(toTerm);
}

/** Neighbours, and the last one alone: every single character then begins a term. */
const hanTerms = (characters: readonly string[]): string[] =>
  characters.map((character, place) => character + (characters[place + 1] ?? ''));

const toTerm = (word: string): string => clipTerm(word.toLowerCase());

/** The different terms of the texts in their order, at most `limit` of them. */
export function termsOf(texts: Iterable<string>, limit: number): string[] {
  const terms = new Set<string>();
  for (const text of texts)
    for (const { isHan, parts } of stretchesOf(text))
      for (const term of isHan ? hanTerms(parts) : wordTerms(parts)) {
        if (terms.size >= limit) return [...terms];
        terms.add(term);
      }
  return [...terms];
}

/** What an entry must have to be found by the stretch: all of `terms`. */
export interface Wanted {
  readonly terms: readonly string[];
  /** Begins a term: one Chinese character. */
  readonly prefix?: string;
}

/**
 * A joined name with a digit in it is one thing (`R-1024`, `3.0.11`); any other is asked for by its
 * words, so that `MediaPlayer` also finds "media player".
 */
export function wantedOf({ isHan, parts }: Stretch): Wanted {
  if (isHan && parts.length === 1) return { terms: [], prefix: parts[0] ?? '' };
  if (isHan) return { terms: hanTerms(parts).slice(0, -1) };
  const isOneThing = parts.length > 1 && parts.some((part) => DIGIT.test(part));
  if (isOneThing) return { terms: [toTerm(parts.join('-'))] };
  return { terms: parts.flatMap((part) => part.split(CAMEL)).map(toTerm) };
}
