import { isStatusChange, type Message, type Report, type ReportEvent } from './report.js';

/**
 * How far the conversation was when a form was drawn: messages, events and the defect that stands
 * for the report's, such as `3.5.D-17`. Both lists only grow.
 */
export const editionOf = (report: Pick<Report, 'messages' | 'events' | 'defect'>): string =>
  `${report.messages.length}.${report.events.length}.${report.defect?.mergedInto ?? ''}`;

export interface Missed {
  /** What others of the staff said in public. */
  readonly messages: readonly Message[];
  /** How others changed the status. */
  readonly events: readonly ReportEvent[];
  /** The defect that the report's own was merged into. */
  readonly mergedInto: string | null;
}

const EDITION = /^(\d{1,6})\.(\d{1,6})\.(D-\d{1,12})?$/;

/**
 * What whoever answers has not seen; undefined when that is nothing. A form without an edition,
 * such as an answer to many at once, was made from no page: only a merge is held against it.
 */
export function missedBy(
  report: Pick<Report, 'messages' | 'events' | 'defect'>,
  edition: string | undefined,
  person: { readonly id: string },
): Missed | undefined {
  const [, said, done, known = ''] = EDITION.exec(edition ?? '') ?? [];
  const mergedInto = report.defect?.mergedInto ?? '';
  const missed: Missed = {
    messages: (said === undefined ? [] : report.messages.slice(Number(said))).filter(
      ({ byId, byStaff, internal }) => byStaff && !internal && byId !== person.id,
    ),
    events: (done === undefined ? [] : report.events.slice(Number(done))).filter(
      ({ byId, action }) => isStatusChange(action) && byId !== person.id,
    ),
    mergedInto: mergedInto === known || mergedInto === '' ? null : mergedInto,
  };
  const isNothing =
    missed.messages.length === 0 && missed.events.length === 0 && missed.mergedInto === null;
  return isNothing ? undefined : missed;
}
