import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Logger } from '../../platform/logger.js';
import type { DutyCalendar } from './calendar.js';
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
export type { DutyCalendar, Hours } from './calendar.js';

export interface PromiseDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly programmeZone: string;
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
  return { current: service.current, changed, routes: [], jobs: [] };
}

export type PromiseFeature = ReturnType<typeof createPromise>;
