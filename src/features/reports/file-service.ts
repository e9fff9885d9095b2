import type { Clock } from '../../kernel/clock.js';
import { later, MINUTE } from '../../kernel/clock.js';
import { Forbidden, NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import type { FileVault } from '../../platform/file-vault.js';
import { readerOf, type ReportAccess } from './access-service.js';
import type { Attachment } from './attachment.js';
import type { AttachmentNames } from './attachment-names.js';
import type { ExamClaim } from './exam-claim.js';
import * as change from './report-change.js';
import type { ReportStore } from './report-store.js';
import { mayDownload, OVERRIDE_MINUTES, type Report } from './report.js';

export interface VisibleFile {
  readonly report: Report;
  readonly file: Attachment;
  /** What it was called, for its owner; for others without what is personal. */
  readonly name: string;
}

export interface FileServiceDeps {
  readonly access: Pick<ReportAccess, 'visible' | 'update'>;
  readonly reports: Pick<ReportStore, 'claimExam'>;
  readonly vault: Pick<FileVault, 'pathOf' | 'has'>;
  readonly names: AttachmentNames;
  readonly clock: Clock;
}

export type FileService = ReturnType<typeof createFileService>;

/** The files of reports: who may have them, and which of them wait for their exam. */
export function createFileService({ access, reports, vault, names, clock }: FileServiceDeps) {
  const { visible, update } = access;

  const nameFor = (viewer: Viewer, report: Report, { name }: Attachment): string =>
    report.personId === viewer.id ? names.forOwner(name) : names.forOthers(name, report.roundId);

  return {
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

function fileOf(report: Report, n: number): Attachment {
  const file = report.attachments.find((one) => one.n === n);
  if (!file) throw new NotFound();
  return file;
}
