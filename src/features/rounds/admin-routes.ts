import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { ProgramService } from './program-service.js';
import * as input from './round-input.js';
import { adminListModel, editRoundModel, newRoundModel, programsModel } from './admin-page.js';
import type { ApplicationQueries, ProgramQueries, RoundQueries } from './round-queries.js';
import type { RoundService } from './round-service.js';
import type { RoundStore } from './round-store.js';

export interface AdminRoutesDeps {
  readonly service: RoundService;
  readonly programService: ProgramService;
  readonly store: Pick<RoundStore, 'bySlug'>;
  readonly rounds: RoundQueries;
  readonly programs: ProgramQueries;
  readonly applications: ApplicationQueries;
  readonly clock: Clock;
}

export const adminRoutes = (deps: AdminRoutesDeps): readonly Route[] => [
  ...roundAdminRoutes(deps),
  ...programRoutes(deps),
];

function roundAdminRoutes(deps: AdminRoutesDeps): Route[] {
  const { service, store, rounds, programs, applications, clock } = deps;

  async function listPage(after: string | undefined): Promise<Reply> {
    const [list, all] = await Promise.all([rounds.everyPage(after), programs.allPrograms()]);
    return page(
      'rounds/admin-index',
      text('rounds.admin.title'),
      adminListModel(list, after, all.length, clock.now()),
    );
  }
  const newPage = async (language: Language): Promise<Reply> =>
    page(
      'rounds/admin-new',
      text('rounds.admin.new'),
      newRoundModel(await programs.allPrograms(), language),
    );
  async function editPage(slug: string, language: Language): Promise<Reply> {
    const round = await store.bySlug(slug);
    const [program, count, cities] = await Promise.all([
      round && programs.programById(round.programId),
      round && applications.countSubmitted(round.id),
      round && applications.cityCounts(round.id),
    ]);
    if (!round || !program) throw new NotFound();
    return page(
      'rounds/admin-edit',
      text('rounds.admin.edit_title', { title: round.title[language] }),
      editRoundModel(round, program, count ?? 0, cities ?? [], clock.now()),
    );
  }

  return [
    get('/admin/rounds', {
      access: 'admin',
      input: input.listRounds,
      handle: ({ input }) => listPage(input.after),
    }),
    get('/admin/rounds/new', {
      access: 'admin',
      handle: ({ facts }) => newPage(facts.language),
    }),
    post('/admin/rounds', {
      access: 'admin',
      input: input.addRound,
      retry: ({ facts }) => newPage(facts.language),
      async handle({ input }) {
        const round = await service.add(input);
        return redirect(`/admin/rounds/${round.slug}`, 'rounds.admin.added');
      },
    }),
    get('/admin/rounds/:slug', {
      access: 'admin',
      input: input.nameRound,
      handle: ({ input, facts }) => editPage(input.slug, facts.language),
    }),
    post('/admin/rounds/:slug', {
      access: 'admin',
      input: input.editRound,
      retry: ({ params, facts }) => editPage(params['slug'] ?? '', facts.language),
      async handle({ input }) {
        await service.edit(input);
        return redirect(`/admin/rounds/${input.slug}`, 'rounds.admin.saved');
      },
    }),
    post('/admin/rounds/:slug/publish', {
      access: 'admin',
      input: input.nameRound,
      async handle({ input }) {
        await service.publish(input.slug);
        return redirect(`/admin/rounds/${input.slug}`, 'rounds.admin.published');
      },
    }),
    post('/admin/rounds/:slug/end', {
      access: 'admin',
      input: input.nameRound,
      async handle({ input }) {
        await service.end(input.slug);
        return redirect(`/admin/rounds/${input.slug}`, 'rounds.admin.ended');
      },
    }),
  ];
}

/** Programmes, their models and builds: one page with two forms. */
function programRoutes({ programService, programs }: AdminRoutesDeps): Route[] {
  async function programsPage(zone: string): Promise<Reply> {
    const [all, models] = await Promise.all([programs.allPrograms(), programs.modelsWithBuilds()]);
    return page('rounds/programs', text('rounds.programs.title'), programsModel(all, models, zone));
  }
  return [
    get('/admin/programs', {
      access: 'admin',
      handle: ({ facts }) => programsPage(facts.zone),
    }),
    post('/admin/programs', {
      access: 'admin',
      input: input.addProgram,
      retry: ({ facts }) => programsPage(facts.zone),
      async handle({ input }) {
        await programService.addProgram(input);
        return redirect('/admin/programs', 'rounds.programs.added');
      },
    }),
    get('/admin/builds/:code', {
      access: 'admin',
      input: input.listBuilds,
      async handle({ input: { code, after } }) {
        const builds = await programs.buildsPage(code, after);
        if (!builds) throw new NotFound();
        const title = text('rounds.builds.title', { model: builds.name });
        return page('rounds/builds', title, { ...builds, code, after });
      },
    }),
    post('/admin/builds', {
      access: 'admin',
      input: input.addBuild,
      retry: ({ facts }) => programsPage(facts.zone),
      async handle({ input }) {
        const { model: modelCode, version, branch } = input;
        await programService.addBuild({ modelCode, version, branch });
        return redirect('/admin/programs', 'rounds.programs.build_added');
      },
    }),
  ];
}
