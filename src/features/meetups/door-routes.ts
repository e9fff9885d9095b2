import type { Clock } from '../../kernel/clock.js';
import type { Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import type { PersonCard } from '../accounts/index.js';
import type { UnitCard } from '../units/index.js';
import { codeModel, deskModel, doorModel } from './door-page.js';
import * as input from './meetup-input.js';
import { wordsIn } from './meetup-routes.js';
import type { MeetupService } from './meetup-service.js';
import type { RsvpService } from './rsvp-service.js';

export interface DoorRoutesDeps {
  readonly service: MeetupService;
  readonly rsvps: RsvpService;
  readonly people: (ids: readonly string[]) => Promise<ReadonlyMap<string, PersonCard>>;
  /** Units on their way to these people, or due back from them. */
  readonly unitsAtHand: (personIds: readonly string[]) => Promise<readonly UnitCard[]>;
  readonly translations: Translations;
  readonly clock: Clock;
}

/** On the day: who is here, and which phones change hands. */
export function doorRoutes(deps: DoorRoutesDeps): Route[] {
  const { service, rsvps, clock } = deps;

  async function door(ref: string, viewer: Viewer, facts: RequestFacts, q: string): Promise<Reply> {
    const meetup = await service.ownOf(ref, viewer);
    const people = await deps.people(meetup.rsvps.map(({ personId }) => personId));
    const view = { meetup, people, q, now: clock.now(), words: wordsIn(deps, facts.language) };
    return page('meetups/door', text('meetups.door.title', { ref }), doorModel(view));
  }

  return [
    get('/meetups/:ref/door', {
      access: 'member',
      input: input.showDoor,
      handle: ({ input, viewer, facts }) => door(input.ref, viewer, facts, input.q),
    }),
    get('/meetups/:ref/attend/:code', {
      access: 'member',
      input: input.showCode,
      async handle({ input: { ref, code }, viewer, facts }) {
        const found = await rsvps.lookUp(ref, code, viewer);
        const people = await deps.people(found.place ? [found.place.rsvp.personId] : []);
        const words = wordsIn(deps, facts.language);
        const view = { ...found, place: found.place, people, now: clock.now(), words };
        return page('meetups/attend', text('meetups.attend.title', { ref }), codeModel(view));
      },
    }),
    post('/meetups/:ref/attendances', {
      access: 'member',
      input: input.confirmAttendance,
      retry: ({ params, viewer, facts }) => door(params['ref'] ?? '', viewer, facts, ''),
      async handle({ input: { ref, code }, viewer }) {
        await rsvps.confirm(ref, code, viewer);
        return redirect(`/meetups/${ref}/door`, 'meetups.flash.attended');
      },
    }),
    get('/meetups/:ref/desk', {
      access: 'admin',
      input: input.showMeetup,
      async handle({ input: { ref }, viewer, facts }) {
        const meetup = await service.ownOf(ref, viewer);
        const ids = meetup.rsvps.map(({ personId }) => personId);
        const [people, units] = await Promise.all([deps.people(ids), deps.unitsAtHand(ids)]);
        const words = wordsIn(deps, facts.language);
        const model = deskModel({ meetup, people, units, words });
        return page('meetups/desk', text('meetups.desk.title', { ref }), model);
      },
    }),
  ];
}
