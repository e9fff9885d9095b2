import { DAY, later, MINUTE, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Accounts } from '../accounts/index.js';
import { afterDuty, isOnDuty, type DutyCalendar, type PromiseFeature } from '../promise/index.js';
import type { Rota } from '../rota/index.js';
import { handOver } from './report-change.js';
import type { ReportStore, WaitingReport } from './report-store.js';
import type { Report, ReportAlarm } from './report.js';

export interface AlarmDeps {
  readonly reports: Pick<
    ReportStore,
    | 'waitingBetween'
    | 'recordAlarm'
    | 'lateWith'
    | 'change'
    | 'reanswersBetween'
    | 'markReanswerTold'
  >;
  readonly promise: Pick<PromiseFeature, 'current'>;
  readonly rota: Pick<Rota, 'onDutyAt'>;
  readonly people: Pick<Accounts, 'withRole'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

/** The rest is told at the next turn. */
const BATCH = 100;

type Told = Pick<WaitingReport, 'ref' | 'personId'>;

/**
 * Tells those who can still keep the promise, then those who have to know that it is broken, each
 * of a report once. After a day nobody is told any more: the promise page says it.
 */
export function createAlarms(deps: AlarmDeps) {
  const { reports, promise, rota, people, notify, clock } = deps;

  async function tell(
    { ref, personId: authorId }: Told,
    key: string,
    text: string,
    dueAt: Date,
    personIds: readonly string[],
  ): Promise<void> {
    for (const personId of new Set(personIds))
      // An engineer's own report is for others to answer.
      if (personId !== authorId)
        await notify({
          ...{ personId, topic: 'promise', key, link: `/reports/${ref}` },
          text: `reports.notices.${text}`,
          facts: { ref, dueAt: dueAt.toISOString() },
        });
  }

  async function tellDue(report: WaitingReport, alarm: ReportAlarm, personIds: readonly string[]) {
    const key = `promise-${alarm}:${report.id}:${report.dueAt.getTime()}`;
    await tell(report, key, alarm, report.dueAt, personIds);
    await reports.recordAlarm(report, alarm);
  }

  const admins = async () => (await people.withRole('admin')).map(({ id }) => id);

  /**
   * Before others are told: what its engineer left at the end of a shift somebody present gets. Both
   * hear of it before it is written, or a process killed in between would leave a report with
   * somebody who knows nothing of it.
   */
  async function handOn(now: Date, present: readonly string[]): Promise<void> {
    const left = await reports.lateWith(present, later(now, -DAY), now, BATCH);
    for (const report of left) {
      const toId = nextOf(report, present);
      if (toId === undefined) continue;
      const former = report.assigneeId ?? '';
      const key = `handed:${report.id}:${report.version}`;
      await tell(report, key, 'handed_to', report.dueAt, [toId]);
      await tell(report, key, 'handed_from', report.dueAt, [former]);
      await reports.change(report, handOver(report, toId, now), now);
    }
  }

  async function tellLate(now: Date, present: readonly string[]): Promise<void> {
    const late = await reports.waitingBetween(later(now, -DAY), now, ['soon', null], BATCH);
    if (late.length === 0) return;
    const leading = await admins();
    for (const report of late)
      await tellDue(report, 'late', [...leading, ...toAnswer(report, present)]);
  }

  /** Just after what is due at the end of so much duty from now on. */
  function warnUntil(now: Date, calendar: DutyCalendar): Date {
    const left = (calendar.responseMinutes - calendar.warnMinutes) * MINUTE;
    return later(afterDuty(now, left, calendar), 1);
  }

  async function tellSoon(now: Date, present: readonly string[]): Promise<void> {
    const calendar = await promise.current();
    if (!isOnDuty(now, calendar)) return;
    const to = warnUntil(now, calendar);
    for (const report of await reports.waitingBetween(now, to, [null], BATCH))
      await tellDue(report, 'soon', toAnswer(report, present));
    for (const report of await reports.reanswersBetween(later(now, -DAY), to, BATCH)) {
      const dueAt = report.reanswerDueAt ?? now;
      const key = `again:${report.id}:${dueAt.getTime()}`;
      await tell(report, key, 'again', dueAt, toAnswer(report, present));
      await reports.markReanswerTold(report);
    }
  }

  /** Nobody is on duty at night, so that the hurry of what came in the evening is one of the morning. */
  return async (): Promise<void> => {
    const now = clock.now();
    const present = await rota.onDutyAt(now);
    await handOn(now, present);
    await tellLate(now, present);
    await tellSoon(now, present);
  };
}

const ableTo = (
  { personId }: Pick<Report, 'personId'>,
  present: readonly string[],
): readonly string[] => present.filter((id) => id !== personId);

/** Whoever has the report while on duty, else everybody who is; never its author. */
function toAnswer(
  report: Pick<Report, 'assigneeId' | 'personId'>,
  present: readonly string[],
): readonly string[] {
  const able = ableTo(report, present);
  const { assigneeId } = report;
  return assigneeId !== null && able.includes(assigneeId) ? [assigneeId] : able;
}

/** One of those present who did not write it, another one for each report in turn. */
function nextOf(
  report: Pick<Report, 'ref' | 'personId'>,
  present: readonly string[],
): string | undefined {
  const able = ableTo(report, present);
  return able[Number(report.ref.replace(/\D/g, '')) % Math.max(1, able.length)];
}
