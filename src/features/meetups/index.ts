import type { Connection } from 'mongoose';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Counters } from '../../platform/counters.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import { createCityFigures, type CityServiceDeps } from './city-service.js';
import { doorRoutes } from './door-routes.js';
import { createMeetupQueries } from './meetup-queries.js';
import { meetupRoutes, type MeetupRoutesDeps } from './meetup-routes.js';
import { createMeetupService, type MeetupServiceDeps } from './meetup-service.js';
import { createMeetupStore } from './meetup-store.js';
import { createRsvpService } from './rsvp-service.js';
import { createTeller } from './teller-service.js';

export { rankCities, type CityFigure } from './city-figures.js';
export type { Meetup, MeetupPhase, Rsvp } from './meetup.js';

export interface MeetupsDeps
  extends
    CityServiceDeps,
    Pick<MeetupRoutesDeps, 'people' | 'programmeZone'>,
    Pick<MeetupServiceDeps, 'mayOrganise'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly translations: Translations;
  readonly notify: Notify;
}

export type Meetups = ReturnType<typeof createMeetups>;

/** Gatherings in a city: places, waitlist, door, and phones that change hands there. */
export function createMeetups(deps: MeetupsDeps) {
  const meetups = createMeetupStore(deps.connection);
  const queries = createMeetupQueries(deps.connection);
  const teller = createTeller({ ...deps, meetups, queries });
  const service = createMeetupService({ ...deps, meetups, queries, teller });
  const rsvps = createRsvpService({ ...deps, meetups, teller });
  const job: Job = { name: 'meetups.tell', everyMs: MINUTE, run: teller.sweep };
  const shared = {
    ...deps,
    ...{ service, rsvps, queries },
    cityFigures: createCityFigures(deps),
    unitsAtHand: deps.units.service.changingHands,
  };
  return {
    service,
    rsvps,
    sweep: teller.sweep,
    byRef: meetups.byRef,
    routes: [...meetupRoutes(shared), ...doorRoutes(shared)],
    jobs: [job],
  };
}
