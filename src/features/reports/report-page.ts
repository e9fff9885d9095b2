import { later, MINUTE, SECOND } from '../../kernel/clock.js';
import type { Page } from '../../kernel/page-request.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import { dueAt, isOnDuty, type DutyCalendar } from '../promise/index.js';
import type { UnitCard } from '../units/index.js';
import type { AttachmentNames } from './attachment-names.js';
import { isLate } from './first-response.js';
import { knownWords, type Known } from './known.js';
import type { StagedFile } from './new-report.js';
import type { Attachment } from './attachment.js';
import { liftRefusal } from './privacy.js';
import {
  mayDownload,
  nextStatus,
  OVERRIDE_MINUTES,
  REPORT_KINDS,
  shownStatus,
  type Message,
  type Report,
  type ReportEvent,
  type ReportKind,
  type ReportRow,
  type ReportStatus,
} from './report.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

const ICONS: Record<ReportKind, string> = {
  crash: 'zap',
  problem: 'triangle-alert',
  suggestion: 'lightbulb',
  praise: 'heart',
};
const TONES: Record<ReportStatus, string> = {
  new: 'info',
  triaged: 'info',
  needs_info: 'warn',
  parked: '',
  linked: 'ok',
  answered: 'ok',
  declined: 'err',
  withdrawn: '',
};
const FILE_TONES: Record<Attachment['state'], string> = {
  received: '',
  examining: '',
  examined: 'ok',
  partial: 'warn',
  unreadable: 'warn',
};
const statusOf = (report: Pick<Report, 'status' | 'defect'>) => ({
  status: shownStatus(report),
  tone: TONES[report.status],
});

export interface FormFacts {
  readonly units: readonly UnitCard[];
  readonly clientKey: string;
  readonly staged: readonly StagedFile[];
  readonly unit: string | undefined;
  readonly limits: { readonly filesPerReport: number; readonly fileBytes: number };
  readonly now: Date;
  readonly calendar: DutyCalendar;
  readonly names: Pick<AttachmentNames, 'forOwner'>;
}

export const formModel = ({ units, unit, limits, now, calendar, names, ...rest }: FormFacts) => ({
  ...rest,
  staged: rest.staged.map((file) => ({ ...file, name: names.forOwner(file.name) })),
  units: units.map(({ ref, modelCode }) => ({ value: ref, label: `${ref} · ${modelCode}` })),
  onlyUnit: units.length === 1 ? units[0] : undefined,
  unit: units.some(({ ref }) => ref === unit) ? unit : units[0]?.ref,
  kinds: REPORT_KINDS.map((value) => ({ value, icon: ICONS[value] })),
  maxFiles: limits.filesPerReport,
  maxBytes: limits.fileBytes,
  isOnDuty: isOnDuty(now, calendar),
  minutes: calendar.responseMinutes,
  dueAt: dueAt(now, calendar),
});

/** A line of a list for people: what it is, where it stands, how long it waits. */
export const rowModel = (row: ReportRow) => ({
  ...row,
  ...statusOf(row),
  clock: clockOf(row),
});

export const listModel = (list: Page<ReportRow>, after: string | undefined) => ({
  next: list.next,
  after,
  rows: list.rows.map((row) => rowModel(row)),
});

/** What the clock shows: nothing for a report that was withdrawn before anybody answered. */
const clockOf = (report: Pick<Report, 'dueAt' | 'firstResponseAt' | 'responseMs' | 'waiting'>) => {
  const { dueAt, firstResponseAt, responseMs } = report;
  if (firstResponseAt && responseMs !== null)
    // An answer within the very millisecond took one, or the clock would still run.
    return { tookMs: Math.max(1, responseMs), isLate: isLate(report, firstResponseAt) };
  return report.waiting ? { due: dueAt } : undefined;
};

export interface ReportFacts {
  readonly report: Report;
  readonly viewer: Viewer;
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly defectChoices: readonly Choice[];
  readonly messageKey: string;
  readonly staged: readonly StagedFile[];
  readonly limits: { readonly filesPerReport: number; readonly fileBytes: number };
  readonly now: Date;
  readonly names: AttachmentNames;
  /** By the reference of the group of a crash. */
  readonly known: ReadonlyMap<string, Known>;
}

