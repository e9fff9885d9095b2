import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { ApplicantQueries } from './applicant-queries.js';
import * as input from './application-input.js';
import { duplicatesModel } from './duplicate-page.js';
import type { DuplicateService } from './duplicate-service.js';
import type { RoundStore } from './round-store.js';

export interface DuplicateRoutesDeps {
  readonly duplicates: DuplicateService;
  readonly applicants: ApplicantQueries;
  readonly store: Pick<RoundStore, 'bySlug'>;
  readonly people: Accounts['cards'];
  readonly clock: Clock;
}

/** Hints that one person applied several times, and what can be done about it. */
export function duplicateRoutes(deps: DuplicateRoutesDeps): readonly Route[] {
  const { duplicates, applicants, store, people, clock } = deps;

  async function duplicatesPage(
    slug: string,
    after: string | undefined,
    language: Language,
  ): Promise<Reply> {
    const round = await store.bySlug(slug);
    if (!round) throw new NotFound();
    const [shared, aside] = await Promise.all([
      applicants.sharedMarks(round.id, after),
      applicants.setAside(round.id),
    ]);
    const named = [...shared.rows.flatMap((row) => row.applications), ...aside];
    const cards = await people(named.map(({ personId }) => personId));
    return page(
      'rounds/duplicates',
      text('rounds.duplicates.page_title', { title: round.title[language] }),
      duplicatesModel(round, shared, after, aside, cards, clock.now()),
    );
  }

  return [
    get('/admin/rounds/:slug/duplicates', {
      access: 'admin',
      input: input.listDuplicates,
      handle: ({ input, facts }) => duplicatesPage(input.slug, input.after, facts.language),
    }),
    post('/admin/rounds/:slug/set-aside', {
      access: 'admin',
      input: input.setAside,
      retry: ({ params, facts }) => duplicatesPage(params['slug'] ?? '', undefined, facts.language),
      async handle({ input, viewer }) {
        await duplicates.setAside(viewer, input.slug, input.ref, input.reason);
        return redirect(`/admin/rounds/${input.slug}/duplicates`, 'rounds.duplicates.done');
      },
    }),
    post('/admin/rounds/:slug/take-back', {
      access: 'admin',
      input: input.takeBack,
      retry: ({ params, facts }) => duplicatesPage(params['slug'] ?? '', undefined, facts.language),
      async handle({ input }) {
        await duplicates.takeBack(input.slug, input.ref);
        return redirect(`/admin/rounds/${input.slug}/duplicates`, 'rounds.duplicates.undone');
      },
    }),
  ];
}
