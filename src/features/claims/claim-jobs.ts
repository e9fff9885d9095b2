import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { RoundRow, Rounds } from '../rounds/index.js';
import { lanesOf, seatsIn } from './claim.js';
import type { ClaimService } from './claim-service.js';

export interface ClaimJobsDeps {
  readonly service: Pick<ClaimService, 'seatsTaken'>;
  readonly rounds: {
    readonly service: Pick<Rounds['service'], 'publishedRounds' | 'recordDecided'>;
  };
  readonly clock: Clock;
}

/**
 * Writes down when the seats of a first-come round were gone or its time was over, should the
 * process that gave the last seat not have done it.
 */
export function claimJobs({ service, rounds, clock }: ClaimJobsDeps): readonly Job[] {
  async function decide(round: RoundRow): Promise<void> {
    const now = clock.now();
    if (round.closesAt <= now) await rounds.service.recordDecided(round.id, round.closesAt);
    else if ((await service.seatsTaken(round.id)) >= seatsIn(lanesOf(round)))
      await rounds.service.recordDecided(round.id, now);
  }

  return [
    {
      name: 'claims.decide',
      everyMs: MINUTE,
      async run() {
        // The newest page of rounds: older ones were decided long ago.
        const { rows } = await rounds.service.publishedRounds(undefined);
        for (const round of rows)
          if (round.mode === 'first_come' && !round.decidedAt && round.opensAt <= clock.now())
            await decide(round);
      },
    },
  ];
}
