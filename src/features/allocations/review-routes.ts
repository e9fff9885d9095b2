import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import { dateText } from '../../web/view-text.js';
import type { Round, Rounds } from '../rounds/index.js';
import * as input from './allocation-input.js';
import { reviewModel } from './review-page.js';
import type { Decision } from './review.js';
import type { ReviewService } from './review-service.js';
import { sentences } from './words.js';

export interface ReviewRoutesDeps {
  readonly review: ReviewService;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly translations: Translations;
  readonly programmeZone: string;
  readonly clock: Clock;
}

interface Choice {
  readonly refs: readonly string[];
  readonly decision: Decision;
}

/** One decision about several applications: a preview of the messages, then row by row. */
export function reviewRoutes(deps: ReviewRoutesDeps): readonly Route[] {
  const { review, translations, clock } = deps;

  async function roundBy(slug: string): Promise<Round> {
    const round = await deps.rounds.service.roundBySlug(slug);
    if (!round) throw new NotFound();
    return round;
  }

  async function show(
    round: Round,
    { refs, decision }: Choice,
    { language }: RequestFacts,
    isDone = false,
  ): Promise<Reply> {
    const model = reviewModel({
      ...{ round, decision, isDone, language },
      rows: await review.look(round, refs, decision),
      now: clock.now(),
      sayIn: sentences(translations, (at, lang) => dateText(at, lang, deps.programmeZone)),
      refuse: (code) => translations.errorText(language, code),
    });
    return page('allocations/review', text('allocations.review.title'), model);
  }

  return [
    get('/admin/rounds/:slug/applications/review', {
      access: 'admin',
      input: input.previewReview,
      async handle({ input: { slug, done, ...choice }, facts }) {
        const round = await roundBy(slug);
        return choice.refs.length === 0
          ? redirect(listOf(slug), 'allocations.flash.none_chosen')
          : show(round, choice, facts, done === 'yes');
      },
    }),
    post('/admin/rounds/:slug/applications/review', {
      access: 'admin',
      input: input.confirmReview,
      async retry({ params, values, facts, refusal }) {
        const typed = input.previewReview.safeParse({
          slug: params['slug'],
          refs: values['refs'],
          decision: values['decision'],
        });
        if (!typed.success) throw refusal;
        return show(await roundBy(typed.data.slug), typed.data, facts);
      },
      async handle({ input: { slug, reason, ...choice }, viewer }) {
        await review.confirm(await roundBy(slug), choice.refs, { ...choice, reason }, viewer);
        const query = new URLSearchParams(choice.refs.map((ref) => ['refs', ref]));
        query.set('decision', choice.decision);
        query.set('done', 'yes');
        return redirect(`${listOf(slug)}/review?${query.toString()}`);
      },
    }),
  ];
}

const listOf = (slug: string): string => `/admin/rounds/${slug}/applications`;
