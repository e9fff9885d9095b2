import type { SearchQuery } from './search-query.js';
import { fold } from './search-terms.js';

/** A title in pieces, in its order; `isMatch` is what the query asked for. */
export interface TitlePiece {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Marks where words begin with what was asked for, and Chinese characters and phrases anywhere. */
export function highlight(
  title: string,
  { terms, prefixes, phrases }: Pick<SearchQuery, 'terms' | 'prefixes' | 'phrases'>,
): readonly TitlePiece[] {
  const characters = Array.from(title);
  const folded = characters.map(foldOne);
  const marked = characters.map(() => false);
  for (const wanted of [...terms, ...prefixes, ...phrases])
    for (let start = 0; start < characters.length; start += 1) {
      if (!phrases.includes(wanted) && !mayBegin(characters, start)) continue;
      const length = lengthOf(folded, start, wanted);
      marked.fill(true, start, start + length);
    }
  return piecesOf(characters, marked);
}

/** A space keeps its place; everything else as the terms were folded. */
const foldOne = (character: string): string => (/\s/.test(character) ? ' ' : fold(character));

const IN_WORD = /[\p{L}\p{N}]/u;
const CAPITAL = /\p{Lu}/u;
const HAN = /\p{Script=Han}/u;

/** Chinese has no words; elsewhere a term begins a word or a hump of a name. */
function mayBegin(characters: readonly string[], place: number): boolean {
  const [before = ' ', here = ''] = [characters[place - 1], characters[place]];
  return HAN.test(here) || !IN_WORD.test(before) || HAN.test(before) || CAPITAL.test(here);
}

/** How many characters from `start` on spell the text, 0 when they do not; any joiner is a hyphen. */
function lengthOf(folded: readonly string[], start: number, text: string): number {
  let said = '';
  for (let place = start; place < folded.length && said.length < text.length; place += 1) {
    const next = folded[place] ?? '';
    said += /^[._$]$/.test(next) && text.charAt(said.length) === '-' ? '-' : next;
    if (!text.startsWith(said)) return 0;
    if (said.length === text.length) return place - start + 1;
  }
  return 0;
}

function piecesOf(characters: readonly string[], marked: readonly boolean[]): TitlePiece[] {
  const pieces: { text: string; isMatch: boolean }[] = [];
  for (const [place, character] of characters.entries()) {
    const isMatch = marked[place] ?? false;
    const last = pieces.at(-1);
    if (last?.isMatch === isMatch) last.text += character;
    else pieces.push({ text: character, isMatch });
  }
  return pieces;
}
