/** What a calendar is told of a meetup. */
export interface CalendarEvent {
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  readonly place: string;
  readonly url: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly changedAt: Date;
  readonly revision: number;
  readonly isCancelled: boolean;
}

/** An iCalendar file of one event (RFC 5545): times in UTC, lines of at most 75 bytes. */
export const calendarFile = (event: CalendarEvent): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Firstbatch//Meetups//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    `DTSTAMP:${stamp(event.changedAt)}`,
    `SEQUENCE:${event.revision}`,
    `DTSTART:${stamp(event.startsAt)}`,
    `DTEND:${stamp(event.endsAt)}`,
    `SUMMARY:${escaped(event.title)}`,
    ...(event.about ? [`DESCRIPTION:${escaped(event.about)}`] : []),
    `LOCATION:${escaped(event.place)}`,
    `URL:${event.url}`,
    `STATUS:${event.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map((text) => `${folded(text)}\r\n`)
    .join('');

const stamp = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');

const escaped = (text: string): string =>
  text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n');

const LINE_BYTES = 75;

/** A long line goes on after a line end and a space; no character is cut in two. */
function folded(text: string): string {
  let line = '';
  let bytes = 0;
  for (const point of text) {
    const size = Buffer.byteLength(point);
    if (bytes + size > LINE_BYTES) {
      line += '\r\n ';
      bytes = 1;
    }
    line += point;
    bytes += size;
  }
  return line;
}
