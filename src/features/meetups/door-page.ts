import type { PersonCard } from '../accounts/index.js';
import type { UnitCard } from '../units/index.js';
import { isDoorOpen, placesOf, type Meetup, type Place } from './meetup.js';
import type { Words } from './meetup-page.js';

type People = ReadonlyMap<string, PersonCard>;

const TONES = { attended: 'ok', going: 'info', waitlisted: 'warn' } as const;

const guest = ({ rsvp, standing, place }: Place, people: People, { say }: Words) => ({
  name: people.get(rsvp.personId)?.name ?? '',
  handle: people.get(rsvp.personId)?.handle ?? '',
  code: rsvp.code,
  standing: say(`meetups.standings.${standing}`, { place }),
  tone: TONES[standing],
  attendedAt: rsvp.attendedAt ?? undefined,
});

export interface DoorView {
  readonly meetup: Meetup;
  readonly people: People;
  /** Part of a name or handle. */
  readonly q: string;
  readonly now: Date;
  readonly words: Words;
}

/** The list at the door, by name: no camera needed. */
export function doorModel({ meetup, people, q, now, words }: DoorView) {
  const wanted = q.toLowerCase();
  const isOpen = isDoorOpen(meetup, now);
  const places = placesOf(meetup);
  const guests = places
    .map((place) => ({
      ...guest(place, people, words),
      canConfirm: isOpen && place.standing === 'going',
    }))
    .filter(({ name, handle }) => `${name}\n${handle}`.toLowerCase().includes(wanted));
  return {
    ref: meetup.ref,
    heading: meetup.title[words.language],
    isOpen,
    q,
    guests: guests.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    attended: places.filter(({ standing }) => standing === 'attended').length,
    going: places.filter(({ standing }) => standing !== 'waitlisted').length,
  };
}

export interface CodeView {
  readonly meetup: Meetup;
  readonly meaning: string;
  readonly place: Place | undefined;
  readonly people: People;
  readonly now: Date;
  readonly words: Words;
}

/** What a scanned code says, before anything is written down. */
export const codeModel = ({ meetup, meaning, place, people, now, words }: CodeView) => ({
  ref: meetup.ref,
  heading: words.say(`meetups.codes.${meaning}`),
  text: words.say(`meetups.codes.${meaning}_text`, { place: place?.place ?? 0 }),
  guest: place && guest(place, people, words),
  isOpen: isDoorOpen(meetup, now),
  canConfirm: meaning === 'going' && isDoorOpen(meetup, now),
  isKnown: place !== undefined,
});

export interface DeskView {
  readonly meetup: Meetup;
  readonly people: People;
  readonly units: readonly UnitCard[];
  readonly words: Words;
}

const TO_HAND_OVER: readonly string[] = ['reserved', 'packed'];

/** Whose phones change hands at this meetup: those to give out, and those to take back. */
export function deskModel({ meetup, people, units, words }: DeskView) {
  const guests = new Map(placesOf(meetup).map((place) => [place.rsvp.personId, place]));
  const rows = units.flatMap((unit) => {
    const place = guests.get(unit.holderId ?? '');
    return place
      ? [
          {
            ...guest(place, people, words),
            unit: unit.ref,
            state: words.say(`units.states.${unit.state}`),
            isOut: TO_HAND_OVER.includes(unit.state),
          },
        ]
      : [];
  });
  return {
    ref: meetup.ref,
    heading: meetup.title[words.language],
    giveOut: rows.filter(({ isOut }) => isOut),
    takeBack: rows.filter(({ isOut }) => !isOut),
  };
}
