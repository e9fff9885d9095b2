import type { Connection } from 'mongoose';
import { HOUR, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { Reports } from '../reports/index.js';
import type { Rota } from '../rota/index.js';
import type { Rounds } from '../rounds/index.js';
import { createSavedViewStore, type Search } from '../search/index.js';
import { createAnsweringStore } from './answering-store.js';
import { createBeside } from './beside-service.js';
import { besideRoutes } from './beside-routes.js';
import { bulkRoutes } from './bulk-routes.js';
import { createBulkService, type BulkDeps } from './bulk-service.js';
import { createFeed } from './feed-service.js';
import { queueRoutes } from './queue-routes.js';
import { createViewService } from './view-service.js';

export interface DeskDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly accounts: Pick<Accounts, 'cards' | 'recipients' | 'withRole'>;
  readonly rounds: Pick<Rounds['service'], 'allModels' | 'buildsOf'>;
  readonly reports: Pick<Reports, 'queuePage' | 'queueCounts' | 'changes' | 'cards'> &
    BulkDeps['reports'];
  readonly rota: Pick<Rota, 'notesFor'>;
  readonly defects: BulkDeps['defects'];
  readonly notify: Notify;
  readonly search: Pick<Search['service'], 'hintsOf'>;
}

export type Desk = ReturnType<typeof createDesk>;

/** Where engineers work: the queue, live, by keyboard and in bulk. */
export function createDesk(deps: DeskDeps) {
  const { connection, clock, log, accounts, rounds, reports, rota } = deps;
  const answering = createAnsweringStore(connection);
  const { cards: people, recipients } = accounts;
  const feed = createFeed({ reports, people, recipients, answering, clock, log });
  const views = createViewService(createSavedViewStore(connection, 'desk_views'));
  return {
    /** Something of this process was just written; open desks hear of it at once. */
    nudge: feed.nudge,
    beside: createBeside({ ...deps, people, answering }),
    routes: [
      ...queueRoutes({ people, reports, rounds, rota, answering, views, feed, clock }),
      ...besideRoutes({ answering, feed, clock }),
      ...bulkRoutes({ people, bulk: createBulkService({ ...deps, withRole: accounts.withRole }) }),
    ],
    jobs: [{ name: 'desk.sweep', everyMs: HOUR, run: () => answering.sweep(clock.now()) }],
    close: feed.close,
  };
}
