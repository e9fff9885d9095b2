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

/** A line of a list for whoever did not take the report: that it is there, and no word of it. */
export const withoutWords = <Row extends Pick<Report, 'isPrivate' | 'title'>>(row: Row): Row =>
  row.isPrivate ? { ...row, title: '' } : row;
