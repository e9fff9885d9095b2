import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newCode } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/people.js';
import type { Teller } from './teller-service.js';
import { markOf } from './meetup-news.js';
import { runs } from './meetup-service.js';
import type { MeetupStore } from './meetup-store.js';
import {
  isDoorOpen,
  isSigningUp,
  meaningOf,
  meetupPhase,
  placeOf,
  RSVP_CODE_LENGTH,
  RSVPS_MAX,
  type Meetup,
  type Place,
} from './meetup.js';

export interface RsvpServiceDeps {
  readonly meetups: MeetupStore;
  readonly teller: Teller;
  readonly clock: Clock;
}

export type RsvpService = ReturnType<typeof createRsvpService>;

/** Who comes: places, the waitlist and the door. */
export function createRsvpService({ meetups, teller, clock }: RsvpServiceDeps) {
  const load = async (ref: string): Promise<Meetup> => {
    const meetup = await meetups.byRef(ref);
    if (!meetup) throw new NotFound();
    return meetup;
  };

  /** Answers with the place; pressed twice, with the same one. */
  async function signUp(ref: string, personId: string): Promise<Place> {
    const rsvp = {
      personId,
      code: newCode(RSVP_CODE_LENGTH),
      at: clock.now(),
      attendedAt: null,
      attendedById: null,
      told: '',
    };
    const meetup = await meetups.signUp(ref, rsvp);
    const place = meetup && placeOf(meetup, personId);
    if (!place) return knownPlace(ref, personId);
    // The answer to this request tells them.
    await meetups.markTold(meetup.id, rsvp, markOf(meetup, place));
    return place;
  }

  async function knownPlace(ref: string, personId: string): Promise<Place> {
    const meetup = await load(ref);
    const place = placeOf(meetup, personId);
    if (place) return place;
    if (meetup.state === 'proposed' || meetup.state === 'draft') throw new NotFound();
    if (!isSigningUp(meetup, clock.now())) throw new Conflict('meetups.not_signing_up');
    throw new Conflict('meetups.waitlist_full', { max: RSVPS_MAX });
  }

  /** Frees the place; the next on the waitlist has it by the same write, and is told. */
  async function leave(ref: string, personId: string): Promise<void> {
    const meetup = await load(ref);
    const place = placeOf(meetup, personId);
    if (!place) return;
    if (place.standing === 'attended') throw new Conflict('meetups.attended_already');
    if (meetupPhase(meetup, clock.now()) === 'over')
      throw new Conflict('meetups.illegal_over', { ref });
    const { code } = place.rsvp;
    const left = await meetups.leave(meetup.id, { personId, code, at: clock.now() });
    if (left) await teller.tell(left);
  }

  /** Who stands at the door with this code, for those who run it. */
  async function lookUp(ref: string, code: string, viewer: Viewer) {
    const meetup = await load(ref);
    if (!runs(meetup, viewer)) throw new Forbidden('meetups.not_at_door');
    return { meetup, ...meaningOf(meetup, code) };
  }

  /** Once, however often it is confirmed. Refusals say what is wrong with the code. */
  async function confirm(ref: string, code: string, viewer: Viewer): Promise<Place> {
    const { meetup, meaning, place } = await lookUp(ref, code, viewer);
    if (meaning === 'attended' && place) return place;
    if (meaning === 'unknown') throw new InvalidInput({ code: { code: 'meetups.unknown_code' } });
    if (!isDoorOpen(meetup, clock.now())) throw new Conflict('meetups.door_closed');
    if (meaning === 'left' || !place) throw new Conflict('meetups.has_left');
    if (meaning === 'waitlisted') throw new Conflict('meetups.on_waitlist', { place: place.place });
    const isDone = await meetups.attend(meetup.id, code, clock.now(), viewer.id);
    // Somebody else at the door confirmed it, or the person left in this very moment.
    if (!isDone && meaningOf(await load(ref), code).meaning !== 'attended')
      throw new Conflict('meetups.has_left');
    return place;
  }

  return { signUp, leave, lookUp, confirm };
}
