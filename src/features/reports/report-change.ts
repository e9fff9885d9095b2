import { DAY, later, MINUTE } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput } from '../../kernel/errors.js';
import { unfilledIn } from '../canned-answers/index.js';
import { dueAt, type DutyCalendar } from '../promise/index.js';
import { missedBy, type Missed } from './edition.js';
import { responseClock } from './first-response.js';
import { receivedAttachment, type Attachment } from './attachment.js';
import { liftRefusal } from './privacy.js';
import {
  isOpen,
  MESSAGES_MAX,
  needsWords,
  nextStatus,
  OVERRIDE_MINUTES,
  REOPEN_DAYS,
  shownStatus,
  stopsClock,
  type Message,
  type Report,
  type ReportAction,
  type ReportEvent,
} from './report.js';

/** Who does something to a report, as far as the rules care. */
export interface Hand {
  readonly id: string;
  readonly isQa: boolean;
  /** QA or admin, and not the author: authors stay authors whatever else they are. */
  readonly isStaff: boolean;
}

/** What one atomic update writes. */
export interface ReportChange {
  readonly set: Partial<
    Pick<
      Report,
      | 'status'
      | 'statusAt'
      | 'isOpen'
      | 'waiting'
      | 'firstResponseAt'
      | 'firstResponderId'
      | 'responseMs'
      | 'dueAt'
      | 'dueBy'
      | 'assigneeId'
      | 'defect'
      | 'isPrivate'
      | 'isReminded'
      | 'reanswerDueAt'
      | 'cameBackAt'
      | 'isReanswerTold'
      | 'tellFrom'
    >
  >;
  readonly message?: Message;
  readonly attachments?: readonly Attachment[];
  readonly events: readonly ReportEvent[];
}

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

const eventOf = (
  action: ReportEvent['action'],
  by: { readonly id: string } | null,
  at: Date,
  more: Partial<Pick<ReportEvent, 'n' | 'reason' | 'toId'>> = {},
): ReportEvent => ({ at, byId: by?.id ?? null, action, n: null, reason: '', ...more });

type Moved = Pick<Report, 'firstResponseAt' | 'status' | 'statusAt' | 'tellFrom'>;

/** Nobody waits for a second answer. */
const NOTHING_OWED = { reanswerDueAt: null, cameBackAt: null } as const;

/** The fields of a status; throws a Conflict where the table has no such step. */
function moved(report: Moved, action: ReportAction, at: Date): ReportChange['set'] {
  const status = nextStatus(report.status, action);
  if (!status) throw new Conflict('reports.not_now');
  const waiting = report.firstResponseAt === null && status !== 'withdrawn';
  return {
    ...{ status, statusAt: at, isOpen: isOpen(status), waiting },
    ...(action === 'ask' ? { isReminded: false } : {}),
    ...(action === 'park' ? { tellFrom: report.tellFrom ?? at } : {}),
    // Who takes the report back, and whose silence parked it, waits for no answer.
    ...(action === 'park' || action === 'withdraw' ? NOTHING_OWED : {}),
  };
}

/** A status changed without a word; asking, answering and declining need some. */
export function changeStatus(
  report: Report,
  action: ReportAction,
  by: { readonly id: string } | null,
  at: Date,
): ReportChange {
  if (needsWords(action)) throw new Conflict('reports.say_why');
  return { set: moved(report, action, at), events: [eventOf(action, by, at)] };
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

/** Nobody works on what they wrote: an alarm would ring for nobody. */
function assertNotOwn({ personId }: Pick<Report, 'personId'>, engineerId: string): void {
  if (personId === engineerId) throw new Forbidden('reports.own');
}

/**
 * Takes the report; a new one counts as looked at, which stops no clock. From a colleague only where
 * the form knew that they have it: `from`, empty for nobody.
 */
export function assign(report: Report, hand: Hand, at: Date, from?: string): ReportChange {
  assertNotOwn(report, hand.id);
  if (from !== undefined && from !== (report.assigneeId ?? ''))
    throw new Conflict('reports.taken_meanwhile');
  const step = report.status === 'new' ? moved(report, 'triage', at) : {};
  return { set: { ...step, assigneeId: hand.id }, events: [eventOf('assign', hand, at)] };
}

/** Goes to another engineer, by hand or because its own is off duty; no clock begins anew. */
export function handOver(
  report: Pick<Report, 'personId'>,
  toId: string,
  at: Date,
  by: { readonly id: string } | null = null,
): ReportChange {
  assertNotOwn(report, toId);
  return { set: { assigneeId: toId }, events: [eventOf('hand_over', by, at, { toId })] };
}

/** From now on only for the author and who takes it, until an engineer ends that. */
export function makePrivate(
  report: Pick<Report, 'isPrivate' | 'defect'>,
  by: { readonly id: string },
  at: Date,
): ReportChange | undefined {
  if (report.isPrivate) return undefined;
  if (report.defect && !report.defect.twin) throw new Conflict('reports.public_defect');
  return { set: { isPrivate: true }, events: [eventOf('make_private', by, at)] };
}

/** A report like any other again; where an engineer says so, the author is told. */
export function liftPrivate(
  report: Report,
  reason: string,
  hand: Hand,
  at: Date,
): ReportChange | undefined {
  if (!report.isPrivate) return undefined;
  const refusal = liftRefusal(report, hand);
  if (refusal) throw refusal;
  return {
    set: { isPrivate: false, ...(hand.isStaff ? { tellFrom: report.tellFrom ?? at } : {}) },
    events: [eventOf('lift_private', hand, at, { reason })],
  };
}

/** Writes down why an admin fetches a raw file; null: why an admin reads a private report. */
export const override = (
  n: number | null,
  reason: string,
  by: { readonly id: string },
  at: Date,
): ReportChange => ({ set: {}, events: [eventOf('override', by, at, { n, reason })] });

/** Writes down that somebody else than the author fetches a raw file; once in a while is enough. */
export function read(
  report: Pick<Report, 'personId' | 'events'>,
  n: number,
  by: { readonly id: string },
  at: Date,
): ReportChange | undefined {
  const since = later(at, -OVERRIDE_MINUTES * MINUTE);
  const isKnown = report.events.some(
    (event) =>
      event.action === 'read' && event.byId === by.id && event.n === n && event.at >= since,
  );
  if (report.personId === by.id || isKnown) return undefined;
  return { set: {}, events: [eventOf('read', by, at, { n })] };
}

/**
 * A private report only goes behind a defect that is under embargo, whose page tells nothing. Of one
 * that has ended already the author is told as if the link had been there.
 */
export function link(
  report: Report,
  defect: NonNullable<Report['defect']>,
  by: { readonly id: string },
  at: Date,
): ReportChange {
  if (report.isPrivate && !defect.twin)
    throw new InvalidInput({ defect: { code: 'reports.not_embargoed' } });
  const step = { ...moved(report, 'link', at), defect };
  const isEnded = shownStatus({ status: 'linked', defect }) === 'resolved';
  return {
    set: isEnded ? { ...step, tellFrom: report.tellFrom ?? at } : step,
    events: [eventOf('link', by, at, { reason: defect.ref })],
  };
}

/** Back to the queue: what was thought to be behind it is not. */
export const unlink = (report: Report, by: { readonly id: string }, at: Date): ReportChange => ({
  set: { ...moved(report, 'unlink', at), defect: null },
  events: [eventOf('unlink', by, at, { reason: report.defect?.ref ?? '' })],
});
