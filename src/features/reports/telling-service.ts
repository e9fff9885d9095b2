import { HOUR, later, MINUTE, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import { changeStatus } from './report-change.js';
import type { ReportStore } from './report-store.js';
import { PARK_AFTER_HOURS, REMIND_AFTER_HOURS, type Report } from './report.js';
import { tellingsOf } from './telling.js';
import type { TellingStore } from './telling-store.js';

export interface TellingDeps {
  readonly store: TellingStore;
  readonly reports: Pick<ReportStore, 'change'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

export type Telling = ReturnType<typeof createTelling>;

const BATCH = 100;
/** Who told nobody by then was killed. */
const GRACE_MS = MINUTE;

/** Keeps authors informed, reminds them of questions and parks what stays without an answer. */
export function createTelling({ store, reports, notify, clock }: TellingDeps) {
  async function tell(report: Report): Promise<void> {
    for (const notice of tellingsOf(report)) await notify(notice);
    await store.markTold(report);
  }

  async function remind(now: Date): Promise<void> {
    const asked = (hours: number) => later(now, -hours * HOUR);
    const waiting = await store.toRemind(asked(PARK_AFTER_HOURS), asked(REMIND_AFTER_HOURS), BATCH);
    for (const report of waiting) {
      const { id, ref, personId, statusAt } = report;
      await notify({
        ...{ personId, topic: 'report', link: `/reports/${ref}` },
        key: `reminder:${id}:${statusAt.getTime()}`,
        text: 'reports.notices.reminder',
        facts: { ref, untilAt: later(statusAt, PARK_AFTER_HOURS * HOUR).toISOString() },
      });
      await store.markReminded(report);
    }
  }

  /** A question that was answered, or put anew, since it was read stays. */
  async function park(now: Date): Promise<void> {
    const silent = await store.toPark(later(now, -PARK_AFTER_HOURS * HOUR), BATCH);
    for (const report of silent) {
      const isParked = await reports.change(report, changeStatus(report, 'park', null, now), now);
      const parked = isParked ? await store.byId(report.id) : undefined;
      if (parked) await tell(parked);
    }
  }

  return {
    /** Tells the author of all that is new in the report. */
    async tellOf(reportId: string): Promise<void> {
      const report = await store.byId(reportId);
      if (report?.tellFrom) await tell(report);
    },
    /** Tells what a killed process left untold. */
    async sweep(): Promise<void> {
      const untold = await store.toTell(later(clock.now(), -GRACE_MS), BATCH);
      for (const report of untold) await tell(report);
    },
    async chase(): Promise<void> {
      const now = clock.now();
      await remind(now);
      await park(now);
    },
  };
}
