import type { Facts } from '../../kernel/errors.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import type { Page } from '../../kernel/page-request.js';
import { toLocalTime } from '../../kernel/time-zone.js';
import { rankCities, type CityFigure } from './city-figures.js';
import type { MeetupRow } from './meetup-queries.js';
import {
  goingCount,
  isEditable,
  isSigningUp,
  meetupPhase,
  nextMeetupState,
  placeOf,
  waitlistCount,
  type Meetup,
  type MeetupKind,
  type MeetupPhase,
} from './meetup.js';

export interface Words {
  readonly say: (key: string, facts?: Facts) => string;
  readonly language: Language;
  /** The moment on the clocks of the place. */
  readonly timeIn: (at: Date, zone: string, style?: 'full' | 'time') => string;
}

export interface Named {
  readonly handle: string;
  readonly name: string;
}

const TONES: Partial<Record<MeetupPhase, string>> = {
  proposed: 'info',
  announced: 'ok',
  declined: 'err',
  cancelled: 'err',
};

type Times = Pick<Meetup, 'startsAt' | 'endsAt' | 'zone'>;

/** "3 Mar 2026, 14:00 – 17:00", with both days where it goes past midnight. */
function spanText({ startsAt, endsAt, zone }: Times, { timeIn }: Words): string {
  const isOneDay =
    toLocalTime(startsAt, zone).slice(0, 10) === toLocalTime(endsAt, zone).slice(0, 10);
  return `${timeIn(startsAt, zone)} – ${timeIn(endsAt, zone, isOneDay ? 'time' : 'full')}`;
}

const rowModel = (row: MeetupRow, words: Words, now: Date) => {
  const phase = meetupPhase(row, now);
  const left = Math.max(0, row.capacity - row.signedUp);
  const waiting = Math.max(0, row.signedUp - row.capacity);
  return {
    ref: row.ref,
    title: row.title[words.language],
    city: row.city,
    time: spanText(row, words),
    isOfficial: row.kind === 'official',
    phase: words.say(`meetups.phases.${phase}`),
    tone: TONES[phase],
    isOpen: phase === 'announced',
    places: waiting
      ? words.say('meetups.waiting', { count: waiting })
      : words.say('meetups.places_left', { count: left }),
    signedUp: words.say('meetups.signed_up', { count: row.signedUp }),
  };
};

export interface ListView {
  readonly found: Page<MeetupRow>;
  readonly mine: readonly MeetupRow[];
  readonly isPast: boolean;
  readonly after: string | undefined;
  readonly viewer: Viewer | undefined;
  readonly now: Date;
  readonly words: Words;
}

export const listModel = ({ found, mine, isPast, after, viewer, now, words }: ListView) => ({
  rows: found.rows.map((row) => rowModel(row, words, now)),
  mine: mine.map((row) => rowModel(row, words, now)),
  next: found.next,
  after,
  isPast,
  canPropose: hasRole(viewer, 'tester') && !hasRole(viewer, 'admin'),
  canCreate: hasRole(viewer, 'admin'),
});

export interface ShowView {
  readonly meetup: Meetup;
  readonly viewer: Viewer | undefined;
  readonly organiser: Named | undefined;
  readonly baseUrl: string;
  readonly now: Date;
  readonly words: Words;
}

