import type { Clock } from '../../kernel/clock.js';
import { Forbidden, InvalidInput } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import type { PromiseFeature } from '../promise/index.js';
import type { ReportAccess } from './access-service.js';
import type { IntakeService } from './intake-service.js';
import { keyFor, type AttachmentReceived, type AuthorWrote, type NewReport } from './new-report.js';
import { isClosedTo } from './privacy.js';
import * as change from './report-change.js';
import { say, type Words } from './report-message.js';
import type { DefectSummary, Report, ReportAction } from './report.js';
import type { Telling } from './telling-service.js';

export interface ReportServiceDeps {
  readonly access: ReportAccess;
  readonly intake: IntakeService;
  readonly clock: Clock;
  readonly promise: Pick<PromiseFeature, 'current'>;
  readonly attachmentReceived: News<AttachmentReceived>;
  readonly authorWrote: News<AuthorWrote>;
  readonly telling: Pick<Telling, 'tellOf'>;
}

export type ReportService = ReturnType<typeof createReportService>;

export function createReportService(deps: ReportServiceDeps) {
  const { intake, clock } = deps;
  const { known, readsNow, visible, byId, own, update } = deps.access;

  const handOf = (viewer: Viewer, report: Report): change.Hand => ({
    id: viewer.id,
    isQa: hasRole(viewer, 'qa'),
    isStaff: isStaff(viewer) && viewer.id !== report.personId,
  });

  const tellWrote = ({ personId, ref }: Report): Promise<void> =>
    deps.authorWrote.publish({ personId, ref, at: clock.now() });

  return {
    visible,
    /** The report for whoever may know of it, and whether the viewer may read it. */
    async look(ref: string, viewer: Viewer): Promise<{ report: Report; canRead: boolean }> {
      const report = await known(ref, viewer);
      return { report, canRead: readsNow(report, viewer) };
    },

    /** Says something in the conversation; the same key and words say it once. */
    async say(ref: string, viewer: Viewer, words: Words): Promise<void> {
      const calendar = await deps.promise.current();
      const report = await update(
        () => visible(ref, viewer),
        (report, at) => {
          const key = keyFor(words, report.messages.find(({ id }) => id === words.key)?.text);
          return report.messages.some(({ id }) => id === key)
            ? undefined
            : say(report, { ...words, key }, handOf(viewer, report), at, calendar);
        },
      );
      if (report.personId === viewer.id) await tellWrote(report);
      else await deps.telling.tellOf(report.id);
    },

    /** The author sends more files, with a word or without. */
    async addFiles(
      ref: string,
      viewer: Viewer,
      sent: Pick<NewReport, 'clientKey' | 'text' | 'staged' | 'files'>,
    ): Promise<void> {
      const load = () => own(ref, viewer);
      const report = await load();
      const { clientKey, text } = sent;
      const before = report.messages.find(({ id }) => id === clientKey)?.text;
      const key = keyFor({ key: clientKey, text }, before);
      const isKnown = ({ messages }: Report) => messages.some(({ id }) => id === key);
      if (isKnown(report)) return;
      const { staged, files, missing } = await intake.gather(viewer, sent);
      intake.assertFits([...report.attachments, ...files]);
      if (missing > 0 && !isKnown(await load()))
        throw new InvalidInput({ files: { code: 'reports.staged_gone' } });
      if (files.length === 0 && text === '') throw new InvalidInput({ text: { code: 'required' } });
      await intake.keep(sent.files);
      const words = { key, text, internal: false, files };
      const calendar = await deps.promise.current();
      await update(load, (current, at) => {
        if (isKnown(current)) return undefined;
        intake.assertFits([...current.attachments, ...files]);
        return say(current, words, handOf(viewer, current), at, calendar);
      });
      await intake.dropStaged(staged);
      if (files.length > 0) await deps.attachmentReceived.publish({ reportId: report.id });
      await tellWrote(report);
    },

    async changeStatus(ref: string, viewer: Viewer, action: ReportAction): Promise<void> {
      const { id } = await update(
        () => visible(ref, viewer),
        (report, at) => {
          if (report.personId === viewer.id) throw new Forbidden('reports.own');
          return change.changeStatus(report, action, viewer, at);
        },
      );
      await deps.telling.tellOf(id);
    },
    async withdraw(ref: string, viewer: Viewer): Promise<void> {
      await update(
        () => own(ref, viewer),
        (report, at) => change.changeStatus(report, 'withdraw', viewer, at),
      );
    },
    /** Hands the report to a colleague; nothing happens when they have it. */
    async handTo(ref: string, viewer: Viewer, toId: string): Promise<void> {
      await update(
        () => visible(ref, viewer),
        (report, at) =>
          report.assigneeId === toId ? undefined : change.handOver(report, toId, at, viewer),
      );
    },
    /** Also opens a private report to who takes it: that is what the record says. */
    async assign(ref: string, viewer: Viewer, from?: string): Promise<void> {
      await update(
        () => known(ref, viewer),
        (report, at) =>
          report.assigneeId === viewer.id
            ? undefined
            : change.assign(report, handOf(viewer, report), at, from),
      );
    },

    /** From now on only the author and who takes it read the report. */
    async makePrivate(ref: string, viewer: Viewer): Promise<void> {
      await update(
        () => visible(ref, viewer),
        (report, at) => change.makePrivate(report, viewer, at),
      );
    },
    /** By whoever made it private; why stands in the history. */
    async liftPrivate(ref: string, viewer: Viewer, reason: string): Promise<void> {
      const { id } = await update(
        () => visible(ref, viewer),
        (report, at) => change.liftPrivate(report, reason, handOf(viewer, report), at),
      );
      await deps.telling.tellOf(id);
    },
    /** Records why an admin reads a private report, which opens it for a quarter of an hour. */
    async openPrivate(ref: string, viewer: Viewer, reason: string): Promise<void> {
      await update(
        () => known(ref, viewer),
        (report, at) => change.override(null, reason, viewer, at),
      );
    },

    async linkDefect(
      reportId: string,
      defect: DefectSummary,
      by: { readonly id: string },
      fromId: string | null,
    ): Promise<boolean> {
      const { defect: before } = await update(
        () => byId(reportId),
        (report, at) => {
          if (report.defect?.id === defect.id && report.status === 'linked') return undefined;
          if ((report.defect?.id ?? null) !== fromId) return undefined;
          if (isClosedTo(report, by.id)) throw new Forbidden('reports.private');
          return change.link(report, defect, by, at);
        },
      );
      return before?.id === defect.id || (before?.id ?? null) === fromId;
    },
    /** A decline that was overturned; nothing happens to a report that is not declined. */
    async reopen(reportId: string, by: { readonly id: string }): Promise<void> {
      await update(
        () => byId(reportId),
        (report, at) =>
          report.status === 'declined' ? change.changeStatus(report, 'triage', by, at) : undefined,
      );
    },
    async unlinkDefect(
      reportId: string,
      by: { readonly id: string },
      defectId: string,
    ): Promise<void> {
      await update(
        () => byId(reportId),
        (report, at) =>
          report.defect?.id === defectId ? change.unlink(report, by, at) : undefined,
      );
    },
  };
}
