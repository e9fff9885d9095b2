/** How slow an upload may be; a total time would punish the patient on a bad line. */
export interface PaceLimits {
  /** Longest time without a single byte. */
  readonly idleMs: number;
  /** Fewest bytes in any full minute. */
  readonly floorBytesPerMinute: number;
}

const MINUTE_MS = 60_000;

/**
 * Judges an upload from the number of bytes seen so far, asked every `tickMs`. Answers true when it
 * has stood still for too long or has moved too little within the last minute.
 */
export function createPace(limits: PaceLimits, tickMs: number): (bytes: number) => boolean {
  const perMinute = Math.ceil(MINUTE_MS / tickMs);
  const idleTicks = Math.ceil(limits.idleMs / tickMs);
  const seen: number[] = [0];
  return (bytes) => {
    seen.push(bytes);
    if (seen.length > perMinute + 1) seen.shift();
    const isIdle = seen.length > idleTicks && seen.at(-1 - idleTicks) === bytes;
    const isSlow = seen.length > perMinute && bytes - (seen[0] ?? 0) < limits.floorBytesPerMinute;
    return isIdle || isSlow;
  };
}
