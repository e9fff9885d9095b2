import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Change } from '../../platform/changes.js';
import type { Accounts } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import type { Reports } from '../reports/index.js';
import type { Retests } from '../retests/index.js';
import type { Units } from '../units/index.js';
import { countEntries, totalOf } from './balance.js';
import type { CreditEntry } from './credit.js';
import { creditJobs } from './credit-jobs.js';
import { createCreditQueries } from './credit-queries.js';
import { creditRoutes } from './credit-routes.js';
import { createCreditStore } from './credit-store.js';
import { createReconciling } from './reconcile-service.js';

export type { CreditEntry } from './credit.js';
export type { CreditRule } from './credit-rule.js';

export interface CreditDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Days and weeks of limits are in it. */
  readonly programmeZone: string;
  readonly accounts: Pick<Accounts, 'personByHandle'>;
  readonly units: Pick<Units, 'service'>;
  readonly reports: Pick<Reports, 'evidenceOf' | 'evidenceIn' | 'changes'>;
  readonly defects: Defects;
  readonly retests: Pick<Retests, 'answered' | 'judged'>;
}

export type Credit = ReturnType<typeof createCredit>;

/** Who is owed what for information: a ledger that follows from the facts and only grows. */
export function createCredit(deps: CreditDeps) {
  const { connection, accounts, defects, retests, programmeZone } = deps;
  const queries = createCreditQueries(connection);
  const credit = createCreditStore(connection);
  const reconciling = createReconciling({ ...deps, credit, units: deps.units.service });
  for (const news of [defects.changed, retests.judged])
    news.subscribe(({ defectId }) => reconciling.defectChanged(defectId));
  return {
    /** What counts of all that each of the people was given; who has nothing is not in the map. */
    async balances(personIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const entries = await queries.ofPeople(personIds);
      const totals = [...new Set(entries.map(({ personId }) => personId))].map((id) => {
        const own = entries.filter(({ personId }) => personId === id);
        return [id, totalOf(countEntries(own, programmeZone))] as const;
      });
      return new Map(totals);
    },
    /** Lines written after the mark in the order of their writing, taken back ones included. */
    entriesSince: (mark: Change | undefined, limit: number): Promise<readonly CreditEntry[]> =>
      queries.since(mark, limit),
    routes: creditRoutes({ ...deps, queries, personByHandle: accounts.personByHandle }),
    jobs: creditJobs(reconciling),
  };
}
