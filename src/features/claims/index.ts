import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Translations } from '../../platform/i18n.js';
import type { Logger } from '../../platform/logger.js';
import type { Rounds } from '../rounds/index.js';
import { claimHandler, type ClaimingDeps } from './claiming-routes.js';
import { claimJobs } from './claim-jobs.js';
import { createClaimQueries } from './claim-queries.js';
import { claimRoutes } from './claim-routes.js';
import { createClaimService, type ClaimServiceDeps } from './claim-service.js';
import { createClaimStore } from './claim-store.js';
import { createSource } from './source-service.js';

export type { Outcome } from './claim.js';
export { signTicket, type ClaimTicket } from './ticket.js';

export interface ClaimsDeps
  extends
    Pick<ClaimingDeps, 'drawView' | 'programmeZone' | 'answerEarly'>,
    Pick<ClaimServiceDeps, 'reasonsAgainst'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly log: Logger;
  readonly translations: Translations;
  readonly rounds: Rounds;
}

export type Claims = ReturnType<typeof createClaims>;

/** First come, first served: never oversold, never two for one person, however many processes. */
export function createClaims(deps: ClaimsDeps) {
  const { connection, log, rounds } = deps;
  const claims = createClaimStore(connection);
  const queries = createClaimQueries(connection);
  const claimed = createNews<{ readonly roundId: string }>((err, item) => {
    log.warn({ err, ...item }, 'a listener did not hear of claims');
  });
  const service = createClaimService({ ...deps, claims, queries, claimed });
  return {
    service,
    /** Whom seats of first-come quotas go to. */
    source: createSource({ ...deps, claims, applications: rounds.applications }),
    /** Places were given to people; told once the rush is over. */
    claimed,
    routes: claimRoutes({ ...deps, service }),
    jobs: claimJobs({ ...deps, service }),
    /** Stands in front of the session. */
    claimHandler: claimHandler({ ...deps, service }),
    close: () => service.close(),
  };
}
