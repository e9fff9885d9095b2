import type { Connection } from 'mongoose';
import { DAY, HOUR, SECOND, type Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import { createThrottle } from '../../platform/throttle.js';
import { createSymbolQueries } from './symbol-queries.js';
import { symbolRoutes, type SymbolRoutesDeps } from './symbol-routes.js';
import { createSymbolService } from './symbol-service.js';
import { createSymbolStore } from './symbol-store.js';
import type { SymbolFile } from './symbol.js';

export { wantsOf, type SymbolFile, type SymbolKind, type SymbolRef } from './symbol.js';

/** Files that one person may send in a day. */
const FORMS = { name: 'symbols', tries: 300, seconds: DAY / SECOND } as const;

export interface SymbolsDeps extends Pick<
  SymbolRoutesDeps,
  'accounts' | 'translations' | 'symbolVault' | 'limits'
> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly log: Logger;
}

export type Symbols = ReturnType<typeof createSymbols>;

/** Mapping and symbol files of builds, which give crashes the names of the source. */
export function createSymbols(deps: SymbolsDeps) {
  const { connection, clock, log } = deps;
  const added = createNews<SymbolFile>((err, { id }) => {
    log.error({ err, symbols: id }, 'new symbols were not heard of');
  });
  const queries = createSymbolQueries(connection);
  const service = createSymbolService({
    ...{ queries, added, clock, vault: deps.symbolVault },
    symbols: createSymbolStore(connection),
    forms: createThrottle(deps, FORMS),
  });
  const job: Job = { name: 'symbols.sweep', everyMs: HOUR, run: service.sweep };
  return {
    service,
    added,
    /** Every name that some file is known by: what a crash may want. */
    allNames: queries.allNames,
    routes: symbolRoutes({ ...deps, service, queries }),
    jobs: [job],
  };
}
