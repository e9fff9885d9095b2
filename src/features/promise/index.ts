import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { DutyCalendar } from './calendar.js';
import { createFigureService } from './figure-service.js';
import type { AnswerReads } from './figures.js';
import { promiseRoutes } from './promise-routes.js';
import { createPromiseService } from './promise-service.js';
import { createPromiseStore } from './promise-store.js';

export {
  afterDuty,
  defaultCalendar,
  dueAt,
  dutyBetween,
  isOnDuty,
  nextOpening,
} from './calendar.js';
export { LONGEST_MINUTES, percentile } from './figures.js';
export type { DutyCalendar } from './calendar.js';
export type { AnswerCount, AnswerReads, Breach } from './figures.js';

export interface PromiseDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly programmeZone: string;
  /** How soon reports were answered; a later feature knows. */
  readonly answers: () => AnswerReads;
}

/** How soon an engineer answers, and when engineers are there. */
export function createPromise(deps: PromiseDeps) {
  const changed = createNews<DutyCalendar>((error, { version }) => {
    deps.log.error({ err: error, version }, 'nobody heard of the changed promise');
  });
  const service = createPromiseService({
    ...deps,
    store: createPromiseStore(deps.connection),
    changed,
  });
  return {
    /** The newest version, with one read: true also when another process has just written it. */
    current: (): Promise<DutyCalendar> => service.current(),
    changed,
    routes: promiseRoutes({ ...deps, service, figures: createFigureService({ ...deps, service }) }),
    jobs: [],
  };
}

export type PromiseFeature = ReturnType<typeof createPromise>;
