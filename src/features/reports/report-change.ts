import { later, MINUTE } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput } from '../../kernel/errors.js';
import type { Attachment } from './attachment.js';
import { liftRefusal } from './privacy.js';
import {
  isOpen,
  needsWords,
  nextStatus,
  OVERRIDE_MINUTES,
  shownStatus,
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

/** Something that happened, for the history of the report. */
export const eventOf = (
  action: ReportEvent['action'],
  by: { readonly id: string } | null,
  at: Date,
  more: Partial<Pick<ReportEvent, 'n' | 'reason' | 'toId'>> = {},
): ReportEvent => ({ at, byId: by?.id ?? null, action, n: null, reason: '', ...more });

type Moved = Pick<Report, 'firstResponseAt' | 'status' | 'statusAt' | 'tellFrom'>;

/** Nobody waits for a second answer. */
export const NOTHING_OWED = { reanswerDueAt: null, cameBackAt: null } as const;

/** The fields of a status; throws a Conflict where the table has no such step. */
export function moved(report: Moved, action: ReportAction, at: Date): ReportChange['set'] {
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
