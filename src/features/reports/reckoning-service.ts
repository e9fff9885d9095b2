import type { PromiseFeature } from '../promise/index.js';
import { clocksAnew } from './first-response.js';
import type { ReportStore } from './report-store.js';

export interface ReckoningDeps {
  readonly reports: Pick<ReportStore, 'reckonedBefore' | 'recordClocks'>;
  readonly promise: Pick<PromiseFeature, 'current'>;
}

/** Few enough to let requests through in between. */
const BATCH = 100;

/**
 * Makes the clocks anew that an older version of the promise made, page by page: what is done is
 * no longer found, so that a killed run goes on where it was, and two at once do no harm.
 */
export const createReckoning =
  ({ reports, promise }: ReckoningDeps) =>
  async (): Promise<void> => {
    const calendar = await promise.current();
    for (;;) {
      const stale = await reports.reckonedBefore(calendar.version, BATCH);
      if (stale.length === 0) return;
      await reports.recordClocks(
        stale.map((report) => ({ ...report, clocks: clocksAnew(report, calendar) })),
      );
    }
  };
