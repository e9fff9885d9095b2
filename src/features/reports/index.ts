import type { News } from '../../kernel/news.js';
import type { Page } from '../../kernel/page-request.js';
import type { Language } from '../../kernel/people.js';
import type { Job } from '../../platform/jobs.js';
import type { ReceivedFile, Route } from '../../web/route.js';
import type { DefectSummary, ExamSummary, QueueView, Report, ReportKind } from './report.js';

export { isOnDuty, promiseState, DEFAULT_DUTY, dueAt, dutyBetween } from './first-response.js';
export type { Duty, PromiseState } from './first-response.js';
export { QUEUE_VIEWS } from './report.js';
export type {
  Attachment,
  AttachmentState,
  CrashSummary,
  DefectSummary,
  ExamNote,
  ExamSummary,
  Message,
  QueueView,
  Report,
  ReportKind,
  ReportStatus,
} from './report.js';

/** A line of a list: everything but words, files and books. */
export type ReportRow = Pick<
  Report,
  | 'id'
  | 'ref'
  | 'title'
  | 'kind'
  | 'language'
  | 'status'
  | 'personId'
  | 'unitId'
  | 'unitRef'
  | 'modelCode'
  | 'roundId'
  | 'build'
  | 'assigneeId'
  | 'waiting'
  | 'dueAt'
  | 'firstResponseAt'
  | 'firstResponderId'
  | 'defect'
  | 'createdAt'
>;

/** One attachment whose exam the caller now owns until `leaseUntil`. */
export interface ExamClaim {
  readonly reportId: string;
  readonly ref: string;
  readonly n: number;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** Where the bytes are. */
  readonly path: string;
  /** 1 on the first try. */
  readonly attempts: number;
  readonly leaseUntil: Date;
  readonly personId: string;
  readonly unitId: string;
  readonly modelCode: string;
  readonly roundId: string;
  readonly build: string | null;
  readonly createdAt: Date;
}

/** A report as its author sends it; a second one with the same key is the first. */
export interface NewReport {
  readonly clientKey: string;
  readonly unitRef: string;
  readonly kind: ReportKind;
  readonly text: string;
  readonly build: string;
  readonly happenedAt: string;
  readonly language: Language;
  /** Ids of files that arrived before the form. */
  readonly staged: readonly string[];
  /** Files of this very request. */
  readonly files: readonly ReceivedFile[];
}

export interface AttachmentReceived {
  readonly reportId: string;
}

export interface Reports {
  readonly service: {
    /** The stored report, new or the one that the key made before. */
    submit(person: { readonly id: string }, fresh: NewReport): Promise<Report>;
  };
  byRef(ref: string): Promise<Report | undefined>;
  byId(id: string): Promise<Report | undefined>;
  cards(ids: readonly string[]): Promise<ReadonlyMap<string, ReportRow>>;
  /** One query whatever the size of the queue; `waiting` by deadline, the others newest first. */
  queuePage(request: {
    readonly view: QueueView;
    readonly after: string | undefined;
    readonly viewerId: string;
  }): Promise<Page<ReportRow>>;
  mine(personId: string, after: string | undefined): Promise<Page<ReportRow>>;
  ofDefect(defectId: string, after: string | undefined): Promise<Page<ReportRow>>;
  ofUnit(unitId: string, after: string | undefined): Promise<Page<ReportRow>>;
  /** The oldest attachment that waits for its exam, or whose examiner's lease ran out. */
  claimExam(now: Date): Promise<ExamClaim | undefined>;
  /** False when the report has no such attachment. */
  recordExam(reportId: string, n: number, summary: ExamSummary): Promise<boolean>;
  /** Links, or moves the link; Conflict `reports.not_now` when the status does not allow it. */
  linkDefect(
    reportId: string,
    defect: DefectSummary,
    by: { readonly id: string },
  ): Promise<Report>;
  /** Copies the defect's news into every report that is linked to it. */
  updateDefect(defectId: string, defect: DefectSummary): Promise<void>;
  readonly attachmentReceived: News<AttachmentReceived>;
  readonly routes: readonly Route[];
  readonly jobs: readonly Job[];
}
