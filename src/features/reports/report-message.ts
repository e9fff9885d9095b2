import { DAY, later } from '../../kernel/clock.js';
import { Conflict, InvalidInput } from '../../kernel/errors.js';
import { unfilledIn } from '../canned-answers/index.js';
import { dueAt, type DutyCalendar } from '../promise/index.js';
import { receivedAttachment, type Attachment } from './attachment.js';
import { missedBy, type Missed } from './edition.js';
import { responseClock } from './first-response.js';
import { eventOf, moved, NOTHING_OWED, type Hand, type ReportChange } from './report-change.js';
import {
  MESSAGES_MAX,
  nextStatus,
  REOPEN_DAYS,
  stopsClock,
  type Message,
  type Report,
  type ReportAction,
} from './report.js';

export interface Words {
  readonly key: string;
  readonly text: string;
  readonly internal: boolean;
  /** What staff does with the report in the same breath. */
  readonly action?: ReportAction | undefined;
  /** What the page showed on which an engineer wrote this: see `edition.ts`. */
  readonly basedOn?: string | undefined;
  readonly files?: readonly Pick<Attachment, 'name' | 'size' | 'sha256'>[];
}

/** A message with all it brings about: the status, the promise, the files. */
export function say(
  report: Report,
  words: Words,
  hand: Hand,
  at: Date,
  calendar: DutyCalendar,
): ReportChange {
  if (report.status === 'withdrawn') throw new Conflict('reports.withdrawn');
  if (report.messages.length >= MESSAGES_MAX)
    throw new Conflict('reports.too_long', { max: MESSAGES_MAX });
  const internal = hand.isStaff && words.internal;
  if (internal && words.action)
    throw new InvalidInput({ internal: { code: 'reports.public_only' } });
  const toAuthor = hand.isStaff && !internal;
  if (toAuthor) assertSendable(report, words, hand);
  const message: Message = {
    id: words.key,
    at,
    byId: hand.id,
    byStaff: hand.isStaff,
    text: words.text,
    internal,
  };
  const isAnswer = stopsClock(report, message, hand.isQa);
  const answered = isAnswer ? answeredBy(report, hand, at, calendar) : {};
  const action = hand.isStaff ? staffAction(report, words.action, internal) : authorAction(report);
  const step = action ? moved({ ...report, ...answered }, action, at) : {};
  return {
    set: {
      ...step,
      ...answered,
      ...(isAnswer ? { waiting: false } : {}),
      ...(toAuthor ? { tellFrom: report.tellFrom ?? at } : {}),
      ...(toAuthor && hand.isQa ? NOTHING_OWED : {}),
      ...(action === 'add' ? cameBack(report, at, calendar) : {}),
    },
    message,
    attachments: (words.files ?? []).map((file, index) =>
      receivedAttachment(report.attachments.length + 1 + index, file),
    ),
    events: action ? [eventOf(action, hand, at)] : [],
  };
}

/** An answer that its writer would take back is refused before the author reads it. */
function assertSendable(report: Report, words: Words, hand: Hand): void {
  const names = unfilledIn(words.text);
  if (names.length > 0) {
    const facts = { names: names.map((name) => `{{${name}}}`).join(' ') };
    throw new InvalidInput({ text: { code: 'answers.unfilled', facts } });
  }
  const missed = missedBy(report, words.basedOn, hand);
  if (missed) throw refusalOf(report, missed);
}

const refusalOf = ({ defect }: Report, { mergedInto, messages }: Missed): Conflict => {
  if (mergedInto !== null)
    return new Conflict('reports.defect_merged', { ref: defect?.ref ?? '', into: mergedInto });
  return new Conflict(
    messages.length > 0 ? 'reports.answered_meanwhile' : 'reports.moved_meanwhile',
  );
};

/**
 * The author's word opens the report again, and an engineer owes an answer to it. The promise, which
 * is about the first one, is not begun anew: where that is still to come, its own clock runs on.
 */
function cameBack(report: Report, at: Date, calendar: DutyCalendar): ReportChange['set'] {
  if (report.status === 'parked' && at > later(report.statusAt, REOPEN_DAYS * DAY))
    throw new Conflict('reports.parked_long', { days: REOPEN_DAYS });
  if (report.firstResponseAt === null) return {};
  if (report.reanswerDueAt) return { isReanswerTold: false };
  const { version } = calendar;
  return {
    ...{ cameBackAt: at, reanswerDueAt: dueAt(at, calendar), isReanswerTold: false },
    // Where the calendar was changed this moment, the clock is made anew with the next ones.
    ...(report.dueBy > version ? { dueBy: version } : {}),
  };
}

const answeredBy = (report: Report, hand: Hand, at: Date, calendar: DutyCalendar) => ({
  firstResponseAt: at,
  firstResponderId: hand.id,
  ...responseClock({ createdAt: report.createdAt, firstResponseAt: at }, calendar),
});

/** Whoever speaks to the tester has looked at the report. */
const staffAction = (
  report: Report,
  action: ReportAction | undefined,
  internal: boolean,
): ReportAction | undefined =>
  action ?? (report.status === 'new' && !internal ? 'triage' : undefined);

/** The author's word brings a report back that waited for it or seemed done. */
const authorAction = (report: Report): ReportAction | undefined =>
  nextStatus(report.status, 'add') ? 'add' : undefined;
