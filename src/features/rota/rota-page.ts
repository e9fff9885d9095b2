import { DAY, later } from '../../kernel/clock.js';
import { hasRole, type Viewer } from '../../kernel/people.js';
import { calendarDay, toLocalTime } from '../../kernel/time-zone.js';
import type { PersonCard } from '../accounts/index.js';
import { covers, mayNote, type Shift } from './shift.js';

export const WEEKS_SHOWN = 2;

export interface RotaFacts {
  readonly shifts: readonly Shift[];
  readonly notes: readonly Shift[];
  readonly engineers: readonly PersonCard[];
  readonly onDuty: readonly string[];
  readonly viewer: Viewer;
  readonly now: Date;
  readonly programmeZone: string;
  /** Monday 00:00 of this week there. */
  readonly from: Date;
}

type Names = ReadonlyMap<string, string>;

export function rotaModel({ shifts, notes, engineers, onDuty, viewer, ...facts }: RotaFacts) {
  const { now, programmeZone, from } = facts;
  const names: Names = new Map(engineers.map(({ id, name }) => [id, name]));
  const rows = shifts.map((shift) => shiftModel(shift, names, viewer, now, programmeZone));
  // Noon, so that a change of the clocks never counts a day twice.
  const days = Array.from({ length: WEEKS_SHOWN * 7 }, (_, at) =>
    calendarDay(later(from, at * DAY + DAY / 2), programmeZone),
  );
  return {
    dutyZone: programmeZone,
    isPlanned: shifts.some((shift) => covers(shift, now)),
    present: onDuty.flatMap((id) => names.get(id) ?? []),
    days: days.map((day, at) => ({
      day,
      weekday: (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const)[at % 7],
      isToday: day === calendarDay(now, programmeZone),
      shifts: rows.filter((row) => row.day === day),
    })),
    mayPlan: hasRole(viewer, 'qa') || hasRole(viewer, 'admin'),
    people: hasRole(viewer, 'admin')
      ? engineers.map(({ id, name }) => ({ value: id, label: name }))
      : [],
    notes: notesModel(notes, names),
    toNote: shifts
      .filter((shift) => mayNote(shift, viewer.id, now))
      .map((shift) => shiftModel(shift, names, viewer, now, programmeZone))
      .at(-1),
  };
}

/** What the partial `rota/_notes` shows. */
export const notesModel = (notes: readonly Shift[], names: Names) =>
  notes.flatMap(({ id, personId, note }) => {
    if (!note) return [];
    const { text, at } = note;
    return [{ id, author: names.get(personId) ?? '', text, at, seen: at.getTime() }];
  });

function shiftModel(shift: Shift, names: Names, viewer: Viewer, now: Date, zone: string) {
  const [day = '', start = ''] = toLocalTime(shift.startsAt, zone).split('T');
  const [lastDay = '', end = ''] = toLocalTime(shift.endsAt, zone).split('T');
  const isMine = shift.personId === viewer.id;
  return {
    ...{ id: shift.id, day, start, end, remark: shift.remark, isMine },
    endsNextDay: lastDay !== day,
    name: names.get(shift.personId),
    isNow: covers(shift, now),
    isOver: shift.endsAt <= now,
    noteText: shift.note?.text,
    canRemove: (isMine || hasRole(viewer, 'admin')) && shift.startsAt > now,
  };
}
