import { later } from '../../kernel/clock.js';
import {
  placesOf,
  REMINDER_MS,
  type Meetup,
  type MeetupState,
  type Place,
  type Rsvp,
} from './meetup.js';

/** What one person has still to be told, and the mark to set when they were. */
export interface Telling {
  readonly rsvp: Rsvp;
  readonly mark: string;
  readonly text: 'going' | 'waitlisted' | 'changed' | 'cancelled';
}

/** A mark is `<standing>:<revision>`: it changes when there is something new to tell. */
export const markOf = ({ revision, state }: Meetup, { standing }: Place): string =>
  `${state === 'cancelled' ? 'cancelled' : standing}:${revision}`;

/** Compares marks with what is true now, so that a crash in between only makes it later. */
export const untold = (meetup: Meetup): Telling[] =>
  placesOf(meetup).flatMap((place) => {
    const mark = markOf(meetup, place);
    const { rsvp } = place;
    if (place.standing === 'attended' || rsvp.told === mark) return [];
    return [{ rsvp, mark, text: textOf(rsvp.told, mark) }];
  });

function textOf(told: string, mark: string): Telling['text'] {
  const [before] = told.split(':');
  const [standing] = mark.split(':');
  return standing === before ? 'changed' : (standing as Telling['text']);
}

/** A decision of somebody else about what a tester proposed. */
export const organiserNews = (
  meetup: Pick<Meetup, 'kind' | 'state' | 'organiserTold' | 'organiserId' | 'decidedById'>,
): Extract<MeetupState, 'announced' | 'declined' | 'cancelled'> | undefined => {
  const { kind, state, organiserTold, organiserId, decidedById } = meetup;
  if (kind === 'official' || state === organiserTold || decidedById === organiserId)
    return undefined;
  return state === 'announced' || state === 'declined' || state === 'cancelled' ? state : undefined;
};

/** The day before, once, to those with a place. */
export const isReminderDue = (meetup: Meetup, now: Date): boolean =>
  meetup.state === 'announced' &&
  meetup.remindedAt === null &&
  now < meetup.startsAt &&
  later(meetup.startsAt, -REMINDER_MS) <= now;
