import { Unavailable } from '../kernel/errors.js';

export interface SlotLimits {
  readonly inFlight: number;
  readonly inFlightPerPerson: number;
  /** Code of the refusal. */
  readonly busyCode: string;
}

const RETRY_AFTER_SECONDS = 10;

/** Counts the uploads under way, in all and per person; a full house is a 503 and never a queue. */
export function createSlots(limits: SlotLimits) {
  const held = new Map<string, number>();
  let total = 0;

  /** Takes a place and returns how to leave it, once. */
  return function enter(personId: string): () => void {
    const own = held.get(personId) ?? 0;
    if (total >= limits.inFlight || own >= limits.inFlightPerPerson)
      throw new Unavailable(RETRY_AFTER_SECONDS, limits.busyCode);
    total += 1;
    held.set(personId, own + 1);
    return () => {
      total -= 1;
      const rest = (held.get(personId) ?? 1) - 1;
      if (rest > 0) held.set(personId, rest);
      else held.delete(personId);
    };
  };
}