export function reportModel(facts: ReportFacts) {
  const { report, viewer, people, now, limits } = facts;
  const isOwner = report.personId === viewer.id;
  const seesAll = isStaff(viewer) && !isOwner;
  const nameOf = (id: string | null) => (id ? people.get(id)?.name : undefined);
  return {
    report: {
      ...report,
      ...statusOf(report),
      author: nameOf(report.personId),
      assignee: nameOf(report.assigneeId),
      isMoment:
        report.happenedAt === 'now' ||
        report.happenedAt === 'today' ||
        report.happenedAt === 'earlier',
    },
    clock: clockOf(report),
    isOwner,
    seesAll,
    // Not `back`: the buttons of the page's forms would take it for their own way back.
    origin: seesAll
      ? { href: '/desk', key: 'site.nav.desk' }
      : { href: '/reports', key: 'reports.mine.title' },
    messages: report.messages
      .filter((message) => seesAll || !message.internal)
      .map((message) => messageModel(message, nameOf)),
    files: report.attachments.map((file) => ({
      ...fileModel(file, report, viewer, now),
      crashes: file.crashes.map((crash) => ({
        ...crash,
        known: knownModel(facts.known.get(crash.groupRef ?? '')),
      })),
      name: isOwner
        ? facts.names.forOwner(file.name)
        : facts.names.forOthers(file.name, report.roundId),
    })),
    phones: phonesOf(report),
    filesLeft: limits.filesPerReport - report.attachments.length,
    maxBytes: limits.fileBytes,
    messageKey: facts.messageKey,
    staged: facts.staged.map((file) => ({ ...file, name: facts.names.forOwner(file.name) })),
    history: seesAll ? report.events.map((event) => eventModel(event, nameOf)) : [],
    defectChoices: facts.defectChoices,
    ...rights(report, viewer, isOwner, seesAll),
  };
}

const rights = (report: Report, viewer: Viewer, isOwner: boolean, seesAll: boolean) => {
  const can = (action: Parameters<typeof nextStatus>[1]) =>
    nextStatus(report.status, action) !== undefined;
  const isWithdrawn = report.status === 'withdrawn';
  return {
    canReply: isOwner && !isWithdrawn,
    canAnswer: seesAll && !isWithdrawn,
    canWithdraw: isOwner && can('withdraw'),
    canDispute: isOwner && isDeclined(report),
    canAssign: hasRole(viewer, 'qa') && seesAll && report.assigneeId !== viewer.id,
    canLink: hasRole(viewer, 'qa') && seesAll && can('link'),
    canMakePrivate: hasRole(viewer, 'qa') && seesAll && !report.isPrivate && !isWithdrawn,
    lift: liftModel(report, viewer, isOwner),
    moves: seesAll ? (['triage', 'park'] as const).filter(can) : [],
    answers: (['ask', 'answer', 'decline'] as const).filter(can),
  };
};

/** For whoever may end the privacy of the report, and for engineers who may not: why. */
function liftModel(report: Report, viewer: Viewer, isOwner: boolean) {
  const isQa = hasRole(viewer, 'qa');
  if (!report.isPrivate || report.status === 'withdrawn' || !(isOwner || isQa)) return undefined;
  const refusal = liftRefusal(report, { id: viewer.id, isQa });
  return { refusal: sentence(refusal?.code ?? null), ...refusal?.facts };
}

const eventModel = (event: ReportEvent, nameOf: (id: string | null) => string | undefined) => ({
  ...event,
  by: nameOf(event.byId),
  to: nameOf(event.toId ?? null),
});

/** By itself, or with its defect; for how long it can be disputed the page behind the link says. */
const isDeclined = ({ status, defect }: Report): boolean =>
  status === 'declined' ||
  (status === 'linked' && defect?.status === 'resolved' && defect.resolution !== 'fixed');

const messageModel = (message: Message, nameOf: (id: string) => string | undefined) => ({
  ...message,
  author: nameOf(message.byId) ?? '',
});

function fileModel(file: Attachment, report: Report, viewer: Viewer, now: Date) {
  const hand = { id: viewer.id, isQa: hasRole(viewer, 'qa'), isAdmin: hasRole(viewer, 'admin') };
  const canDownload = mayDownload(report, file.n, hand, later(now, -OVERRIDE_MINUTES * MINUTE));
  return {
    ...file,
    hash: file.sha256.slice(0, 8),
    tone: FILE_TONES[file.state],
    canDownload,
    canOverride: !canDownload && hand.isAdmin,
    reason: sentence(file.reason),
    warnings: file.warnings.map(({ code, facts }) => ({ key: sentence(code), facts })),
    doubts: file.doubts.map(({ code, facts }) => ({ key: sentence(code), facts })),
  };
}

const knownModel = (known: Known | undefined) =>
  known && { ...known, words: knownWords(known), isFixed: known.kind.startsWith('fixed') };

/** Each phone that the logs are of, once. */
function phonesOf({ attachments }: Report) {
  const phones = attachments.flatMap(({ phone }) => phone ?? []);
  const names = phones.map(({ fingerprint, device, build }) => [fingerprint, device, build].join());
  return phones
    .filter((_, at) => names.indexOf(names[at] ?? '') === at)
    .map((phone) => ({ ...phone, uptimeMs: (phone.uptimeSeconds ?? 0) * SECOND }));
}

/** `crashes.empty` reads `crashes.errors.empty`, as every code does. */
const sentence = (code: string | null): string | undefined => code?.replace('.', '.errors.');
