import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import * as input from './allocation-input.js';
import { applicationModel, consoleModel, mineModel } from './allocation-page.js';
import type { AllocationService } from './allocation-service.js';

export interface AllocationRoutesDeps {
  readonly service: AllocationService;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  readonly units: Pick<Units, 'service'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
  readonly clock: Clock;
}

export function allocationRoutes(deps: AllocationRoutesDeps): readonly Route[] {
  return [...applicationRoutes(deps), ...listRoutes(deps)];
}

const wordsIn = ({ translations }: AllocationRoutesDeps, language: Language) => ({
  say: (key: string, facts = {}) => translations.translate(language, key, facts),
  language,
});

/** One application, for who made it and for admins, and what both may do about its offer. */
function applicationRoutes(deps: AllocationRoutesDeps): Route[] {
  const { service, rounds, units, accounts, clock } = deps;

  async function show(ref: string, viewer: Viewer, language: Language): Promise<Reply> {
    const isAdmin = hasRole(viewer, 'admin');
    const application = await service.applicationBy(ref, isAdmin ? undefined : viewer.id);
    const [round, allocations, people] = await Promise.all([
      rounds.service.roundById(application.roundId),
      service.latestOf([application.id]),
      accounts.cards([application.personId]),
    ]);
    if (!round) throw new NotFound();
    const allocation = allocations.get(application.id);
    const unit = allocation?.open ? await units.service.unitOfAllocation(allocation.id) : undefined;
    return page(
      'allocations/show',
      text('allocations.show.title', { ref }),
      applicationModel({
        application,
        allocation,
        round,
        unit,
        applicant: people.get(application.personId),
        isAdmin,
        now: clock.now(),
        ...wordsIn(deps, language),
      }),
    );
  }
  const retry = (again: {
    params: Readonly<Record<string, string>>;
    viewer: Viewer;
    facts: { language: Language };
  }) => show(again.params['ref'] ?? '', again.viewer, again.facts.language);

  return [
    get('/applications/:ref', {
      access: 'member',
      input: input.showApplication,
      handle: ({ input, viewer, facts }) => show(input.ref, viewer, facts.language),
    }),
    post('/applications/:ref/sign', {
      access: 'tester',
      input: input.signOffer,
      retry,
      async handle({ input, viewer, facts }) {
        const unit = await service.sign(input.ref, viewer, {
          agreementHash: input.agreement,
          language: facts.language,
        });
        return redirect(`/units/${unit.ref}`, 'allocations.flash.signed');
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
    post('/applications/:ref/offer', {
      access: 'admin',
      input: input.showApplication,
      retry,
      async handle({ input, viewer }) {
        await service.offer(input.ref, viewer);
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

/** A fan's own applications, and all of a round for admins. */
function listRoutes(deps: AllocationRoutesDeps): Route[] {
  const { service, rounds, units, accounts, clock } = deps;
  return [
    get('/applications', {
      access: 'tester',
      async handle({ viewer, facts }) {
        const mine = await rounds.applications.mine(viewer.id);
        const [allocations, cards] = await Promise.all([
          service.latestOf(mine.map(({ id }) => id)),
          rounds.service.roundCards(mine.map(({ roundId }) => roundId)),
        ]);
        const words = wordsIn(deps, facts.language);
        const model = mineModel(mine, allocations, cards, clock.now(), words);
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
          service.latestOf(found.rows.map(({ id }) => id)),
          accounts.cards(found.rows.map(({ personId }) => personId)),
          service.seatsTaken(round.id),
          units.service.countFree(round.id),
        ]);
        const { say } = wordsIn(deps, facts.language);
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
