import type { Bilingual, Language } from '../../kernel/people.js';
import { clip } from '../../kernel/text.js';
import type { Attachment } from './attachment.js';

export const REPORT_KINDS = ['crash', 'problem', 'suggestion', 'praise'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const REPORT_STATUSES = [
  'new',
  'triaged',
  'needs_info',
  'parked',
  'linked',
  'answered',
  'declined',
  'withdrawn',
] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

export const REPORT_ACTIONS = [
  'triage',
  'ask',
  'add',
  'park',
  'link',
  'unlink',
  'answer',
  'decline',
  'withdraw',
] as const;
export type ReportAction = (typeof REPORT_ACTIONS)[number];

/** The answer is due soon, or is late. */
export type ReportAlarm = 'soon' | 'late';

/** What a tester sent about one unit, with everything that was said and found since. */
export interface Report {
  readonly id: string;
  /** `R-1024` */
  readonly ref: string;
  /** Makes a form that is sent twice one report, together with the person. */
  readonly clientKey: string;
  /** Raised by every change of the conversation, the status, the defect or the list of files. */
  readonly version: number;
  readonly personId: string;
  readonly unitId: string;
  readonly unitRef: string;
  readonly modelCode: string;
  readonly roundId: string;
  /** The build the unit ran, as the tester or the unit says. */
  readonly build: string | null;
  /** Who named the build; null for reports of before this was noted. */
  readonly buildFrom: 'form' | 'unit' | 'log' | null;
  readonly kind: ReportKind;
  /** The first line of the text, cut for lists. */
  readonly title: string;
  readonly text: string;
  /** Of the person's pages when the report was written. */
  readonly language: Language;
  /** `now`, `today`, or when it happened in the tester's words. */
  readonly happenedAt: string;
  readonly status: ReportStatus;
  readonly statusAt: Date;
  /** Somebody of QA still has something to do: follows from the status, stored for the index. */
  readonly isOpen: boolean;
  /** The promise runs: no engineer has said anything to the tester yet. */
  readonly waiting: boolean;
  readonly dueAt: Date;
  readonly firstResponseAt: Date | null;
  readonly firstResponderId: string | null;
  /** How much duty passed until the first answer, in milliseconds; null without one. */
  readonly responseMs: number | null;
  /** The version of the promise by which `dueAt` and `responseMs` were made. */
  readonly dueBy: number;
  /** What staff was told of the deadline last; null before anything. */
  readonly alarm: ReportAlarm | null;
  readonly assigneeId: string | null;
  /** Its words are for the author and whoever took it, and for nobody else. */
  readonly isPrivate: boolean;
  /** The author was reminded of the question that stands. */
  readonly isReminded: boolean;
  /**
   * By when an engineer answers the word with which the author brought the report back; null when
   * nothing of that kind waits. A clock of our own: the promise is about the first answer.
   */
  readonly reanswerDueAt: Date | null;
  /** When that word came. */
  readonly cameBackAt: Date | null;
  /** Staff was told that it is near. */
  readonly isReanswerTold: boolean;
  /** When the first thing happened that the author has still to be told of; null: all is told. */
  readonly tellFrom: Date | null;
  readonly messages: readonly Message[];
  readonly attachments: readonly Attachment[];
  readonly defect: DefectSummary | null;
  readonly events: readonly ReportEvent[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

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
  | 'isPrivate'
  | 'waiting'
  | 'dueAt'
  | 'firstResponseAt'
  | 'firstResponderId'
  | 'responseMs'
  | 'defect'
  | 'createdAt'
>;

/** Never changed and never deleted. Its id is the client key of the form that sent it. */
export interface Message {
  readonly id: string;
  readonly at: Date;
  readonly byId: string;
  readonly byStaff: boolean;
  readonly text: string;
  /** For staff only. */
  readonly internal: boolean;
}

/** What happened to the report besides words: for staff, and for the books. */
export interface ReportEvent {
  readonly at: Date;
  /** Null when the system did it. */
  readonly byId: string | null;
  readonly action:
    ReportAction | 'assign' | 'hand_over' | 'make_private' | 'lift_private' | 'override' | 'read';
  /** The file that was read, or that an override is for; null for one of the whole report. */
  readonly n: number | null;
  readonly reason: string;
  /** Who has the report from then on. */
  readonly toId?: string;
}

/** Taking, handing over and reading change no status of their own. */
export const isStatusChange = (action: ReportEvent['action']): action is ReportAction =>
  (REPORT_ACTIONS as readonly string[]).includes(action);

/** The known thing behind the report, kept up to date by the defects. */
export interface DefectSummary {
  readonly id: string;
  readonly ref: string;
  /** For everybody: of a defect under embargo what stands in for it, in English. */
  readonly title: string;
  /** What stands in for the title under embargo. */
  readonly twin?: Bilingual | null;
  /** Status, resolution and fix are those of the defect that it is merged into, if it is. */
  readonly status: string;
  readonly resolution: string | null;
  readonly fixBuild: string | null;
  /** Reference of the defect that stands for it now; null when it stands for itself. */
  readonly mergedInto?: string | null;
}

/** What reports of some defects say of how far these reach. */
export interface DefectExtent {
  readonly reportCount: number;
  /** Each once. */
  readonly unitIds: readonly string[];
  readonly personIds: readonly string[];
  readonly builds: readonly string[];
}

/** Every legal change, read as `TRANSITIONS[status][action] = next`; `add` is the tester's word. */
const TRANSITIONS: Readonly<Record<ReportStatus, Partial<Record<ReportAction, ReportStatus>>>> = {
  new: {
    triage: 'triaged',
    ask: 'needs_info',
    link: 'linked',
    answer: 'answered',
    decline: 'declined',
    withdraw: 'withdrawn',
  },
  triaged: {
    ask: 'needs_info',
    link: 'linked',
    answer: 'answered',
    decline: 'declined',
    withdraw: 'withdrawn',
  },
  needs_info: {
    triage: 'triaged',
    ask: 'needs_info',
    add: 'triaged',
    park: 'parked',
    link: 'linked',
    answer: 'answered',
    decline: 'declined',
    withdraw: 'withdrawn',
  },
  parked: { triage: 'triaged', add: 'triaged', link: 'linked', withdraw: 'withdrawn' },
  linked: { link: 'linked', unlink: 'triaged' },
  answered: { triage: 'triaged', add: 'triaged', link: 'linked' },
  declined: { triage: 'triaged', add: 'triaged', link: 'linked' },
  withdrawn: {},
};

/** Undefined when the status does not allow the action. */
export const nextStatus = (status: ReportStatus, action: ReportAction): ReportStatus | undefined =>
  TRANSITIONS[status][action];

/** Asking, answering and declining are said to the tester; a status alone says nothing. */
export const needsWords = (action: ReportAction): boolean =>
  action === 'ask' || action === 'answer' || action === 'decline';

const OPEN: ReadonlySet<ReportStatus> = new Set(['new', 'triaged', 'needs_info']);
export const isOpen = (status: ReportStatus): boolean => OPEN.has(status);

/** Only a person of QA who is not the author stops the clock, and only in public. */
export const stopsClock = (
  report: Pick<Report, 'personId' | 'firstResponseAt'>,
  message: Pick<Message, 'byId' | 'internal'>,
  isQa: boolean,
): boolean =>
  report.firstResponseAt === null && isQa && !message.internal && message.byId !== report.personId;

export const TITLE_LENGTH = 80;
export const titleOf = (text: string): string => clip(text.split('\n', 1)[0] ?? '', TITLE_LENGTH);

export const TEXT_MAX = 10_000;
export const MESSAGES_MAX = 500;
/** An unanswered question is parked after this; the tester's next word opens it again. */
export const PARK_AFTER_HOURS = 72;
export const REMIND_AFTER_HOURS = 36;
/** For how long the author's word opens a parked report again; later a new one is due. */
export const REOPEN_DAYS = 365;
/** For how long a recorded reason lets an admin fetch the file; and readings are one reading. */
export const OVERRIDE_MINUTES = 15;

/** What people read as the status: "resolved" is what the linked defect says. */
export const shownStatus = (
  report: Pick<Report, 'status'> & { readonly defect: Pick<DefectSummary, 'status'> | null },
): ReportStatus | 'resolved' =>
  report.status === 'linked' &&
  (report.defect?.status === 'resolved' || report.defect?.status === 'verified')
    ? 'resolved'
    : report.status;

/** Raw files are for the owner and the engineer on the report; an admin gives a reason first. */
export function mayDownload(
  report: Pick<Report, 'personId' | 'assigneeId' | 'events'>,
  n: number,
  viewer: { readonly id: string; readonly isQa: boolean; readonly isAdmin: boolean },
  overridesSince: Date,
): boolean {
  if (report.personId === viewer.id) return true;
  if (viewer.isQa && report.assigneeId === viewer.id) return true;
  return (
    viewer.isAdmin &&
    report.events.some(
      (event) =>
        event.action === 'override' &&
        event.byId === viewer.id &&
        event.n === n &&
        event.at >= overridesSince,
    )
  );
}
