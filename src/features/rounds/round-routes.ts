import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import type { Language, Viewer } from '../../kernel/people.js';
import { hasRole } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import { canApply } from '../accounts/index.js';
import type { ApplicationService } from './application-service.js';
import * as input from './round-input.js';
import { applyModel, roundListModel, roundModel } from './round-page.js';
import type { ApplicationQueries, ProgramQueries, RoundQueries } from './round-queries.js';
import type { RoundStore } from './round-store.js';
import { roundPhase, type Round } from './round.js';

export interface RoundRoutesDeps {
  readonly service: ApplicationService;
  readonly store: Pick<RoundStore, 'bySlug'>;
  readonly rounds: RoundQueries;
  readonly programs: ProgramQueries;
  readonly applications: ApplicationQueries;
  readonly translations: Translations;
  readonly clock: Clock;
}

/** What visitors and testers see and do; drafts are there for admins only. */
export function roundRoutes(deps: RoundRoutesDeps): readonly Route[] {
  const { service, store, rounds, programs, applications, translations, clock } = deps;

  async function visibleRound(slug: string, viewer: Viewer | undefined): Promise<Round> {
    const round = await store.bySlug(slug);
    const isDraft = round && roundPhase(round, clock.now()) === 'draft';
    if (!round || (isDraft && !hasRole(viewer, 'admin'))) throw new NotFound();
    return round;
  }

  async function roundPage(
    slug: string,
    viewer: Viewer | undefined,
    language: Language,
  ): Promise<Reply> {
    const round = await visibleRound(slug, viewer);
    const [program, model, application] = await Promise.all([
      programs.programById(round.programId),
      programs.modelByCode(round.modelCode),
      viewer ? applications.ofPerson(round.id, viewer.id) : undefined,
    ]);
    return page(
      'rounds/show',
      text('rounds.show.title', { title: round.title[language] }),
      roundModel({ round, program, model, application }, viewer, clock.now()),
    );
  }

  async function applyPage(slug: string, viewer: Viewer, language: Language): Promise<Reply> {
    const round = await service.openRound(viewer, slug);
    const application = await applications.ofPerson(round.id, viewer.id);
    const labels = { city: translations.translate(language, 'rounds.apply.city') };
    return page(
      'rounds/apply',
      text('rounds.apply.title', { title: round.title[language] }),
      applyModel(round, application, language, labels),
    );
  }

  return [
    get('/rounds', {
      access: 'public',
      input: input.listRounds,
      handle: async ({ input: { after } }) =>
        page(
          'rounds/index',
          text('rounds.index.title'),
          roundListModel(await rounds.publishedPage(after), after, clock.now()),
        ),
    }),
    get('/rounds/:slug', {
      access: 'public',
      input: input.nameRound,
      handle: ({ input, viewer, facts }) => roundPage(input.slug, viewer, facts.language),
    }),
    get('/rounds/:slug/apply', {
      access: 'tester',
      input: input.nameRound,
      async handle({ input, viewer, facts }) {
        const round = await visibleRound(input.slug, viewer);
        const isOver = canApply(viewer) && roundPhase(round, clock.now()) !== 'open';
        return isOver
          ? redirect(`/rounds/${round.slug}`)
          : applyPage(input.slug, viewer, facts.language);
      },
    }),
    post('/rounds/:slug/apply', {
      access: 'tester',
      input: input.apply,
      retry: ({ params, viewer, facts, refusal }) =>
        refusal.code === 'rounds.not_open'
          ? roundPage(params['slug'] ?? '', viewer, facts.language)
          : applyPage(params['slug'] ?? '', viewer, facts.language),
      async handle({ input, viewer }) {
        await service.submit(viewer, input);
        return redirect(`/rounds/${input.slug}`, 'rounds.apply.saved');
      },
    }),
    post('/rounds/:slug/withdraw', {
      access: 'tester',
      input: input.nameRound,
      async handle({ input, viewer }) {
        await service.withdraw(viewer, input.slug);
        return redirect(`/rounds/${input.slug}`, 'rounds.apply.withdrawn');
      },
    }),
  ];
}
