import type { Clock } from '../../kernel/clock.js';
import { later, MINUTE } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { PromiseFeature } from '../promise/index.js';
import type { ExamClaim } from './exam-claim.js';
import type { AttachmentNames } from './attachment-names.js';
import type { IntakeService } from './intake-service.js';
import type { AttachmentReceived, AuthorWrote, NewReport } from './new-report.js';
import * as change from './report-change.js';
import type { ReportStore } from './report-store.js';
import type { Attachment } from './attachment.js';
import { mayRead } from './privacy.js';
import type { Telling } from './telling-service.js';
import {
  mayDownload,
  OVERRIDE_MINUTES,
  type DefectSummary,
  type Report,
  type ReportAction,
} from './report.js';

export interface ReportServiceDeps {
  readonly reports: ReportStore;
  readonly intake: IntakeService;
  readonly vault: Pick<FileVault, 'pathOf' | 'has'>;
  readonly names: AttachmentNames;
  readonly clock: Clock;
  readonly promise: Pick<PromiseFeature, 'current'>;
  readonly attachmentReceived: News<AttachmentReceived>;
  readonly authorWrote: News<AuthorWrote>;
  readonly telling: Pick<Telling, 'tellOf'>;
}

export interface VisibleFile {
  readonly report: Report;
  readonly file: Attachment;
  /** What it was called, for its owner; for others without what is personal. */
  readonly name: string;
}

/** Changes lose against each other rarely; more losses in a row mean that something is wrong. */
const TRIES = 8;

export type ReportService = ReturnType<typeof createReportService>;

