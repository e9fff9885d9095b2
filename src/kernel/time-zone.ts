import { MINUTE } from './clock.js';

/** Whether the runtime knows the IANA zone. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What the clock on the wall of `zone` shows at the instant. */
export function wallClock(at: Date, zone: string): WallClock {
  const parts = formatterOf(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/** Making one costs many times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();
/** Zones come from people too; the oldest is forgotten. */
const FORMATTERS_KEPT = 100;

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const [oldest] = formatters.keys();
  if (formatters.size >= FORMATTERS_KEPT && oldest !== undefined) formatters.delete(oldest);
  formatters.set(zone, made);
  return made;
}

const asUtc = (wall: WallClock): number =>
  Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);

/**
 * The instant at which the wall of `zone` shows that time. A time that a change of the clocks
 * skips gives the instant just after the gap; one that happens twice gives the first.
 */
export function instantOf(wall: WallClock, zone: string): Date {
  const wanted = asUtc(wall);
  const offsetAt = (instant: number) => asUtc(wallClock(new Date(instant), zone)) - instant;
  const before = offsetAt(wanted - 86_400_000);
  const first = wanted - before;
  if (asUtc(wallClock(new Date(first), zone)) === wanted) return new Date(first);
  const second = wanted - offsetAt(wanted + 86_400_000);
  if (asUtc(wallClock(new Date(second), zone)) === wanted) return new Date(second);
  let [inside, after] = [second, first];
  while (after - inside > MINUTE) {
    const middle = inside + Math.ceil((after - inside) / 2 / MINUTE) * MINUTE;
    if (offsetAt(middle) === before) inside = middle;
    else after = middle;
  }
  return new Date(after);
}

/** Reads `2026-11-22T17:00` as a time on the wall of `zone`. */
export function parseLocalTime(text: string, zone: string): Date {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number);
  return instantOf({ year, month, day, hour, minute }, zone);
}

/** The calendar day there, as `2026-11-22`. */
export function calendarDay(at: Date, zone: string): string {
  const { year, month, day } = wallClock(at, zone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** When the next calendar day begins there, however long this one is. */
export function nextMidnight(at: Date, zone: string): Date {
  const { year, month, day } = wallClock(at, zone);
  return instantOf({ year, month, day: day + 1, hour: 0, minute: 0 }, zone);
}

/** The value of `<input type="datetime-local">` for the instant. */
export function toLocalTime(at: Date, zone: string): string {
  const { hour, minute } = wallClock(at, zone);
  return `${calendarDay(at, zone)}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
