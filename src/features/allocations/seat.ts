import {
  isSeating,
  quotasFor,
  roundPhase,
  seatsOfQuota,
  type Application,
  type Round,
} from '../rounds/index.js';
import type { Allocation } from './allocation.js';

/** What an allocation says about its seat. */
export type SeatUse = Pick<Allocation, 'seat' | 'open' | 'heldAt' | 'offeredById'>;

/** A seat that waits for somebody; `turn` counts how often the round's order has given it away. */
export interface FreeSeat {
  readonly seat: number;
  readonly turn: number;
}

/**
 * The seats to be given to the next in line, lowest first. A seat rolls down after an offer that
 * came to nothing; one that brought somebody a unit has done its work, and is not given away again
 * because the unit came back.
 */
export function seatsToFill(seats: number, uses: readonly SeatUse[]): FreeSeat[] {
  const taken = new Set<number>();
  const turns = new Map<number, number>();
  for (const { seat, open, heldAt, offeredById } of uses) {
    if (open || heldAt !== null) taken.add(seat);
    if (offeredById === null) turns.set(seat, (turns.get(seat) ?? 0) + 1);
  }
  return numbers(1, seats)
    .filter((seat) => !taken.has(seat))
    .map((seat) => ({ seat, turn: turns.get(seat) ?? 0 }));
}

/**
 * The id follows from the seat and its turn, so that processes that fill one seat at once ask for,
 * and offer it to, the same person.
 */
export const turnId = (roundId: string, { seat, turn }: FreeSeat): string =>
  `${roundId}-${seat}-${turn}`;

/** Seats that an admin may offer by hand: those of merit quotas, the applicant's own first. */
export function seatsByHand(
  round: Pick<Round, 'quotas' | 'spillsOver' | 'cohortQuestion'>,
  application: Pick<Application, 'city' | 'answers'>,
): number[] {
  const own = quotasFor(round, application);
  const others = round.spillsOver ? round.quotas.filter((quota) => !own.includes(quota)) : [];
  return [...own, ...others]
    .filter(({ mode }) => mode === 'merit')
    .flatMap(({ key }) => {
      const { first, last } = seatsOfQuota(round.quotas, key);
      return numbers(first, last);
    });
}

export const hasMeritSeats = ({ quotas }: Pick<Round, 'quotas'>): boolean =>
  quotas.some(({ mode }) => mode === 'merit');

/**
 * Why the application can't be offered a seat by hand, whatever seats are left: the code of a
 * refusal. Only merit seats are given by judgement; in the other modes nobody jumps the order.
 */
export function handRefusal(
  { state, personId }: Pick<Application, 'state' | 'personId'>,
  round: Round,
  barred: ReadonlySet<string>,
  now: Date,
): string | undefined {
  if (state === 'withdrawn') return 'allocations.application_withdrawn';
  if (state === 'set_aside') return 'allocations.application_set_aside';
  if (!isSeating(roundPhase(round, now))) return 'allocations.round_not_running';
  if (!hasMeritSeats(round)) return 'allocations.not_by_hand';
  return barred.has(personId) ? 'allocations.person_barred' : undefined;
}

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
