import { later, MINUTE, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Job } from '../../platform/jobs.js';
import type { RoundRow, Rounds } from '../rounds/index.js';
import { lanesOf } from './claim.js';
import type { ClaimService } from './claim-service.js';

export interface ClaimJobsDeps {
  readonly service: Pick<ClaimService, 'seatsTaken'>;
  readonly rounds: {
    readonly service: Pick<Rounds['service'], 'publishedRounds' | 'recordDecided'>;
    readonly applications: Pick<Rounds['applications'], 'submittedBatches'>;
  };
  readonly notify: Notify;
  readonly clock: Clock;
}

/** People are reminded this long before claims open. */
export const REMINDER_MS = 30 * MINUTE;
const BATCH = 500;

/**
 * Reminds who has applied shortly before claims open, and writes down when the seats of a
 * first-come round were gone, should the process that gave the last one not have done it.
 */
export function claimJobs({ service, rounds, notify, clock }: ClaimJobsDeps): readonly Job[] {
  const reminded = new Set<string>();

  /** The newest page of rounds: older ones have opened and closed long ago. */
  async function firstComeRounds(): Promise<readonly RoundRow[]> {
    const { rows } = await rounds.service.publishedRounds(undefined);
    return rows.filter((round) => round.endedAt === null && lanesOf(round).length > 0);
  }

  async function remind(): Promise<void> {
    const now = clock.now();
    for (const round of await firstComeRounds()) {
      const isNear = now < round.opensAt && round.opensAt <= later(now, REMINDER_MS);
      if (!isNear || reminded.has(round.id)) continue;
      for await (const batch of rounds.applications.submittedBatches(round.id, BATCH))
        for (const { personId } of batch) await notify(reminder(round, personId));
      reminded.add(round.id);
    }
  }

  async function decide(): Promise<void> {
    const now = clock.now();
    for (const round of await firstComeRounds()) {
      if (round.mode !== 'first_come' || round.decidedAt !== null || now < round.opensAt) continue;
      if (round.closesAt <= now) await rounds.service.recordDecided(round.id, round.closesAt);
      else if ((await service.seatsTaken(round.id)) >= seatsOf(round))
        await rounds.service.recordDecided(round.id, now);
    }
  }

  return [
    { name: 'claims.remind', everyMs: MINUTE, run: remind },
    { name: 'claims.decide', everyMs: MINUTE, run: decide },
  ];
}

const seatsOf = (round: RoundRow): number =>
  lanesOf(round).reduce((sum, { seats }) => sum + seats, 0);

const reminder = (round: RoundRow, personId: string) => ({
  personId,
  topic: 'round' as const,
  key: `claims-open:${round.id}`,
  text: 'claims.notices.opens_soon',
  facts: {
    titleEn: round.title.en,
    titleZh: round.title['zh-CN'],
    opensAt: round.opensAt.toISOString(),
  },
  link: `/rounds/${round.slug}/claim`,
});
