import { decideSlowly, hashText, type ListRow, type Outcome, type Terms } from './draw.js';

/**
 * The published files. Lines end with LF, no cell needs quotes, and rows stand in the order of
 * their ids, so that equal contents are equal bytes.
 */
const LIST_HEAD = 'id,weight,score,quotas';
const RESULT_HEAD = 'id,draw_rank,merit_rank,quota,seat';

const ROW =
  /^([0-9a-f]{8,64}),(0|[1-9]\d{0,8}),(0|-?[1-9]\d{0,8}),((?:[a-z0-9-]+(?: [a-z0-9-]+)*)?)$/;

export const listHead = `${LIST_HEAD}\n`;
export const listLine = ({ id, weight, score, quotas }: ListRow): string =>
  `${id},${weight},${score},${quotas.join(' ')}\n`;

export const resultHead = `${RESULT_HEAD}\n`;
export const resultLine = ({ id, drawRank, meritRank, quota, seat }: Outcome): string =>
  `${id},${drawRank || ''},${meritRank || ''},${quota},${seat || ''}\n`;

const OUTCOME = /^([0-9a-f]{8,64}),(\d{0,9}),(\d{0,9}),([a-z0-9-]*),(\d{0,9})$/;

/** The lines of a result file of our own making, without its head. */
export function* readResult(text: string): Generator<Outcome> {
  for (const line of text.slice(resultHead.length).split('\n')) {
    const [, id, drawRank, meritRank, quota = '', seat] = OUTCOME.exec(line) ?? [];
    if (!id) continue;
    yield {
      id,
      drawRank: Number(drawRank),
      meritRank: Number(meritRank),
      quota,
      seat: Number(seat),
    };
  }
}

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

export const listText = (rows: readonly ListRow[]): string =>
  listHead + rows.toSorted(byId).map(listLine).join('');

/** A line of a list that is not as this program writes it; lines count from 1. */
export class UnreadableList extends Error {
  readonly line: number;
  constructor(line: number) {
    super(`line ${line} of the list can't be read`);
    this.name = 'UnreadableList';
    this.line = line;
  }
}

/** @throws UnreadableList when a line is malformed, out of order or there twice. */
export function readList(text: string): readonly ListRow[] {
  const lines = text.split('\n');
  if (lines[0] !== LIST_HEAD) throw new UnreadableList(1);
  if (lines.at(-1) !== '') throw new UnreadableList(lines.length);
  let last = '';
  // A list has many rows and few sets of quotas.
  const sets = new Map<string, readonly string[]>();
  return lines.slice(1, -1).map((line, index) => {
    const [, id = '', weight, score, quotas = ''] = ROW.exec(line) ?? [];
    if (id <= last) throw new UnreadableList(index + 2);
    last = id;
    const set = sets.get(quotas) ?? (quotas === '' ? [] : quotas.split(' '));
    sets.set(quotas, set);
    return { id, weight: Number(weight), score: Number(score), quotas: set };
  });
}

/** What the outcome of a list follows from, besides the list. */
export interface DrawFacts {
  readonly terms: Terms;
  readonly seed: string;
  readonly beacon: string;
}

export interface DrawnList {
  readonly listHash: string;
  readonly outcomes: readonly Outcome[];
  /** The result file. */
  readonly result: string;
  readonly resultHash: string;
}

/** Decides a published list; yields how many rows are ranked so far. */
export function* decideListSlowly(
  list: string,
  { terms, seed, beacon }: DrawFacts,
): Generator<number, DrawnList> {
  const rows = readList(list);
  const listHash = hashText(list);
  const outcomes = yield* decideSlowly({ rows, terms, listHash, seed, beacon });
  const result = resultHead + outcomes.map(resultLine).join('');
  return { listHash, outcomes, result, resultHash: hashText(result) };
}

export function decideList(list: string, facts: DrawFacts): DrawnList {
  const work = decideListSlowly(list, facts);
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}
