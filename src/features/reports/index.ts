import type { Connection } from 'mongoose';
import { HOUR, MINUTE, SECOND, type Clock } from '../../kernel/clock.js';
import { createNews, type News } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Page } from '../../kernel/page-request.js';
import type { Viewer } from '../../kernel/people.js';
import type { Change } from '../../platform/changes.js';
import type { Counters } from '../../platform/counters.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import type { Route } from '../../web/route.js';
import { createUploads } from '../../web/upload.js';
import { uploadLimits, type UploadSettings } from '../../web/upload-limits.js';
import type { Accounts } from '../accounts/index.js';
import type { CannedAnswers } from '../canned-answers/index.js';
import type { AnswerReads, PromiseFeature } from '../promise/index.js';
import type { Rota } from '../rota/index.js';
import type { Units } from '../units/index.js';
import { createReportAccess } from './access-service.js';
import { createAlarms } from './alarm-service.js';
import { createAnswerQueries } from './answer-queries.js';
import { createAttachmentNames } from './attachment-names.js';
import { createEvidenceQueries, type ReportEvidence } from './evidence-queries.js';
import { createFileService, type VisibleFile } from './file-service.js';
import { createIntakeService, type IntakeLimits } from './intake-service.js';
import { createIntakeStore } from './intake-store.js';
import { createReckoning } from './reckoning-service.js';
import { createReportQueries } from './report-queries.js';
import { answerFactsOf } from './answer-page.js';
import { createEngineerQueries } from './engineer-queries.js';
import { engineerRoutes, type QualityOf } from './engineer-routes.js';
import type { AnswersFor, BesideOf, DefectChoices } from './one-report-routes.js';
import { reportRoutes } from './report-routes.js';
import { createReportService, type ReportService } from './report-service.js';
import { createReportStore } from './report-store.js';
import { createTelling } from './telling-service.js';
import { createTellingStore } from './telling-store.js';
import { createSubmitService } from './submit-service.js';
import type { ExamClaim, ExamSummary } from './exam-claim.js';
import type { KnownOf } from './known.js';
import type { AttachmentReceived, AuthorWrote, NewReport, StagedBytes } from './new-report.js';
import type { QueueRequest, QueueRow } from './queue.js';
import { createQueueQueries, type QueueCounts } from './queue-queries.js';
import type { DefectExtent, DefectSummary, Report, ReportRow } from './report.js';

export type { EngineerQuality } from './engineer-figures.js';
export type { ReportEvidence } from './evidence-queries.js';
export { editionOf } from './edition.js';
export { isLate } from './first-response.js';
export type { VisibleFile } from './file-service.js';
export type { ExamClaim, ExamSummary } from './exam-claim.js';
export type { AttachmentReceived, AuthorWrote, NewReport, StagedBytes } from './new-report.js';
export { isClosedTo } from './privacy.js';
export { defectBehind, hasFix, knownOf, knownWords, placeOf } from './known.js';
export type { CrashRole, Known, KnownOf, LinkedCrash } from './known.js';
export { QUEUE_COUNT_MAX, QUEUE_VIEWS } from './queue.js';
export type { QueueFilter, QueueRequest, QueueRow, QueueView } from './queue.js';
export type { QueueCounts } from './queue-queries.js';
export { isOpen, nextStatus, REPORT_KINDS, REPORT_STATUSES, shownStatus } from './report.js';
export type {
  Attachment,
  AttachmentState,
  CrashSummary,
  ExamNote,
  PhoneFacts,
} from './attachment.js';
export type {
  DefectExtent,
  DefectSummary,
  Message,
  Report,
  ReportKind,
  ReportRow,
  ReportStatus,
} from './report.js';

/** Makes the clocks of all reports anew after the promise was changed. */
export const RECKON_JOB = 'reports.reckon';

/** Reminds authors of questions, and parks what stays without an answer. */
export const CHASE_JOB = 'reports.chase';

/** Tells staff of deadlines that are near, and of those that were missed. */
export const ALARM_JOB = 'reports.alarms';

