import { DAY } from '../../kernel/clock.js';
import { calendarDay } from '../../kernel/time-zone.js';

/** Days from the return date on which a holder is reminded; negative ones come before it. */
export const RUNGS = [-7, -2, 0, 1, 3, 7] as const;
export type Rung = (typeof RUNGS)[number];

/** Calendar days since the return date on the programme's wall; negative while it is ahead. */
export function daysPast(returnBy: Date, now: Date, zone: string): number {
  const dayOf = (at: Date) => Date.parse(calendarDay(at, zone)) / DAY;
  return Math.round(dayOf(now) - dayOf(returnBy));
}

/** The last rung that was reached, also when the day itself was missed; undefined before the first. */
export const rungOf = (days: number): Rung | undefined => RUNGS.findLast((rung) => rung <= days);

/** After the last rung no mail helps: somebody of the programme calls. */
export const isForStaff = (days: number): boolean => days > RUNGS.at(-1)!;

export type DueTone = 'soon' | 'today' | 'overdue';
export const toneOf = (days: number): DueTone =>
  days < 0 ? 'soon' : days === 0 ? 'today' : 'overdue';

/** One reminder about one unit: rung by rung, or by an admin's hand. */
export interface Reminder {
  readonly id: string;
  readonly unitId: string;
  readonly personId: string;
  /** The return date it was about: a new one starts the ladder anew. */
  readonly returnBy: Date;
  /** Null for one that an admin sent. */
  readonly rung: Rung | null;
  readonly byId: string | null;
  /** The programme's day. */
  readonly day: string;
  readonly at: Date;
}

/** What the ladder looks at. */
export interface DueUnit {
  readonly id: string;
  readonly ref: string;
  readonly holderId: string;
  readonly returnBy: Date;
}

/** Identifies a rung that was said. */
export const rungKey = (unitId: string, returnBy: Date, rung: Rung): string =>
  `${unitId}:${returnBy.getTime()}:${rung}`;

export interface Step extends DueUnit {
  readonly days: number;
  readonly rung: Rung;
}

/** Units whose latest rung has not been said yet, the most overdue first. */
export function stepsOf(
  units: readonly DueUnit[],
  said: ReadonlySet<string>,
  now: Date,
  zone: string,
): readonly Step[] {
  return units
    .flatMap((unit) => {
      const days = daysPast(unit.returnBy, now, zone);
      const rung = rungOf(days);
      return rung === undefined || said.has(rungKey(unit.id, unit.returnBy, rung))
        ? []
        : [{ ...unit, days, rung }];
    })
    .sort((a, b) => b.days - a.days || (a.ref < b.ref ? -1 : 1));
}

/** References that a sentence names; more would be no sentence. */
const MOST_NAMED = 8;
export const namesOf = (refs: readonly string[]): string =>
  refs.slice(0, MOST_NAMED).join(', ') + (refs.length > MOST_NAMED ? ' …' : '');
