import type { ClaimAnswer } from './claim-load.js';

/** A stored claim, as far as it is checked. */
export interface StoredPlace {
  readonly personId: string;
  readonly place: number;
}

/** What must all be zero. */
export interface Faults {
  readonly oversold: number;
  readonly undersold: number;
  readonly twice: number;
  /** Answers that the store does not bear out. */
  readonly untrue: number;
}

/**
 * Holds every answer against what is stored. `people[n]` is whose ticket got `answers[n]`.
 * `places`: seats and waitlist together.
 */
export function faultsOf(
  round: { readonly seats: number; readonly places: number },
  people: readonly string[],
  answers: readonly ClaimAnswer[],
  stored: readonly StoredPlace[],
): Faults {
  const crowd = new Set(people).size;
  const seated = stored.filter(({ place }) => place <= round.seats);
  const placeOf = new Map(stored.map(({ personId, place }) => [personId, place]));
  const isTrue = ({ status, outcome, number }: ClaimAnswer, n: number): boolean => {
    const place = placeOf.get(people[n] ?? '');
    if (status !== 200) return false;
    if (outcome === 'sold_out') return place === undefined && stored.length === round.places;
    return place === (outcome === 'seat' ? number : round.seats + number);
  };
  return {
    oversold: Math.max(
      0,
      seated.length - round.seats,
      new Set(placesOf(stored)).size - round.places,
    ),
    undersold: Math.max(0, Math.min(round.seats, crowd) - new Set(placesOf(seated)).size),
    twice: stored.length - placeOf.size + (stored.length - new Set(placesOf(stored)).size),
    untrue: answers.filter((answer, n) => !isTrue(answer, n)).length,
  };
}

const placesOf = (stored: readonly StoredPlace[]): number[] => stored.map(({ place }) => place);
