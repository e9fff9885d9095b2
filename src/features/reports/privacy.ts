import { Conflict, Forbidden, type Refusal } from '../../kernel/errors.js';
import type { Report } from './report.js';

export interface Reader {
  readonly id: string;
  readonly isQa: boolean;
  readonly isAdmin: boolean;
}

/**
 * Who reads the words of a report: its author and staff; of a private one the author, the engineer
 * who took it, and an admin who gave a reason since `overridesSince`.
 */
export function mayRead(
  report: Pick<Report, 'personId' | 'assigneeId' | 'isPrivate' | 'events'>,
  reader: Reader,
  overridesSince: Date,
): boolean {
  if (report.personId === reader.id) return true;
  if (!reader.isQa && !reader.isAdmin) return false;
  if (!report.isPrivate) return true;
  if (reader.isQa && report.assigneeId === reader.id) return true;
  return (
    reader.isAdmin &&
    report.events.some(
      ({ action, byId, n, at }) =>
        action === 'override' && byId === reader.id && n === null && at >= overridesSince,
    )
  );
}

/** What staff says about a private report is, as all its words, for whoever took it. */
export const isClosedTo = (
  report: Pick<Report, 'isPrivate' | 'assigneeId'> | undefined,
  personId: string,
): boolean => report?.isPrivate === true && report.assigneeId !== personId;

/** A line of a list for staff: of what is closed to the reader that it is there, and no word of it. */
export const withoutWords = <Row extends Pick<Report, 'isPrivate' | 'assigneeId' | 'title'>>(
  row: Row,
  readerId = '',
): Row => (isClosedTo(row, readerId) ? { ...row, title: '' } : row);

/**
 * Why this reader can't make a private report one like any other; undefined when they can. Who
 * asked for it decides: the author by the form, or an engineer later.
 */
export function liftRefusal(
  { personId, status, defect, events }: Pick<Report, 'personId' | 'status' | 'defect' | 'events'>,
  reader: Pick<Reader, 'id' | 'isQa'>,
): Refusal | undefined {
  const isAuthor = personId === reader.id;
  const isByStaff = events.some(({ action }) => action === 'make_private');
  if (!isAuthor && !reader.isQa) return new Forbidden();
  if (isAuthor && isByStaff) return new Forbidden('reports.staffs_mark');
  if (!isAuthor && !isByStaff) return new Forbidden('reports.authors_mark');
  if (status === 'withdrawn') return new Conflict('reports.withdrawn');
  return defect?.twin ? new Conflict('reports.embargoed_defect', { ref: defect.ref }) : undefined;
}
