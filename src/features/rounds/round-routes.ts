import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { newToken } from '../../kernel/ids.js';
import type { Language, Viewer } from '../../kernel/people.js';
import { hasRole } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, remembering, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import { canApply } from '../accounts/index.js';
import type { ApplicantQueries } from './applicant-queries.js';
import * as form from './application-input.js';
import type { ApplicationService } from './application-service.js';
import type { Application } from './application.js';
import { ineligibility, type ApplicantHistory } from './eligibility.js';
import type { ReminderStore } from './reminder-store.js';
import * as input from './round-input.js';
import { applyModel, roundListModel, roundModel } from './round-page.js';
import type { ApplicationQueries, ProgramQueries, RoundQueries } from './round-queries.js';
import type { RoundStore } from './round-store.js';
import { roundPhase, takesApplications, type Round } from './round.js';

export interface RoundRoutesDeps {
  readonly service: ApplicationService;
  readonly store: Pick<RoundStore, 'bySlug'>;
  readonly rounds: RoundQueries;
  readonly programs: ProgramQueries;
  readonly applications: ApplicationQueries;
  readonly applicants: ApplicantQueries;
  readonly reminders: Pick<ReminderStore, 'has'>;
  readonly historyOf: (personId: string) => Promise<ApplicantHistory>;
  readonly translations: Translations;
  readonly clock: Clock;
}

/** What visitors and testers see and do; drafts are there for admins only. */
export function roundRoutes(deps: RoundRoutesDeps): readonly Route[] {
  const { service, store, rounds, programs, applications, applicants, translations, clock } = deps;

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
    const [program, model, application, groups, isReminded] = await Promise.all([
      programs.programById(round.programId),
      programs.modelByCode(round.modelCode),
      viewer ? applications.ofPerson(round.id, viewer.id) : undefined,
      applicants.groups(round),
      viewer ? deps.reminders.has(round.id, viewer.id) : false,
    ]);
    const reasons = await reasonsAgainst(round, application);
    return page(
      'rounds/show',
      text('rounds.show.title', { title: round.title[language] }),
      roundModel(
        { round, program, model, application, groups, isReminded, reasons },
        viewer,
        clock.now(),
      ),
    );
  }

  /** Of interest until the seats are given; afterwards the application says what came of it. */
  async function reasonsAgainst(round: Round, application: Application | undefined) {
    const isPending = application?.state === 'submitted' && round.decidedAt === null;
    if (!isPending) return [];
    const history = await deps.historyOf(application.personId);
    return ineligibility(round, application, history, clock.now());
  }

  /** The browser is given a mark that tells two applications from one device from two of two. */
  async function applyPage(
    slug: string,
    viewer: Viewer,
    { language, deviceId }: Pick<RequestFacts, 'language' | 'deviceId'>,
  ): Promise<Reply> {
    const round = await service.openRound(viewer, slug);
    const [application, history] = await Promise.all([
      applications.ofPerson(round.id, viewer.id),
      deps.historyOf(viewer.id),
    ]);
    const labels = Object.fromEntries(
      ['city', 'phone', 'address'].map((name) => [
        name,
        translations.translate(language, `rounds.apply.${name}`),
      ]),
    );
    return remembering(
      page(
        'rounds/apply',
        text('rounds.apply.title', { title: round.title[language] }),
        applyModel(round, application, history, clock.now(), language, labels),
      ),
      'device',
      deviceId ?? newToken(),
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
        const isTaking = takesApplications(round.mode, roundPhase(round, clock.now()));
        return canApply(viewer) && !isTaking
          ? redirect(`/rounds/${round.slug}`)
          : applyPage(input.slug, viewer, facts);
      },
    }),
    post('/rounds/:slug/apply', {
      access: 'tester',
      input: form.apply,
      retry: ({ params, viewer, facts, refusal }) =>
        refusal.code === 'rounds.not_open' || refusal.code === 'rounds.is_set_aside'
          ? roundPage(params['slug'] ?? '', viewer, facts.language)
          : applyPage(params['slug'] ?? '', viewer, facts),
      async handle({ input, viewer, facts }) {
        await service.submit(viewer, input, facts.deviceId);
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
    post('/rounds/:slug/remind', {
      access: 'member',
      input: form.remind,
      async handle({ input, viewer }) {
        await service.remind(viewer, input.slug, input.wants === 'yes');
        return redirect(`/rounds/${input.slug}`, `rounds.remind.flash_${input.wants}`);
      },
    }),
  ];
}