export function showModel(view: ShowView) {
  const { meetup, viewer, organiser, words, now } = view;
  const isAdmin = hasRole(viewer, 'admin');
  const isOrganiser = viewer?.id === meetup.organiserId;
  const isRunning = isAdmin || isOrganiser;
  const phase = meetupPhase(meetup, now);
  const isOver = phase === 'over';
  const place = viewer && placeOf(meetup, viewer.id);
  const may = (action: Parameters<typeof nextMeetupState>[1]) =>
    !isOver && nextMeetupState(meetup.state, action) !== undefined;
  const canDecline = isAdmin && !isOrganiser && may('decline');
  return {
    ref: meetup.ref,
    heading: meetup.title[words.language],
    about: meetup.about[words.language],
    phase: words.say(`meetups.phases.${phase}`),
    tone: TONES[phase],
    reason: phase === 'declined' || phase === 'cancelled' ? meetup.reason : '',
    city: meetup.city,
    venue: viewer ? meetup.venue : '',
    time: spanText(meetup, words),
    zone: meetup.zone,
    isOfficial: meetup.kind === 'official',
    organiser,
    capacity: meetup.capacity,
    going: goingCount(meetup),
    waiting: waitlistCount(meetup),
    place: place && {
      ...placeWords(place.standing, place.place, words),
      isGoing: place.standing === 'going',
      code: place.rsvp.code,
      url: `${view.baseUrl}/meetups/${meetup.ref}/attend/${place.rsvp.code}`,
    },
    isPlaceShown: place !== undefined && phase !== 'cancelled',
    canSignUp: hasRole(viewer, 'tester') && !place && isSigningUp(meetup, now),
    isFull: meetup.rsvps.length >= meetup.capacity,
    mustSignIn: !viewer && isSigningUp(meetup, now),
    canLeave: place !== undefined && place.standing !== 'attended' && phase === 'announced',
    canSave: phase === 'announced',
    isRunning,
    canEdit: isRunning && isEditable(meetup, isAdmin, now),
    canAnnounce: isAdmin && may('announce') && !(isOrganiser && meetup.kind === 'organised'),
    canDecline,
    canCancel: isRunning && may('cancel'),
    /** Tells its field from that of the decline form. */
    cancelPrefix: canDecline ? 'cancel' : 'f',
    canDoor: isRunning && (phase === 'announced' || isOver),
    canDesk: isAdmin && (phase === 'announced' || isOver),
  };
}

const placeWords = (standing: string, place: number, { say }: Words) => ({
  title: say(`meetups.place.${standing}`, { place }),
  text: say(`meetups.place.${standing}_text`, { place }),
});

export interface FormView {
  readonly kind: MeetupKind;
  readonly zone: string;
  readonly zones: readonly string[];
  readonly city?: string;
  readonly meetup?: Meetup;
}

/** The form of a new or an existing meetup. */
export const formModel = ({ kind, zone, zones, city, meetup }: FormView) => ({
  isOfficial: kind === 'official',
  zones: [...new Set([meetup?.zone ?? zone, zone, ...zones])].map((value) => ({
    value,
    label: value,
  })),
  ref: meetup?.ref,
  stored: meetup
    ? {
        title: meetup.title.en,
        title_zh: meetup.title['zh-CN'],
        about: meetup.about.en,
        about_zh: meetup.about['zh-CN'],
        city: meetup.city,
        venue: meetup.venue,
        startsAt: toLocalTime(meetup.startsAt, meetup.zone),
        endsAt: toLocalTime(meetup.endsAt, meetup.zone),
        zone: meetup.zone,
        capacity: meetup.capacity,
        revision: meetup.revision,
      }
    : { city, zone, capacity: 40 },
});

const BARS_MAX = 20;

export interface AdminView {
  readonly undecided: readonly MeetupRow[];
  readonly figures: readonly CityFigure[];
  readonly now: Date;
  readonly words: Words;
}

export const adminModel = ({ undecided, figures, now, words }: AdminView) => {
  const ranked = rankCities(figures).slice(0, BARS_MAX);
  return {
    undecided: undecided.map((row) => rowModel(row, words, now)),
    hasFigures: ranked.length > 0,
    holders: ranked.map(({ city, holders }) => ({ label: city, value: holders })),
    applicants: ranked.map(({ city, applicants }) => ({
      label: city,
      value: applicants,
      series: 2,
    })),
    cities: ranked.map((figure) => ({
      ...figure,
      plan: `/meetups/new?city=${encodeURIComponent(figure.city)}`,
    })),
  };
};
