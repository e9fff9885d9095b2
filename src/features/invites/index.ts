import type { Connection } from 'mongoose';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import { createThrottle } from '../../platform/throttle.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import { createCodeStore } from './code-store.js';
import { createInviteQueries } from './invite-queries.js';
import { inviteRoutes } from './invite-routes.js';
import { createIssueService } from './issue-service.js';
import { createRedeemService, type RedeemDeps } from './redeem-service.js';
import { createRedemptionStore } from './redemption-store.js';
import { createSource } from './source-service.js';

export type { Redemption } from './invite.js';

export interface InvitesDeps extends Pick<RedeemDeps, 'reasonsAgainst'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly log: Logger;
  readonly translations: Translations;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Rounds;
  /** Tries per quarter of an hour: by one person, and from one address. */
  readonly guesses: { readonly perPerson: number; readonly perAddress: number };
}

export type Invites = ReturnType<typeof createInvites>;

/** F-codes: issued in batches, known only to who got them, each good for a seat of its quota. */
export function createInvites(deps: InvitesDeps) {
  const { connection, guesses, rounds, log } = deps;
  const limit = (name: string, tries: number) =>
    createThrottle(deps, { name, tries, seconds: 900 });
  const codes = createCodeStore(connection);
  const redemptions = createRedemptionStore(connection);
  const redeemed = createNews<{ readonly roundId: string }>((err, item) => {
    log.warn({ err, ...item }, 'a listener did not hear of a redeemed code');
  });
  const redeeming = createRedeemService({
    ...deps,
    ...{ codes, redemptions, redeemed },
    people: limit('code', guesses.perPerson),
    addresses: limit('code-address', guesses.perAddress),
  });
  const issuing = createIssueService({ ...deps, codes });
  const sweep: Job = { name: 'invites.sweep', everyMs: MINUTE, run: () => redeeming.sweep() };
  return {
    service: { ...redeeming, issue: issuing.issue, revoke: issuing.revoke },
    /** Whom seats of invite quotas go to. */
    source: createSource({ ...deps, redemptions, applications: rounds.applications }),
    redeemed,
    routes: inviteRoutes({
      ...{ redeeming, issuing, people: deps.accounts.cards },
      ...{ queries: createInviteQueries(connection), translations: deps.translations },
      clock: deps.clock,
    }),
    jobs: [sweep],
  };
}