export function createReportService(deps: ReportServiceDeps) {
  const { reports, intake, names, vault, clock } = deps;

  const handOf = (viewer: Viewer, report: Report): change.Hand => ({
    id: viewer.id,
    isQa: hasRole(viewer, 'qa'),
    isStaff: isStaff(viewer) && viewer.id !== report.personId,
  });

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

  const nameFor = (viewer: Viewer, report: Report, { name }: Attachment): string =>
    report.personId === viewer.id ? names.forOwner(name) : names.forOthers(name, report.roundId);

  async function byId(id: string): Promise<Report> {
    const report = await reports.byId(id);
    if (!report) throw new NotFound();
    return report;
  }

  /** Reads, decides and writes until nobody came in between. */
  async function update(
    load: () => Promise<Report>,
    decide: (report: Report, at: Date) => change.ReportChange | undefined,
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

  const tellWrote = ({ personId, ref }: Report): Promise<void> =>
    deps.authorWrote.publish({ personId, ref, at: clock.now() });

  return {
    visible,
    /** The report for whoever may know of it, and whether the viewer may read it. */
    async look(ref: string, viewer: Viewer): Promise<{ report: Report; canRead: boolean }> {
      const report = await known(ref, viewer);
      return { report, canRead: readsNow(report, viewer) };
    },

    /** Says something in the conversation; the same key says it once. */
    async say(ref: string, viewer: Viewer, words: change.Words): Promise<void> {
      const calendar = await deps.promise.current();
      const report = await update(
        () => visible(ref, viewer),
        (report, at) =>
          report.messages.some((message) => message.id === words.key)
            ? undefined
            : change.say(report, words, handOf(viewer, report), at, calendar),
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
      const isKnown = (report: Report) =>
        report.messages.some((message) => message.id === sent.clientKey);
      const report = await load();
      if (isKnown(report)) return;
      const { staged, files, missing } = await intake.gather(viewer, sent);
      intake.assertFits([...report.attachments, ...files]);
      if (missing > 0 && !isKnown(await load()))
        throw new InvalidInput({ files: { code: 'reports.staged_gone' } });
      if (files.length === 0 && sent.text === '')
        throw new InvalidInput({ text: { code: 'required' } });
      await intake.keep(sent.files);
      const words = { key: sent.clientKey, text: sent.text, internal: false, files };
      const calendar = await deps.promise.current();
      await update(load, (current, at) => {
        if (isKnown(current)) return undefined;
        intake.assertFits([...current.attachments, ...files]);
        return change.say(current, words, handOf(viewer, current), at, calendar);
      });
      await intake.dropStaged(staged);
      if (files.length > 0) await deps.attachmentReceived.publish({ reportId: report.id });
      await tellWrote(report);
    },

    async changeStatus(ref: string, viewer: Viewer, action: ReportAction): Promise<void> {
      const { id } = await update(
        () => visible(ref, viewer),
        (report, at) => change.changeStatus(report, action, viewer, at),
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
          report.assigneeId === toId ? undefined : change.handOver(toId, at, viewer),
      );
    },
    /** Also opens a private report to who takes it: that is what the record says. */
    async assign(ref: string, viewer: Viewer): Promise<void> {
      await update(
        () => known(ref, viewer),
        (report, at) =>
          report.assigneeId === viewer.id
            ? undefined
            : change.assign(report, handOf(viewer, report), at),
      );
    },

    /** For good: from now on only the author and who takes it read the report. */
    async makePrivate(ref: string, viewer: Viewer): Promise<void> {
      await update(
        () => visible(ref, viewer),
        (report, at) => change.makePrivate(report, viewer, at),
      );
    },
    /** Records why an admin reads a private report, which opens it for a quarter of an hour. */
    async openPrivate(ref: string, viewer: Viewer, reason: string): Promise<void> {
      await update(
        () => known(ref, viewer),
        (report, at) => change.override(null, reason, viewer, at),
      );
    },

    /** Where the file is and what it was called; for those who may have it, and recorded. */
    async fetchFile(
      ref: string,
      n: number,
      viewer: Viewer,
    ): Promise<{ readonly path: string; readonly name: string }> {
      const report = await visible(ref, viewer);
      const file = fileOf(report, n);
      const since = later(clock.now(), -OVERRIDE_MINUTES * MINUTE);
      if (!mayDownload(report, n, readerOf(viewer), since))
        throw new Forbidden('reports.not_your_file');
      if (!(await vault.has(file.sha256))) throw new NotFound('reports.file_gone');
      await update(
        () => visible(ref, viewer),
        (current, at) => change.read(current, n, viewer, at),
      );
      return { path: vault.pathOf(file.sha256), name: nameFor(viewer, report, file) };
    },
    /** A file as whoever sees the report may know it; NotFound for everybody else. */
    async visibleFile(ref: string, n: number, viewer: Viewer): Promise<VisibleFile> {
      const report = await visible(ref, viewer);
      const file = fileOf(report, n);
      return { report, file, name: nameFor(viewer, report, file) };
    },
    /** Records why an admin needs the file, which opens it for a quarter of an hour. */
    async override(ref: string, n: number, viewer: Viewer, reason: string): Promise<void> {
      await update(
        () => visible(ref, viewer),
        (report, at) => change.override(fileOf(report, n).n, reason, viewer, at),
      );
    },

    async linkDefect(
      reportId: string,
      defect: DefectSummary,
      by: { readonly id: string },
    ): Promise<Report> {
      const load = () => byId(reportId);
      await update(load, (report, at) => {
        if (report.defect?.id === defect.id && report.status === 'linked') return undefined;
        if (report.isPrivate && report.assigneeId !== by.id) throw new Forbidden('reports.private');
        return change.link(report, defect, by, at);
      });
      return load();
    },
    /** A decline that was overturned; nothing happens to a report that is not declined. */
    async reopen(reportId: string, by: { readonly id: string }): Promise<void> {
      await update(
        () => byId(reportId),
        (report, at) =>
          report.status === 'declined' ? change.changeStatus(report, 'triage', by, at) : undefined,
      );
    },
    async unlinkDefect(reportId: string, by: { readonly id: string }): Promise<void> {
      await update(
        () => byId(reportId),
        (report, at) => (report.defect ? change.unlink(report, by, at) : undefined),
      );
    },

    async claimExam(now: Date): Promise<ExamClaim | undefined> {
      const claim = await reports.claimExam(now);
      if (!claim) return undefined;
      const { report, attachment, leaseUntil } = claim;
      const { n, name, size, sha256, attempts } = attachment;
      const { id, ref, personId, unitId, modelCode, roundId, build, createdAt } = report;
      return {
        ...{ reportId: id, ref, personId, unitId, modelCode, roundId, build, createdAt },
        ...{ n, name, size, sha256, path: vault.pathOf(sha256), attempts: attempts + 1 },
        leaseUntil,
      };
    },
  };
}

const readerOf = (viewer: Viewer) => ({
  id: viewer.id,
  isQa: hasRole(viewer, 'qa'),
  isAdmin: hasRole(viewer, 'admin'),
});

function fileOf(report: Report, n: number): Attachment {
  const file = report.attachments.find((one) => one.n === n);
  if (!file) throw new NotFound();
  return file;
}
