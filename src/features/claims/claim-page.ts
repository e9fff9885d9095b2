import type { ClaimVisit } from './claim.js';

/** `reasons` are sentences already, in the reader's language. */
export function claimModel(visit: ClaimVisit, reasons: readonly string[], now: Date) {
  const { opensAt } = visit.round;
  return {
    ...visit,
    reasons,
    isOpen: opensAt <= now,
    iso: opensAt.toISOString(),
    nowMs: now.getTime(),
    leftMs: Math.max(0, opensAt.getTime() - now.getTime()),
    wide: true,
  };
}
