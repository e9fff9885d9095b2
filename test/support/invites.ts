import type { Round } from '../../src/features/rounds/index.js';
import { wholeQuota } from '../../src/features/rounds/round.js';
import { DAY, later } from '../../src/kernel/clock.js';
import { seedRound } from './rounds.js';
import type { SeedTarget } from './seed-target.js';

/** A round all of whose seats are for people with codes. */
export const seedInviteRound = (
  app: SeedTarget,
  seats: number,
  overrides: Partial<Round> = {},
): Promise<Round> =>
  seedRound(app, {
    ...{ mode: 'invite', seats, quotas: [wholeQuota('invite', seats)] },
    ...overrides,
  });

/** Codes as printed, good for a day. */
export async function issueCodes(
  app: SeedTarget,
  round: Round,
  count: number,
  uses = 1,
): Promise<readonly string[]> {
  const expiresAt = later(app.clock.now(), DAY);
  const wanted = { slug: round.slug, count, uses, expiresAt, note: '' };
  return (await app.container.invites.service.issue('admin', wanted)).codes;
}
