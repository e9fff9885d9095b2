import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { negativeLog } from './fixed-log.js';

/**
 * The selection itself. The server, the command and the browser all run this file, and it uses
 * nothing but whole numbers and hashes: docs/decisions/0007-draw.md says why it is fair.
 */

/** One applicant as the published list shows them. */
export interface ListRow {
  /** Pseudonym: lower-case hex. */
  readonly id: string;
  /** Whole; a draw never lets 0 win. */
  readonly weight: number;
  /** Whole; decides the quotas by merit. */
  readonly score: number;
  /** Keys of the quotas whose conditions hold, in declared order. */
  readonly quotas: readonly string[];
}

export interface TermsQuota {
  readonly key: string;
  readonly seats: number;
  /** Only `draw` and `merit` are decided here. */
  readonly mode: string;
}

/** What is to be given, frozen together with the list. */
export interface Terms {
  readonly quotas: readonly TermsQuota[];
  readonly spillsOver: boolean;
}

/** Everything the outcome follows from. */
export interface Lot {
  readonly rows: readonly ListRow[];
  readonly terms: Terms;
  /** SHA-256 of the published list, in hex. */
  readonly listHash: string;
  /** 32 bytes in hex; empty when no quota is drawn. */
  readonly seed: string;
  /** The public value; empty when no quota is drawn. */
  readonly beacon: string;
}

export interface Outcome {
  readonly id: string;
  /** Place in the order of the draw, from 1; 0 for who isn't in it. */
  readonly drawRank: number;
  /** Place in the order of merit, from 1; 0 when no quota goes by merit. */
  readonly meritRank: number;
  /** Empty for who waits. */
  readonly quota: string;
  /** The number of the seat in the whole round, from 1; 0 for who waits. */
  readonly seat: number;
}

/** Rows worked on between two reports of progress. */
const SLICE_ROWS = 250;

export const hashText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** The same for a text that comes in parts. */
export function createTextHash() {
  const hash = sha256.create();
  return {
    add(text: string) {
      hash.update(utf8ToBytes(text));
      return this;
    },
    hex: (): string => bytesToHex(hash.digest()),
  };
}

/** What is published before the round opens: SHA-256 over the 32 bytes of the seed, in hex. */
export const commitmentOf = (seed: string): string => bytesToHex(sha256(hexToBytes(seed)));

export const hasMode = ({ quotas }: Terms, mode: string): boolean =>
  quotas.some((quota) => quota.mode === mode);

/** Yields how many rows are ranked so far and returns the outcomes, in the order of the list. */
export function* decideSlowly(lot: Lot): Generator<number, readonly Outcome[]> {
  const byMerit = hasMode(lot.terms, 'merit') ? yield* meritOrder(lot) : [];
  const byDraw = hasMode(lot.terms, 'draw') ? yield* drawOrder(lot) : [];
  const seats = seatPeople(lot, byMerit, byDraw);
  const [meritRanks, drawRanks] = [ranksOf(lot, byMerit), ranksOf(lot, byDraw)];
  return lot.rows.map(({ id }, index) => ({
    id,
    drawRank: drawRanks[index] ?? 0,
    meritRank: meritRanks[index] ?? 0,
    quota: seats[index]?.key ?? '',
    seat: seats[index]?.number ?? 0,
  }));
}

export function decide(lot: Lot): readonly Outcome[] {
  const work = decideSlowly(lot);
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}

/** Row numbers, the luckiest first: ascending −ln(u) / weight, which is descending u^(1/weight). */
function* drawOrder({ rows, listHash, seed, beacon }: Lot): Generator<number, readonly number[]> {
  const keyed = hmac.create(sha256, hexToBytes(seed)).update(utf8ToBytes(`${listHash}|${beacon}|`));
  const drawn: Drawn[] = [];
  for (const [index, { id, weight }] of rows.entries()) {
    if (index % SLICE_ROWS === 0) yield index;
    if (weight === 0) continue;
    const hash = keyed.clone().update(utf8ToBytes(id)).digest();
    const key = negativeLog(hash) / BigInt(weight);
    drawn.push({ index, id, key, rounded: Number(key) });
  }
  drawn.sort((a, b) => a.rounded - b.rounded || compare(a.key, b.key) || compare(a.id, b.id));
  return drawn.map(({ index }) => index);
}

interface Drawn {
  readonly index: number;
  readonly id: string;
  readonly key: bigint;
  /** Rounding keeps the order, and plain numbers compare faster; equal ones ask the key. */
  readonly rounded: number;
}

/** Row numbers, the best first; equal scores by SHA-256(listHash|id), which nobody chooses. */
function* meritOrder({ rows, listHash }: Lot): Generator<number, readonly number[]> {
  const scored: { readonly index: number; readonly score: number; readonly tie: string }[] = [];
  for (const [index, { id, score }] of rows.entries()) {
    if (index % SLICE_ROWS === 0) yield index;
    scored.push({ index, score, tie: hashText(`${listHash}|${id}`) });
  }
  scored.sort((a, b) => b.score - a.score || compare(a.tie, b.tie));
  return scored.map(({ index }) => index);
}

interface Seat {
  readonly key: string;
  readonly number: number;
}

interface OpenQuota extends TermsQuota {
  /** The number of its next free seat. */
  next: number;
  last: number;
}

/** By merit first, from the best; then the draw; then, if seats spill over, whoever comes next. */
function seatPeople(
  { rows, terms }: Lot,
  byMerit: readonly number[],
  byDraw: readonly number[],
): readonly (Seat | undefined)[] {
  const open = openQuotas(terms);
  const seats: (Seat | undefined)[] = [];
  const seat = (index: number, quota: OpenQuota | undefined): void => {
    if (!quota || seats[index]) return;
    seats[index] = { key: quota.key, number: quota.next };
    quota.next += 1;
  };
  const orders = { merit: byMerit, draw: byDraw };
  for (const mode of ['merit', 'draw'] as const)
    for (const index of orders[mode]) seat(index, firstOpen(open, mode, rows[index]));
  if (terms.spillsOver)
    for (const quota of open)
      for (const index of quota.mode === 'merit' ? byMerit : byDraw)
        if (quota.next <= quota.last && isDecidedHere(quota)) seat(index, quota);
  return seats;
}

const isDecidedHere = ({ mode }: TermsQuota): boolean => mode === 'merit' || mode === 'draw';

function openQuotas({ quotas }: Terms): OpenQuota[] {
  let last = 0;
  return quotas.map((quota) => {
    const next = last + 1;
    last += quota.seats;
    return { ...quota, next, last };
  });
}

const firstOpen = (
  open: readonly OpenQuota[],
  mode: string,
  row: ListRow | undefined,
): OpenQuota | undefined =>
  open.find(
    (quota) =>
      quota.mode === mode && quota.next <= quota.last && row?.quotas.includes(quota.key) === true,
  );

/** By row number: the place in that order, from 1, or nothing. */
function ranksOf({ rows }: Lot, order: readonly number[]): readonly number[] {
  const ranks = new Array<number>(rows.length).fill(0);
  for (const [place, index] of order.entries()) ranks[index] = place + 1;
  return ranks;
}

const compare = <Value extends bigint | string>(a: Value, b: Value): number =>
  a < b ? -1 : a > b ? 1 : 0;
