import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { HOUR } from '../../kernel/clock.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Mailer } from '../../platform/mailer.js';
import { createThrottle, sweepThrottles } from '../../platform/throttle.js';
import { accountRoutes } from './account-routes.js';
import { createAccountQueries } from './account-queries.js';
import { createAccountService } from './account-service.js';
import { createAccountStore } from './account-store.js';
import { createPasswords } from './passwords.js';

export type { PersonCard, Recipient } from './account-queries.js';
export { canApply, type Person } from './person.js';

export interface AccountsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly mailer: Mailer;
  readonly translations: Translations;
  /** Tries per quarter of an hour: against one person from one address, and from one address. */
  readonly guesses: { readonly perPerson: number; readonly perAddress: number };
}

export type Accounts = ReturnType<typeof createAccounts>;

/** People, sign-in, roles, language. */
export function createAccounts(deps: AccountsDeps) {
  const { connection, clock } = deps;
  const limit = (name: string, tries: number) =>
    createThrottle(deps, { name, tries, seconds: 900 });
  const accounts = createAccountStore(connection);
  const queries = createAccountQueries(connection);
  const service = createAccountService({
    accounts,
    passwords: createPasswords(),
    clock,
    guesses: limit('guess', deps.guesses.perPerson),
    addresses: limit('address', deps.guesses.perAddress),
  });
  const sweep: Job = {
    name: 'accounts.sweep',
    everyMs: HOUR,
    run: async () => {
      await service.sweep();
      await sweepThrottles(connection, clock.now());
    },
  };
  return {
    service,
    cards: queries.cards,
    recipients: queries.recipients,
    withRole: queries.withRole,
    joinDates: queries.joinDates,
    personByHandle: accounts.personByHandle,
    personById: accounts.personById,
    changeUnread: accounts.changeUnread,
    setUnread: accounts.setUnread,
    routes: accountRoutes({ ...deps, service, queries }),
    jobs: [sweep],
  };
}
