import { calendarDay } from '../../kernel/time-zone.js';
import { standing, type CreditEntry } from './credit.js';
import { WORTH } from './credit-rule.js';

/** A line with the points of it that count. */
export interface CountedEntry extends CreditEntry {
  readonly counted: number;
  /** It was given more, and the limit of its day or week was reached. */
  readonly cappedBy: 'day' | 'week' | null;
}

/** The first day of the week, a Monday, as `2026-03-02`. */
export function weekOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const sinceMonday = (at.getUTCDay() + 6) % 7;
  return new Date(at.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The lines of one person with what counts of each, the oldest fact first: a rule gives no more
 * than its limit in a day and a week of the zone. A line that was taken back and the one that takes
 * it back count in full, so that together they are nothing and use up no limit.
 */
export function countEntries(
  entries: readonly CreditEntry[],
  zone: string,
): readonly CountedEntry[] {
  const live = new Set(standing(entries));
  const spent = new Map<string, number>();
  const isBefore = (one: CreditEntry, other: CreditEntry): number =>
    one.at.getTime() - other.at.getTime() ||
    compare(one.rule, other.rule) ||
    compare(one.subject, other.subject) ||
    compare(one.id, other.id);
  return [...entries].sort(isBefore).map((entry) => {
    if (!live.has(entry)) return { ...entry, counted: entry.points, cappedBy: null };
    const day = calendarDay(entry.at, zone);
    const { perDay, perWeek } = WORTH[entry.rule];
    const keys = [`${entry.rule} ${day}`, `${entry.rule} week ${weekOf(day)}`] as const;
    const left = [perDay - (spent.get(keys[0]) ?? 0), perWeek - (spent.get(keys[1]) ?? 0)] as const;
    const counted = Math.max(0, Math.min(entry.points, ...left));
    for (const key of keys) spent.set(key, (spent.get(key) ?? 0) + counted);
    const cappedBy = counted === entry.points ? null : left[0] <= left[1] ? 'day' : 'week';
    return { ...entry, counted, cappedBy };
  });
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export const totalOf = (entries: readonly CountedEntry[]): number =>
  entries.reduce((sum, { counted }) => sum + counted, 0);
