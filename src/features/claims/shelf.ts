/** The places of one quota, from 1 on, as one process knows them. */
export interface Shelf {
  /** The place is somebody's for good: a write that was journalled says so. */
  settle(place: number): void;
  /** Whether every place up to `limit` is settled. Once true it stays true. */
  isFull(limit: number): boolean;
  /** The next place up to `limit` to be tried; undefined when all of them were. */
  next(limit: number): number | undefined;
  /** The place was tried and is still nobody's. */
  giveBack(place: number): void;
  /** All places that are not settled may be tried again. */
  startOver(): void;
  /** How many are settled. */
  count(): number;
}

/**
 * Trying is not having: another process may be first, so a place counts as gone only once it is
 * settled, and as free only until it was tried. Every call costs the same however many places.
 */
export function createShelf(): Shelf {
  const settled = new Set<number>();
  let unbroken = 0;
  let last = 0;
  let returned: number[] = [];

  return {
    settle(place) {
      settled.add(place);
      while (settled.has(unbroken + 1)) unbroken += 1;
    },
    isFull: (limit) => unbroken >= limit,
    next(limit) {
      const at = returned.findIndex((place) => place <= limit);
      if (at >= 0) return returned.splice(at, 1)[0];
      while (settled.has(last + 1)) last += 1;
      if (last >= limit) return undefined;
      last += 1;
      return last;
    },
    giveBack(place) {
      returned.push(place);
      returned.sort((a, b) => a - b);
    },
    startOver() {
      returned = [];
      last = unbroken;
    },
    count: () => settled.size,
  };
}
