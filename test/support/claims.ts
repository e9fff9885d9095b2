import { createClaimStore } from '../../src/features/claims/claim-store.js';
import { lanesOf } from '../../src/features/claims/claim.js';
import { signTicket } from '../../src/features/claims/index.js';
import type { Application, Round } from '../../src/features/rounds/index.js';
import { wholeQuota } from '../../src/features/rounds/round.js';
import type { Language } from '../../src/kernel/people.js';
import type { Database } from '../../src/platform/database.js';
import type { SeedTarget } from './seed-target.js';
import { seedRound } from './rounds.js';

/** A round in which claims are open. */
export const seedClaimRound = (
  app: SeedTarget,
  seats: number,
  overrides: Partial<Round> = {},
): Promise<Round> =>
  seedRound(app, {
    ...{ mode: 'first_come', seats, quotas: [wholeQuota('first_come', seats)] },
    ...overrides,
  });

type Claimant = Pick<Application, 'id' | 'ref' | 'personId'>;

/** What the claim page would put into the form of that applicant. */
export const ticketFor = (
  secret: string,
  round: Round,
  { id, ref, personId }: Claimant,
  language: Language = 'en',
): string =>
  signTicket(secret, {
    ...{ roundId: round.id, applicationId: id, applicationRef: ref, personId, language },
    expiresAt: round.closesAt,
    lanes: lanesOf(round).map(({ key }) => key),
  });

/** People who exist only on their tickets: `p-0`, `p-1`, … */
export const crowdTickets = (secret: string, round: Round, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) =>
    ticketFor(secret, round, { id: `a-${n}`, ref: `A-${n + 1}`, personId: `p-${n}` }),
  );

/** Everything stored of the round. */
export const storedClaims = ({ connection }: Database, round: Round, now: Date) =>
  createClaimStore(connection).readAll(round.id, now);
