import { HOUR, later } from '../../kernel/clock.js';
import type { Bilingual } from '../../kernel/people.js';

export const MEETUP_STATES = ['draft', 'proposed', 'announced', 'declined', 'cancelled'] as const;
export type MeetupState = (typeof MEETUP_STATES)[number];

/** What people see: an announced meetup is over when its time is. */
export type MeetupPhase = MeetupState | 'over';

export type MeetupAction = 'announce' | 'decline' | 'cancel';

/** By the programme, or by a tester whom an admin let. */
export type MeetupKind = 'official' | 'organised';

/** Gathering of testers in one city. */
export interface Meetup {
  readonly id: string;
  /** Such as M-3. */
  readonly ref: string;
  readonly kind: MeetupKind;
  readonly state: MeetupState;
  /** An organiser's own words stand in both languages. */
  readonly title: Bilingual;
  readonly about: Bilingual;
  readonly city: string;
  readonly venue: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** IANA name: times on the page are those of the place. */
  readonly zone: string;
  readonly capacity: number;
  readonly organiserId: string;
  /**
   * In the order in which people signed up: the first `capacity` of them have a place and the
   * others wait. So capacity can't be exceeded, and whoever leaves moves the next one up at once.
   */
  readonly rsvps: readonly Rsvp[];
  /** The last who left, so that the door can say so. */
  readonly cancellations: readonly Cancellation[];
  /** Raised by each change of the particulars. */
  readonly revision: number;
  readonly decidedById: string | null;
  /** Why it was declined or cancelled. */
  readonly reason: string;
  /** The state of which the organiser was told. */
  readonly organiserTold: MeetupState;
  readonly remindedAt: Date | null;
  readonly createdAt: Date;
}

export interface Rsvp {
  readonly personId: string;
  /** Shown at the door; random. */
  readonly code: string;
  readonly at: Date;
  readonly attendedAt: Date | null;
  readonly attendedById: string | null;
  /** The mark of what the person was told last; empty until then. */
  readonly told: string;
}

export interface Cancellation {
  readonly personId: string;
  readonly code: string;
  readonly at: Date;
}

/** What an organiser writes. */
export type Particulars = Pick<
  Meetup,
  'title' | 'about' | 'city' | 'venue' | 'startsAt' | 'endsAt' | 'zone' | 'capacity'
>;

export const CAPACITY_MAX = 200;
/** Places and waitlist together. */
export const RSVPS_MAX = 500;
export const CANCELLATIONS_KEPT = 200;
export const PROPOSALS_MAX = 3;
export const RSVP_CODE_LENGTH = 8;
export const REMINDER_MS = 24 * HOUR;

const TRANSITIONS: Record<MeetupState, Partial<Record<MeetupAction, MeetupState>>> = {
  draft: { announce: 'announced', cancel: 'cancelled' },
  proposed: { announce: 'announced', decline: 'declined', cancel: 'cancelled' },
  announced: { cancel: 'cancelled' },
  declined: {},
  cancelled: {},
};

export const nextMeetupState = (state: MeetupState, action: MeetupAction) =>
  TRANSITIONS[state][action];

/** Where a conditional update may start from. */
export const statesBefore = (action: MeetupAction): readonly MeetupState[] =>
  MEETUP_STATES.filter((state) => nextMeetupState(state, action) !== undefined);

export const meetupPhase = (meetup: Pick<Meetup, 'state' | 'endsAt'>, now: Date): MeetupPhase =>
  meetup.state === 'announced' && meetup.endsAt <= now ? 'over' : meetup.state;

export const isPublic = ({ state, rsvps }: Pick<Meetup, 'state' | 'rsvps'>): boolean =>
  state === 'announced' || (state === 'cancelled' && rsvps.length > 0);

export const isSigningUp = (meetup: Pick<Meetup, 'state' | 'startsAt'>, now: Date): boolean =>
  meetup.state === 'announced' && now < meetup.startsAt;

/** A proposal belongs to its organiser; what is announced, to admins. */
export const isEditable = (meetup: Meetup, isAdmin: boolean, now: Date): boolean =>
  meetup.state === 'proposed' ||
  (isAdmin && (meetup.state === 'draft' || isSigningUp(meetup, now)));

export type Standing = 'going' | 'waitlisted' | 'attended';

export interface Place {
  readonly rsvp: Rsvp;
  readonly standing: Standing;
  /** From 1: among those with a place, or on the waitlist. */
  readonly place: number;
}

type Room = Pick<Meetup, 'rsvps' | 'capacity'>;

/** Everybody with their standing, in the order of sign-up. */
export const placesOf = ({ rsvps, capacity }: Room): Place[] =>
  rsvps.map((rsvp, index) => {
    const isIn = index < capacity;
    const standing = rsvp.attendedAt ? 'attended' : isIn ? 'going' : 'waitlisted';
    return { rsvp, standing, place: isIn ? index + 1 : index + 1 - capacity };
  });

export const placeOf = (room: Room, personId: string): Place | undefined =>
  placesOf(room).find(({ rsvp }) => rsvp.personId === personId);

export const goingCount = ({ rsvps, capacity }: Room): number => Math.min(rsvps.length, capacity);
export const waitlistCount = (room: Room): number => room.rsvps.length - goingCount(room);

const DOOR_BEFORE_MS = 2 * HOUR;
const DOOR_AFTER_MS = 12 * HOUR;

/** When attendance may be confirmed: from shortly before the start to the night after. */
export const isDoorOpen = (
  meetup: Pick<Meetup, 'state' | 'startsAt' | 'endsAt'>,
  now: Date,
): boolean =>
  meetup.state === 'announced' &&
  later(meetup.startsAt, -DOOR_BEFORE_MS) <= now &&
  now <= later(meetup.endsAt, DOOR_AFTER_MS);

/** What a code stands for at this door. */
export type CodeMeaning = Standing | 'left' | 'unknown';
export const meaningOf = (
  meetup: Pick<Meetup, 'rsvps' | 'capacity' | 'cancellations'>,
  code: string,
): { readonly meaning: CodeMeaning; readonly place?: Place } => {
  const place = placesOf(meetup).find(({ rsvp }) => rsvp.code === code);
  if (place) return { meaning: place.standing, place };
  return { meaning: meetup.cancellations.some((one) => one.code === code) ? 'left' : 'unknown' };
};
