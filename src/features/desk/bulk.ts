import type { Language } from '../../kernel/people.js';
import { nextStatus, type Report, type ReportStatus } from '../reports/index.js';

/** What can be done to several reports at once. */
export const BULK_ACTIONS = ['take', 'hand', 'canned', 'ask', 'link', 'park', 'decline'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Reports that one bulk action is for at most. */
export const BULK_MAX = 50;

/** What is asked to be done; what the action does not need is empty. */
export interface BulkRequest {
  readonly action: BulkAction;
  /** The colleague's handle. */
  readonly to: string;
  /** The canned answer's reference. */
  readonly answer: string;
  /** The defect's reference. */
  readonly defect: string;
  /** What is said to each tester, in the language of the report. */
  readonly words: Readonly<Record<Language, string>>;
}

/** What the request names, as it was found. */
export interface BulkMeans {
  readonly colleagueId: string | undefined;
  /** The canned answer as this report gets it; undefined when it does not fit the report. */
  readonly filled: { readonly words: string; readonly missing: readonly string[] } | undefined;
}

/** What becomes of one report, or why nothing does: a code of `errors`. */
export interface BulkPlan {
  readonly refusal: string | undefined;
  readonly words: string | undefined;
  readonly statusAfter: ReportStatus;
}

type Subject = Pick<
  Report,
  'status' | 'assigneeId' | 'personId' | 'language' | 'isPrivate' | 'defect'
>;

const refused = (report: Subject, refusal: string, words?: string): BulkPlan => ({
  ...{ refusal, words },
  statusAfter: report.status,
});
const planned = (statusAfter: ReportStatus, words?: string): BulkPlan => ({
  ...{ refusal: undefined, words, statusAfter },
});

/** One's own reports, private ones and withdrawn ones are no matter for many at once. */
export function planFor(
  report: Subject,
  request: BulkRequest,
  means: BulkMeans,
  viewer: { readonly id: string },
): BulkPlan {
  if (report.isPrivate) return refused(report, 'desk.private');
  if (report.personId === viewer.id) return refused(report, 'desk.own');
  if (report.status === 'withdrawn') return refused(report, 'desk.withdrawn');
  switch (request.action) {
    case 'take':
      if (report.assigneeId === viewer.id) return refused(report, 'desk.already');
      return planned(seenStatus(report));
    case 'hand':
      return planHanding(report, means.colleagueId);
    case 'canned':
      return planCanned(report, means);
    case 'ask':
    case 'decline':
      return planWords(report, request.action, request.words[report.language]);
    case 'link':
      if (request.defect === '') return refused(report, 'desk.no_defect');
      if (report.defect?.ref === request.defect) return refused(report, 'desk.already');
      return planStep(report, 'link');
    case 'park':
      return planStep(report, 'park');
  }
}

/** Whoever takes a new report, or speaks to its author, has looked at it. */
const seenStatus = ({ status }: Subject): ReportStatus => (status === 'new' ? 'triaged' : status);

function planHanding(report: Subject, colleagueId: string | undefined): BulkPlan {
  if (colleagueId === undefined) return refused(report, 'desk.no_colleague');
  if (report.personId === colleagueId) return refused(report, 'desk.their_own');
  if (report.assigneeId === colleagueId) return refused(report, 'desk.already');
  return planned(report.status);
}

function planStep(report: Subject, action: 'link' | 'park' | 'ask' | 'decline', words?: string) {
  const status = nextStatus(report.status, action);
  return status ? planned(status, words) : refused(report, 'desk.not_now', words);
}

const planWords = (report: Subject, action: 'ask' | 'decline', words: string): BulkPlan =>
  words === ''
    ? refused(report, `desk.no_words_${langKey(report)}`)
    : planStep(report, action, words);

function planCanned(report: Subject, { filled }: BulkMeans): BulkPlan {
  if (!filled) return refused(report, 'desk.no_answer');
  if (filled.missing.length > 0) return refused(report, 'desk.unfilled', filled.words);
  return planned(seenStatus(report), filled.words);
}

const langKey = ({ language }: Pick<Report, 'language'>): 'en' | 'zh' =>
  language === 'en' ? 'en' : 'zh';

/** Whether the request was fulfilled already: a form that is sent twice finds its own work. */
export function isFulfilled(
  report: Pick<Report, 'assigneeId' | 'messages' | 'defect' | 'status'>,
  request: BulkRequest,
  { colleagueId }: Pick<BulkMeans, 'colleagueId'>,
  viewer: { readonly id: string },
  key: string,
): boolean {
  switch (request.action) {
    case 'take':
      return report.assigneeId === viewer.id;
    case 'hand':
      return colleagueId !== undefined && report.assigneeId === colleagueId;
    case 'link':
      return report.defect?.ref === request.defect;
    case 'park':
      return report.status === 'parked';
    default:
      return report.messages.some(({ id }) => id === key);
  }
}
