import type { Connection } from 'mongoose';
import { HOUR, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { StandingFeature } from '../standing/index.js';
import type { Units } from '../units/index.js';
import { createChallengeService } from './challenge-service.js';
import { createChallengeStore } from './challenge-store.js';
import { createPossessionQueries } from './possession-queries.js';
import { possessionRoutes } from './possession-routes.js';
import { createReminderService } from './reminder-service.js';
import { createReminderStore } from './reminder-store.js';

export type { Challenge } from './challenge.js';

export interface PossessionDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly translations: Translations;
  readonly notify: Notify;
  readonly units: Pick<Units, 'service' | 'photos'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly standing: Pick<StandingFeature, 'service'>;
  readonly programmeZone: string;
}

export type Possession = ReturnType<typeof createPossession>;

/** Who still has their unit, and who is to give it back when. */
export function createPossession(deps: PossessionDeps) {
  const { connection } = deps;
  const reminders = createReminderStore(connection);
  const queries = createPossessionQueries(connection);
  const units = deps.units.service;
  const reminding = createReminderService({ ...deps, reminders, units });
  const challenges = createChallengeService({
    ...{ ...deps, queries, units, photos: deps.units.photos },
    standing: deps.standing.service,
    challenges: createChallengeStore(connection),
  });
  const jobs: readonly Job[] = [
    { name: 'possession.reminders', everyMs: HOUR, run: reminding.remindAll },
    { name: 'possession.expire', everyMs: HOUR, run: challenges.expireAll },
    { name: 'possession.ask', everyMs: HOUR, run: challenges.askAll },
  ];
  return {
    /** `seen` for logs that name their unit; `openOf` for pages that lead to the question. */
    service: { seen: challenges.seen, openOf: challenges.openOf },
    routes: possessionRoutes({ ...deps, challenges, reminding, reminders, queries }),
    jobs,
  };
}
