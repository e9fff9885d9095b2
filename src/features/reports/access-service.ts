import type { Clock } from '../../kernel/clock.js';
import { later, MINUTE } from '../../kernel/clock.js';
import { Conflict, Forbidden, NotFound } from '../../kernel/errors.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import { mayRead, type Reader } from './privacy.js';
import type { ReportChange } from './report-change.js';
import type { ReportStore } from './report-store.js';
import { OVERRIDE_MINUTES, type Report } from './report.js';

export interface AccessDeps {
  readonly reports: Pick<ReportStore, 'byRef' | 'byId' | 'change'>;
  readonly clock: Clock;
}

/** Changes lose against each other rarely; more losses in a row mean that something is wrong. */
const TRIES = 8;

export const readerOf = (viewer: Viewer): Reader => ({
  id: viewer.id,
  isQa: hasRole(viewer, 'qa'),
  isAdmin: hasRole(viewer, 'admin'),
});

export type ReportAccess = ReturnType<typeof createReportAccess>;

/** The ways to a report, and the one way to change it. */
export function createReportAccess({ reports, clock }: AccessDeps) {
  /** Staff knows of every report, everybody else of their own. */
  async function known(ref: string, viewer: Viewer): Promise<Report> {
    const report = await reports.byRef(ref, isStaff(viewer) ? undefined : viewer.id);
    if (!report) throw new NotFound();
    return report;
  }

  const readsNow = (report: Report, viewer: Viewer): boolean =>
    mayRead(report, readerOf(viewer), later(clock.now(), -OVERRIDE_MINUTES * MINUTE));

  /** @throws Forbidden `reports.private` for who may know that there is such a report, and no more. */
  async function visible(ref: string, viewer: Viewer): Promise<Report> {
    const report = await known(ref, viewer);
    if (!readsNow(report, viewer)) throw new Forbidden('reports.private');
    return report;
  }

  async function byId(id: string): Promise<Report> {
    const report = await reports.byId(id);
    if (!report) throw new NotFound();
    return report;
  }

  /** Reads, decides and writes until nobody came in between. */
  async function update(
    load: () => Promise<Report>,
    decide: (report: Report, at: Date) => ReportChange | undefined,
  ): Promise<Report> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const report = await load();
      const at = clock.now();
      const decided = decide(report, at);
      if (!decided || (await reports.change(report, decided, at))) return report;
    }
    throw new Conflict('conflict');
  }

  /** For what only the author may do. */
  async function own(ref: string, viewer: Viewer): Promise<Report> {
    const report = await reports.byRef(ref, viewer.id);
    if (!report) throw new NotFound();
    return report;
  }

  return { known, readsNow, visible, byId, own, update };
}
