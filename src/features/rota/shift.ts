import { DAY, HOUR, later } from '../../kernel/clock.js';

/** When one engineer answers. Shifts of several people may overlap. */
export interface Shift {
  readonly id: string;
  readonly personId: string;
  readonly startsAt: Date;
  /** The first instant after it. */
  readonly endsAt: Date;
  /** What the shift is about; may be empty. */
  readonly remark: string;
  /** What its person left to those who come after; null while nothing was left. */
  readonly note: ShiftNote | null;
  readonly createdById: string;
  readonly createdAt: Date;
}

export interface ShiftNote {
  readonly text: string;
  readonly at: Date;
  /** The first of those on duty who says to have read it; it is shown to nobody any more then. */
  readonly readById: string | null;
  readonly readAt: Date | null;
}

export const SHIFT_MAX_MS = DAY;
export const AHEAD_MAX_MS = 56 * DAY;
/** A note may be left, or written anew, until so long after the shift. */
export const NOTE_UNTIL_MS = 12 * HOUR;
/** A note nobody has read is shown for so long. */
export const NOTE_SHOWN_MS = 2 * DAY;

export type ShiftTimes = Pick<Shift, 'startsAt' | 'endsAt'>;
/** A field of the form and a code of `rota.errors`. */
export type ShiftProblem = readonly ['startsAt' | 'endsAt', string];

/** Why there may be no such shift; undefined when there may. */
export function problemOf({ startsAt, endsAt }: ShiftTimes, now: Date): ShiftProblem | undefined {
  if (endsAt <= startsAt) return ['endsAt', 'rota.ends_first'];
  if (endsAt.getTime() - startsAt.getTime() > SHIFT_MAX_MS) return ['endsAt', 'rota.too_long'];
  if (endsAt <= now) return ['endsAt', 'rota.over'];
  if (startsAt > later(now, AHEAD_MAX_MS)) return ['startsAt', 'rota.too_far'];
  return undefined;
}

export const covers = ({ startsAt, endsAt }: ShiftTimes, at: Date): boolean =>
  startsAt <= at && at < endsAt;

/** Its person leaves a note from the beginning of the shift on, as long as nobody has read one. */
export const mayNote = (shift: Shift, personId: string, at: Date): boolean =>
  shift.personId === personId &&
  shift.startsAt <= at &&
  at <= later(shift.endsAt, NOTE_UNTIL_MS) &&
  shift.note?.readAt == null;

/**
 * Who is on duty by the shifts at that time. Where nobody planned one, everybody is, so that an
 * empty rota never leaves a report alone.
 */
export function onDuty(
  covering: readonly Pick<Shift, 'personId'>[],
  engineers: readonly string[],
): readonly string[] {
  const planned = new Set(covering.map(({ personId }) => personId));
  const present = engineers.filter((id) => planned.has(id));
  return present.length > 0 ? present : engineers;
}
