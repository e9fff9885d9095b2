import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { attachment, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import { dateText } from '../../web/view-text.js';
import type { PersonCard } from '../accounts/index.js';
import { calendarFile } from './calendar-file.js';
import type { CityFigure } from './city-figures.js';
import * as input from './meetup-input.js';
import { adminModel, formModel, listModel, showModel, type Words } from './meetup-page.js';
import type { MeetupQueries } from './meetup-queries.js';
import { kindFor, type MeetupService } from './meetup-service.js';
import type { RsvpService } from './rsvp-service.js';
import { isEditable } from './meetup.js';

export interface MeetupRoutesDeps {
  readonly service: MeetupService;
  readonly rsvps: RsvpService;
  readonly queries: MeetupQueries;
  readonly people: (ids: readonly string[]) => Promise<ReadonlyMap<string, PersonCard>>;
  readonly cityFigures: () => Promise<readonly CityFigure[]>;
  readonly translations: Translations;
  readonly clock: Clock;
  readonly programmeZone: string;
}

export const wordsIn = (
  { translations }: Pick<MeetupRoutesDeps, 'translations'>,
  language: Language,
): Words => ({
  say: (key, facts = {}) => translations.translate(language, key, facts),
  language,
  timeIn: (at, zone, style = 'full') => dateText(at, language, zone, style),
});

export const meetupRoutes = (deps: MeetupRoutesDeps): readonly Route[] => [
  ...listRoutes(deps),
  ...formRoutes(deps),
  ...oneRoutes(deps),
];

function listRoutes(deps: MeetupRoutesDeps): Route[] {
  const { queries, clock } = deps;
  return [
    get('/meetups', {
      access: 'public',
      input: input.listMeetups,
      async handle({ input: { when, after }, viewer, facts }) {
        const now = clock.now();
        const isPast = when === 'past';
        const isFirst = viewer && !isPast && after === undefined;
        const [found, mine] = await Promise.all([
          queries.publicPage(isPast, after, now),
          isFirst ? queries.mine(viewer.id, now) : [],
        ]);
        const words = wordsIn(deps, facts.language);
        const view = { found, mine, isPast, after, viewer, now, words };
        return page('meetups/index', text('meetups.title'), listModel(view));
      },
    }),
    get('/admin/meetups', {
      access: 'admin',
      async handle({ facts }) {
        const now = clock.now();
        const [undecided, figures] = await Promise.all([
          queries.undecided(now),
          deps.cityFigures(),
        ]);
        const words = wordsIn(deps, facts.language);
        const model = adminModel({ undecided, figures, now, words });
        return page('meetups/admin', text('meetups.admin.title'), model);
      },
    }),
  ];
}

/** Proposing and changing. */
function formRoutes(deps: MeetupRoutesDeps): Route[] {
  const { service, clock, programmeZone } = deps;

  function newPage(viewer: Viewer, city?: string): Reply {
    const kind = kindFor(viewer);
    const zones = [programmeZone];
    const model = formModel({ kind, zone: viewer.zone, zones, ...(city ? { city } : {}) });
    return page('meetups/form', text(`meetups.form.new_${kind}`), model);
  }
  async function editPage(ref: string, viewer: Viewer): Promise<Reply> {
    const meetup = await service.ownOf(ref, viewer);
    if (!isEditable(meetup, hasRole(viewer, 'admin'), clock.now())) throw new NotFound();
    const model = formModel({
      kind: meetup.kind,
      zone: viewer.zone,
      zones: [programmeZone],
      meetup,
    });
    return page('meetups/form', text('meetups.form.edit', { ref }), model);
  }

  return [
    get('/meetups/new', {
      access: 'member',
      input: input.newMeetup,
      handle: ({ viewer, input }) => newPage(viewer, input.city),
    }),
    post('/meetups', {
      access: 'member',
      input: input.createMeetup,
      retry: ({ viewer }) => newPage(viewer),
      async handle({ input, viewer }) {
        const { ref, kind } = await service.create(input, viewer);
        return redirect(`/meetups/${ref}`, `meetups.flash.${kind}`);
      },
    }),
    get('/meetups/:ref/edit', {
      access: 'member',
      input: input.showMeetup,
      handle: ({ input, viewer }) => editPage(input.ref, viewer),
    }),
    post('/meetups/:ref/edit', {
      access: 'member',
      input: input.editMeetup,
      retry: ({ params, viewer }) => editPage(params['ref'] ?? '', viewer),
      async handle({ input: { ref, ...form }, viewer }) {
        await service.edit(ref, form, viewer);
        return redirect(`/meetups/${ref}`, 'meetups.flash.edited');
      },
    }),
  ];
}

/** One meetup: reading, signing up, deciding. */
function oneRoutes(deps: MeetupRoutesDeps): Route[] {
  const { service, rsvps, clock } = deps;

  async function show(
    ref: string,
    viewer: Viewer | undefined,
    facts: RequestFacts,
  ): Promise<Reply> {
    const meetup = await service.visible(ref, viewer);
    const people = await deps.people([meetup.organiserId]);
    const model = showModel({
      meetup,
      viewer,
      organiser: people.get(meetup.organiserId),
      baseUrl: facts.baseUrl,
      now: clock.now(),
      words: wordsIn(deps, facts.language),
    });
    return page('meetups/show', text('meetups.show.title', { title: model.heading }), model);
  }
  const retry = (again: {
    params: Readonly<Record<string, string>>;
    viewer: Viewer | undefined;
    facts: RequestFacts;
  }) => show(again.params['ref'] ?? '', again.viewer, again.facts);
  const back = (ref: string, flash: string) =>
    redirect(`/meetups/${ref}`, `meetups.flash.${flash}`);

  return [
    get('/meetups/:ref', {
      access: 'public',
      input: input.showMeetup,
      handle: ({ input, viewer, facts }) => show(input.ref, viewer, facts),
    }),
    get('/meetups/:ref/calendar.ics', {
      access: 'public',
      input: input.showMeetup,
      async handle({ input: { ref }, viewer, facts }) {
        const meetup = await service.visible(ref, viewer);
        const { title, about, city, venue, ...rest } = meetup;
        const body = calendarFile({
          ...rest,
          uid: `${meetup.id}@${new URL(facts.baseUrl).hostname}`,
          title: title[facts.language],
          about: about[facts.language],
          place: viewer ? `${venue}, ${city}` : city,
          url: `${facts.baseUrl}/meetups/${ref}`,
          changedAt: clock.now(),
          isCancelled: meetup.state === 'cancelled',
        });
        return attachment(body, `${ref}.ics`, 'text/calendar');
      },
    }),
    post('/meetups/:ref/sign-up', {
      access: 'tester',
      input: input.showMeetup,
      retry,
      async handle({ input: { ref }, viewer }) {
        const { standing } = await rsvps.signUp(ref, viewer.id);
        return back(ref, standing === 'waitlisted' ? 'waitlisted' : 'going');
      },
    }),
    post('/meetups/:ref/leave', {
      access: 'tester',
      input: input.showMeetup,
      retry,
      async handle({ input: { ref }, viewer }) {
        await rsvps.leave(ref, viewer.id);
        return back(ref, 'left');
      },
    }),
    post('/meetups/:ref/announce', {
      access: 'admin',
      input: input.showMeetup,
      retry,
      async handle({ input: { ref }, viewer }) {
        await service.decide(ref, 'announce', viewer);
        return back(ref, 'announced');
      },
    }),
    post('/meetups/:ref/decline', {
      access: 'admin',
      input: input.declineMeetup,
      retry,
      async handle({ input: { ref, reason }, viewer }) {
        await service.decide(ref, 'decline', viewer, reason);
        return back(ref, 'declined');
      },
    }),
    post('/meetups/:ref/cancel', {
      access: 'member',
      input: input.declineMeetup,
      retry,
      async handle({ input: { ref, reason }, viewer }) {
        await service.decide(ref, 'cancel', viewer, reason);
        return back(ref, 'cancelled');
      },
    }),
  ];
}
