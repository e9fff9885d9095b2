import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { hasRole, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import { dateText } from '../../web/view-text.js';
import type { Accounts } from '../accounts/index.js';
import type { Application, Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import type { Admission } from './admission.js';
import * as input from './allocation-input.js';
import { applicationModel, consoleModel, mineModel } from './allocation-page.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationService } from './allocation-service.js';
import type { ConsentService } from './consent-service.js';
import { evidenceModel } from './evidence-page.js';
import type { Why } from './why.js';
import { sentences } from './words.js';

export interface AllocationRoutesDeps {
  readonly service: AllocationService;
  readonly consents: ConsentService;
  readonly queries: AllocationQueries;
  readonly admission: Admission;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  readonly units: Pick<Units, 'service'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly whyOf: (application: Application) => Promise<Why | undefined>;
  readonly translations: Translations;
  readonly programmeZone: string;
  readonly clock: Clock;
}

type Seen = Pick<RequestFacts, 'language' | 'zone'>;

export function allocationRoutes(deps: AllocationRoutesDeps): readonly Route[] {
  const show = applicationPage(deps);
  return [
    ...applicantRoutes(deps, show),
    ...adminRoutes(deps, show),
    evidenceRoute(deps),
    ...listRoutes(deps),
  ];
}

const wordsIn = ({ translations }: AllocationRoutesDeps, { language, zone }: Seen) => {
  const say = sentences(translations, (at, inLanguage) => dateText(at, inLanguage, zone));
  return { say: (key: string, facts = {}) => say(language, key, facts), language };
};

const own = (viewer: Viewer): string | undefined =>
  hasRole(viewer, 'admin') ? undefined : viewer.id;

type Show = (ref: string, viewer: Viewer, seen: Seen) => Promise<Reply>;

/** One application, for who made it and for admins. */
function applicationPage(deps: AllocationRoutesDeps): Show {
  const { service, queries, admission, rounds, units, accounts, clock } = deps;
  return async (ref, viewer, seen) => {
    const application = await service.applicationBy(ref, own(viewer));
    const { id, roundId, personId } = application;
    const [round, allocations, why, barred] = await Promise.all([
      rounds.service.roundById(roundId),
      queries.ofApplication(id),
      deps.whyOf(application),
      admission.barredAmong([personId]),
    ]);
    if (!round) throw new NotFound();
    const latest = allocations.at(-1);
    const [unit, people] = await Promise.all([
      latest?.open ? units.service.unitOfAllocation(latest.id) : undefined,
      accounts.cards([personId, ...(latest?.offeredById ? [latest.offeredById] : [])]),
    ]);
    const model = applicationModel({
      ...{ application, allocations, why, round, unit, people, barred },
      isAdmin: hasRole(viewer, 'admin'),
      now: clock.now(),
      ...wordsIn(deps, seen),
    });
    return page('allocations/show', text('allocations.show.title', { ref }), model);
  };
}

const retryOf =
  (show: Show) =>
  (again: {
    params: Readonly<Record<string, string>>;
    viewer: Viewer;
    facts: RequestFacts;
  }): Promise<Reply> =>
    show(again.params['ref'] ?? '', again.viewer, again.facts);

function applicantRoutes({ service }: AllocationRoutesDeps, show: Show): Route[] {
  const retry = retryOf(show);
  return [
    get('/applications/:ref', {
      access: 'member',
      input: input.showApplication,
      handle: ({ input, viewer, facts }) => show(input.ref, viewer, facts),
    }),
    post('/applications/:ref/sign', {
      access: 'tester',
      input: input.signOffer,
      retry,
      async handle({ input, viewer, facts }) {
        const signing = { agreementHash: input.agreement, language: facts.language };
        const unit = await service.sign(input.ref, viewer, signing);
        return redirect(`/units/${unit.ref}`, 'allocations.flash.signed');
      },
    }),
    post('/applications/:ref/consent', {
      access: 'tester',
      input: input.signOffer,
      retry,
      async handle({ input, viewer, facts }) {
        const signing = { agreementHash: input.agreement, language: facts.language };
        await service.consent(input.ref, viewer, signing);
        return redirect(`/applications/${input.ref}`, 'allocations.flash.consented');
      },
    }),
    post('/applications/:ref/decline', {
      access: 'tester',
      input: input.showApplication,
      retry,
      async handle({ input, viewer }) {
        await service.decline(input.ref, viewer);
        return redirect(`/applications/${input.ref}`, 'allocations.flash.declined');
      },
    }),
  ];
}

function adminRoutes({ service }: AllocationRoutesDeps, show: Show): Route[] {
  const retry = retryOf(show);
  return [
    post('/applications/:ref/offer', {
      access: 'admin',
      input: input.offerSeat,
      retry,
      async handle({ input, viewer }) {
        await service.offer(input.ref, viewer, input.reason);
        return redirect(`/applications/${input.ref}`, 'allocations.flash.offered');
      },
    }),
    post('/applications/:ref/withdraw-offer', {
      access: 'admin',
      input: input.showApplication,
      retry,
      async handle({ input }) {
        await service.withdraw(input.ref);
        return redirect(`/applications/${input.ref}`, 'allocations.flash.withdrawn');
      },
    }),
  ];
}

/** The document that proves one consent, for the person and for admins. */
function evidenceRoute(deps: AllocationRoutesDeps): Route {
  const { service, consents, rounds, accounts } = deps;
  return get('/applications/:ref/consents/:n', {
    access: 'member',
    input: input.showConsent,
    async handle({ input: { ref, n }, viewer, facts }) {
      const application = await service.applicationBy(ref, own(viewer));
      const evidence = await consents.evidence(application, n);
      const [round, people] = await Promise.all([
        rounds.service.roundById(application.roundId),
        accounts.cards([application.personId]),
      ]);
      if (!round) throw new NotFound();
      const program = await rounds.service.programById(round.programId);
      const programZone = program?.zone ?? deps.programmeZone;
      const inZone = dateText(evidence.consent.at, facts.language, programZone);
      const person = people.get(application.personId);
      const view = { ...evidence, application, n, person, round, programZone, inZone };
      return page(
        'allocations/consent',
        text('allocations.evidence.title', { ref, n }),
        evidenceModel(view),
      );
    },
  });
}

/** A fan's own applications, and all of a round for admins. */
function listRoutes(deps: AllocationRoutesDeps): Route[] {
  const { queries, rounds, units, accounts, clock } = deps;
  return [
    get('/applications', {
      access: 'tester',
      async handle({ viewer, facts }) {
        const mine = await rounds.applications.mine(viewer.id);
        const [allocations, cards] = await Promise.all([
          queries.latestOf(mine.map(({ id }) => id)),
          rounds.service.roundCards(mine.map(({ roundId }) => roundId)),
        ]);
        const model = mineModel(mine, allocations, cards, clock.now(), wordsIn(deps, facts));
        return page('allocations/index', text('allocations.list.title'), model);
      },
    }),
    get('/admin/rounds/:slug/applications', {
      access: 'admin',
      input: input.listApplications,
      async handle({ input: { slug, after }, facts }) {
        const round = await rounds.service.roundBySlug(slug);
        if (!round) throw new NotFound();
        const found = await rounds.applications.pageOfRound(round.id, after);
        const [allocations, people, seatsTaken, freeUnits] = await Promise.all([
          queries.latestOf(found.rows.map(({ id }) => id)),
          accounts.cards(found.rows.map(({ personId }) => personId)),
          queries.seatsTaken(round.id),
          units.service.countFree(round.id),
        ]);
        const { say } = wordsIn(deps, facts);
        const now = clock.now();
        const view = { round, page: found, allocations, people, seatsTaken, freeUnits };
        return page(
          'allocations/console',
          text('allocations.console.title'),
          consoleModel({ ...view, after, now, say }),
        );
      },
    }),
  ];
}
