import { commitmentOf, hasMode, hashText, type Terms } from './draw.js';
import { decideListSlowly } from './draw-file.js';

export const DRAW_FORMAT = 'firstbatch-draw-1';

/** What stands beside the two tables: `draw.json`. */
export interface DrawFile {
  readonly format: typeof DRAW_FORMAT;
  readonly round: string;
  /** SHA-256 of the seed; empty in a round without a draw. */
  readonly commitment: string;
  readonly terms: Terms;
  readonly listed: number;
  readonly listHash: string;
  readonly beacon: { readonly value: string } | null;
  /** Null until the seats are decided, as is the hash of the result. */
  readonly seed: string | null;
  readonly resultHash: string | null;
}

export interface Published {
  readonly draw: DrawFile;
  readonly list: string;
  readonly result: string;
}

/** The first thing that is not as it should be, or nothing. */
export interface Difference {
  readonly what: 'not_decided' | 'commitment' | 'list_hash' | 'line' | 'result_hash';
  /** Of the list or the result, from 1; absent where there is none. */
  readonly line?: number;
  readonly expected: string;
  readonly found: string;
}

/**
 * Makes the selection again from the published files; yields how many rows are ranked so far. The
 * seed must be the one committed to, the list the one that was frozen, and every line of the result
 * the one that follows from them.
 * @throws UnreadableList
 */
export function* verifySlowly({
  draw,
  list,
  result,
}: Published): Generator<number, Difference | undefined> {
  const { seed, terms, resultHash } = draw;
  if (seed === null || resultHash === null)
    return { what: 'not_decided', expected: 'seed, resultHash', found: '' };
  const isDrawn = hasMode(terms, 'draw');
  const found = {
    commitment: isDrawn ? commitmentOf(seed) : '',
    list: hashText(list),
    result: hashText(result),
  };
  if (found.commitment !== draw.commitment)
    return { what: 'commitment', expected: draw.commitment, found: found.commitment };
  if (found.list !== draw.listHash)
    return { what: 'list_hash', expected: draw.listHash, found: found.list };
  const facts = { terms, seed, beacon: draw.beacon?.value ?? '' };
  const drawn = yield* decideListSlowly(list, facts);
  return (
    differentLine(drawn.result, result) ??
    (found.result === resultHash
      ? undefined
      : { what: 'result_hash', expected: resultHash, found: found.result })
  );
}

export function verify(published: Published): Difference | undefined {
  const work = verifySlowly(published);
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}

function differentLine(expected: string, found: string): Difference | undefined {
  if (expected === found) return undefined;
  const [ours, theirs] = [expected.split('\n'), found.split('\n')];
  const index = ours.findIndex((line, number) => line !== theirs[number]);
  const at = index < 0 ? ours.length : index;
  return { what: 'line', line: at + 1, expected: ours[at] ?? '', found: theirs[at] ?? '' };
}
