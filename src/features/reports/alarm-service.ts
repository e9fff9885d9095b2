import { DAY, later, MINUTE, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Accounts } from '../accounts/index.js';
import { afterDuty, isOnDuty, type PromiseFeature } from '../promise/index.js';
import type { ReportStore, WaitingReport } from './report-store.js';
import type { ReportAlarm } from './report.js';

export interface AlarmDeps {
  readonly reports: Pick<ReportStore, 'waitingBetween' | 'recordAlarm'>;
  readonly promise: Pick<PromiseFeature, 'current'>;
  readonly people: Pick<Accounts, 'withRole'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

/** The rest is told at the next turn. */
const BATCH = 100;

/**
 * Tells those who can still keep the promise, then those who have to know that it is broken, each
 * of a report once. After a day nobody is told any more: the promise page says it.
 */
export function createAlarms({ reports, promise, people, notify, clock }: AlarmDeps) {
  async function tell(report: WaitingReport, alarm: ReportAlarm, personIds: readonly string[]) {
    for (const personId of new Set(personIds))
      // An engineer's own report is for others to answer.
      if (personId !== report.personId)
        await notify({
          personId,
          topic: 'promise',
          key: `promise-${alarm}:${report.id}`,
          text: `reports.notices.${alarm}`,
          facts: { ref: report.ref, dueAt: report.dueAt.toISOString() },
          link: `/reports/${report.ref}`,
        });
    await reports.recordAlarm(report.id, alarm);
  }

  const idsOf = async (role: 'qa' | 'admin') => (await people.withRole(role)).map(({ id }) => id);

  async function tellLate(now: Date): Promise<void> {
    const late = await reports.waitingBetween(later(now, -DAY), now, ['soon', null], BATCH);
    if (late.length === 0) return;
    const admins = await idsOf('admin');
    for (const report of late)
      await tell(report, 'late', report.assigneeId ? [...admins, report.assigneeId] : admins);
  }

  /** Nobody is on duty at night, so that the hurry of what came in the evening is one of the morning. */
  async function tellSoon(now: Date): Promise<void> {
    const calendar = await promise.current();
    if (!isOnDuty(now, calendar)) return;
    const left = (calendar.responseMinutes - calendar.warnMinutes) * MINUTE;
    // Just after what is due at the end of so much duty from now on.
    const to = later(afterDuty(now, left, calendar), 1);
    const soon = await reports.waitingBetween(now, to, [null], BATCH);
    if (soon.length === 0) return;
    const engineers = await idsOf('qa');
    for (const report of soon)
      await tell(report, 'soon', report.assigneeId ? [report.assigneeId] : engineers);
  }

  return async (): Promise<void> => {
    const now = clock.now();
    await tellLate(now);
    await tellSoon(now);
  };
}