export interface Reports {
  readonly service: {
    /** The stored report, new or the one that the key made before. */
    submit(person: { readonly id: string }, fresh: NewReport): Promise<Report>;
  };
  /** What staff does to a report, one by one or to many at once. */
  readonly acts: Pick<ReportService, 'say' | 'assign' | 'handTo' | 'changeStatus'>;
  byRef(ref: string): Promise<Report | undefined>;
  /**
   * For the author, staff, and of a private one who took it.
   * @throws NotFound for everybody else, Forbidden `reports.private` for other staff.
   */
  visible(ref: string, viewer: Viewer): Promise<Report>;
  /** The canned answers that fit the report, filled for it. */
  readonly answersFor: AnswersFor;
  /** For staff and the owner; NotFound for everybody else. */
  visibleFile(ref: string, n: number, viewer: Viewer): Promise<VisibleFile>;
  byId(id: string): Promise<Report | undefined>;
  /** By id; a private one has its title only for the reader who took it. */
  cards(ids: readonly string[], readerId?: string): Promise<ReadonlyMap<string, ReportRow>>;
  /** Whole, for who makes something of all that they say. */
  byIds(ids: readonly string[]): Promise<readonly Report[]>;
  /** How soon reports were answered, and which were not in time. */
  readonly answers: AnswerReads;
  /** Which reports were changed after the mark, the oldest change first. */
  changes(mark: Change | undefined, limit: number): Promise<readonly Change[]>;
  /** Two queries whatever the size of the queue; `waiting` by deadline, the others newest first. */
  queuePage(request: QueueRequest): Promise<Page<QueueRow>>;
  queueCounts(viewerId: string): Promise<QueueCounts>;
  mine(personId: string, after: string | undefined): Promise<Page<ReportRow>>;
  /** Reports linked to any of them, the newest first. */
  ofDefects(defectIds: readonly string[], after: string | undefined): Promise<Page<ReportRow>>;
  /** How far the defects reach, as the reports that are linked to any of them say. */
  extentOf(defectIds: readonly string[]): Promise<DefectExtent>;
  /** When the first of their reports that wait for an answer is due; undefined when none waits. */
  nextDueOf(defectIds: readonly string[]): Promise<Date | undefined>;
  /** Which of the units, by reference, any report linked to one of the defects is about. */
  unitsIn(defectIds: readonly string[], unitIds: readonly string[]): Promise<readonly string[]>;
  /** How many private reports are linked to any of them. */
  privateCountOf(defectIds: readonly string[]): Promise<number>;
  /**
   * Who may be named as a reporter of each of the defects: each person once, who did so first being
   * the first, and nobody for a private report.
   */
  reportersOf(defectIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * By the reference of the defect, who of the people told of it, or of what was merged into it, in
   * private reports only, and so is not to be named.
   */
  unnamedAmong(
    defects: readonly Pick<DefectSummary, 'id' | 'ref'>[],
    personIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** The units each of the defects was reported from, each once, the first of them first. */
  unitsBehind(defectIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Reports linked to one of the defects that were neither declined nor withdrawn. */
  evidenceOf(defectIds: readonly string[]): Promise<readonly ReportEvidence[]>;
  /** The reports themselves, whatever became of them. */
  evidenceIn(ids: readonly string[]): Promise<readonly ReportEvidence[]>;
  /** The builds of the model that the person's latest reports, or their logs, tell of. */
  buildsToldBy(personId: string, modelCode: string): Promise<readonly string[]>;
  /** What the person reported about one of the defects or what was merged into it, the oldest first. */
  linkedTo(
    defects: readonly Pick<DefectSummary, 'id' | 'ref'>[],
    personId: string,
  ): Promise<readonly ReportRow[]>;
  ofUnit(unitId: string, after: string | undefined): Promise<Page<ReportRow>>;
  /** How many reports of each person were neither declined nor withdrawn; none: not in the map. */
  keptCounts(personIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The oldest attachment that waits for its exam, or whose examiner's lease ran out. */
  claimExam(now: Date): Promise<ExamClaim | undefined>;
  /** How many other units of the model sent logs of a phone with that device name; 2 is many. */
  unitsNaming(modelCode: string, device: string, unitId: string): Promise<number>;
  /** A file that the person sent ahead of a form; undefined for everybody else's. */
  stagedFile(personId: string, id: string): Promise<StagedBytes | undefined>;
  /** False when the report has no such attachment. */
  recordExam(reportId: string, n: number, summary: ExamSummary): Promise<boolean>;
  /**
   * Links, or moves the link that goes to `fromId`; Conflict `reports.not_now` when the status does
   * not allow it. False when the report is linked to something else by now.
   */
  linkDefect(
    reportId: string,
    defect: DefectSummary,
    by: { readonly id: string },
    fromId: string | null,
  ): Promise<boolean>;
  /** Back to the queue, without a defect; nothing happens to a report that has not that one. */
  unlinkDefect(reportId: string, by: { readonly id: string }, defectId: string): Promise<void>;
  /** Back to the queue, if it is declined. */
  reopen(reportId: string, by: { readonly id: string }): Promise<void>;
  /** Copies the defect's news into every report that is linked to it. */
  updateDefect(defectId: string, defect: DefectSummary): Promise<void>;
  /** When the people wrote: their reports, files and answers at `from` or later, before `to`. */
  writtenBetween(
    personIds: readonly string[],
    from: Date,
    to: Date,
  ): Promise<readonly AuthorWrote[]>;
  readonly attachmentReceived: News<AttachmentReceived>;
  readonly authorWrote: News<AuthorWrote>;
  readonly routes: readonly Route[];
  readonly jobs: readonly Job[];
}

export interface ReportsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly vault: FileVault;
  readonly units: Pick<Units, 'service'>;
  readonly people: Pick<Accounts, 'cards' | 'withRole'>;
  readonly notify: Notify;
  readonly promise: Pick<PromiseFeature, 'current'>;
  readonly rota: Pick<Rota, 'onDutyAt' | 'shiftsBetween'>;
  readonly cannedAnswers: Pick<CannedAnswers, 'choicesFor'>;
  readonly limits: IntakeLimits & UploadSettings;
  readonly programmeZone: string;
  /** Makes the pseudonyms in names of files. */
  readonly secret: string;
  /** Known defects of a model that a report may be linked to; a later feature brings them. */
  readonly defectChoices?: DefectChoices;
  /** What is known of the crashes of a report; a later feature brings it. */
  readonly known?: KnownOf;
  /** What the desk puts beside a report that QA reads; a later feature brings it. */
  readonly beside?: BesideOf;
  /** The version of the release that brought a fix; a later feature knows. */
  readonly releaseOf?: (defectId: string, fixBuild: string) => Promise<string | undefined>;
  /** What became of an engineer's fixes and declines; later features know. */
  readonly qualityOf?: QualityOf;
}

/** What testers send about their units, the conversation over it and the promise to answer. */
export function createReports(deps: ReportsDeps): Reports {
  const { connection, clock, limits, vault, log, promise } = deps;
  const reports = createReportStore(connection);
  const queries = createReportQueries(connection);
  const names = createAttachmentNames(deps.secret);
  const intake = createIntakeService({
    ...{ reports, names, vault, clock, limits, zone: deps.programmeZone },
    intake: createIntakeStore(connection),
  });
  const attachmentReceived = createNews<AttachmentReceived>((error, { reportId }) => {
    log.error({ err: error, reportId }, 'nobody heard of the new attachment');
  });
  const authorWrote = createNews<AuthorWrote>((error, { ref }) => {
    log.error({ err: error, ref }, 'nobody heard what the author wrote');
  });
  const telling = createTelling({ ...deps, reports, store: createTellingStore(connection) });
  const access = createReportAccess({ reports, clock });
  const service = createReportService({
    ...{ access, intake, clock, promise, attachmentReceived, authorWrote, telling },
  });
  const fileService = createFileService({ access, reports, vault, names, clock });
  const submit = createSubmitService({
    ...{ reports, intake, clock, promise, attachmentReceived, authorWrote },
    counters: deps.counters,
    units: deps.units.service,
  });
  const uploads = createUploads({
    limits: uploadLimits(limits, { busyCode: 'reports.busy' }),
    newPath: vault.newPath,
    freeBytes: vault.freeBytes,
    admit: intake.admit,
  });
  const answersFor: AnswersFor = async (report) => {
    const { personId, defect } = report;
    const [cards, release] = await Promise.all([
      deps.people.cards([personId]),
      defect?.fixBuild ? deps.releaseOf?.(defect.id, defect.fixBuild) : undefined,
    ]);
    return deps.cannedAnswers.choicesFor(answerFactsOf(report, cards.get(personId)?.name, release));
  };
  return {
    service: { submit },
    acts: service,
    answersFor,
    byRef: (ref) => reports.byRef(ref),
    visible: service.visible,
    visibleFile: fileService.visibleFile,
    byId: reports.byId,
    ...queries,
    ...createQueueQueries(connection),
    ...createEvidenceQueries(connection),
    answers: createAnswerQueries(connection),
    claimExam: fileService.claimExam,
    async stagedFile(personId, id) {
      const [file] = await intake.stagedOf({ id: personId }, [id]);
      return file && { sha256: file.sha256, path: vault.pathOf(file.sha256) };
    },
    recordExam: (id, n, summary) => reports.recordExam(id, n, summary, clock.now()),
    linkDefect: service.linkDefect,
    unlinkDefect: service.unlinkDefect,
    reopen: service.reopen,
    updateDefect: (id, defect) => reports.updateDefect(id, defect, clock.now()),
    attachmentReceived,
    authorWrote,
    routes: [
      ...engineerRoutes({ ...deps, ...createEngineerQueries(connection) }),
      ...reportRoutes({
        ...deps,
        names,
        service,
        fileService,
        submit,
        queries,
        intake,
        uploads,
        answersFor,
      }),
    ],
    jobs: [
      { name: CHASE_JOB, everyMs: 10 * MINUTE, run: telling.chase },
      { name: 'reports.tell', everyMs: MINUTE, run: telling.sweep },
      { name: RECKON_JOB, everyMs: MINUTE, run: createReckoning({ reports, promise }) },
      {
        name: ALARM_JOB,
        everyMs: 15 * SECOND,
        run: createAlarms({ ...deps, reports }),
      },
      { name: 'reports.sweep', everyMs: HOUR, run: intake.sweep },
    ],
  };
}
