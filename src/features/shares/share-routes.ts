import { DAY, later, type Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { isStaff, type Language, type Viewer } from '../../kernel/people.js';
import { calendarDay } from '../../kernel/time-zone.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, remembering, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import { dateText } from '../../web/view-text.js';
import type { PersonCard } from '../accounts/index.js';
import type { Round, RoundCard } from '../rounds/index.js';
import { OWN_COOKIE } from './redirect-routes.js';
import * as input from './share-input.js';
import { dayRows, DAYS_SHOWN, reachModel, sharesModel } from './share-page.js';
import type { Scope, ShareQueries } from './share-queries.js';
import type { ShareService } from './share-service.js';
import { ownMarkOf } from './visits-service.js';

export interface ShareRoutesDeps {
  readonly service: ShareService;
  readonly queries: ShareQueries;
  readonly roundsOf: (personId: string) => Promise<readonly RoundCard[]>;
  readonly roundBySlug: (slug: string) => Promise<Round | undefined>;
  readonly people: (ids: readonly string[]) => Promise<ReadonlyMap<string, PersonCard>>;
  /** The ids of a person's awards: pages that a link may lead to. */
  readonly awardIdsOf: (personId: string) => Promise<readonly string[]>;
  readonly translations: Translations;
  readonly clock: Clock;
  readonly secret: string;
  readonly programmeZone: string;
}

export function shareRoutes(deps: ShareRoutesDeps): readonly Route[] {
  const { service, queries, translations } = deps;

  /** The last days in the programme's zone with their sums. */
  async function recentDays(scope: Scope, language: Language) {
    const now = deps.clock.now();
    const days = Array.from({ length: DAYS_SHOWN }, (_, index) =>
      calendarDay(later(now, (index + 1 - DAYS_SHOWN) * DAY), deps.programmeZone),
    );
    const sums = await queries.sumsByDay(scope, days[0] ?? '', days.at(-1) ?? '');
    return dayRows(days, sums, (day) => dateText(new Date(day), language, 'UTC', 'day'));
  }

  async function sharesPage(viewer: Viewer, facts: RequestFacts, after?: string): Promise<Reply> {
    const own = { personId: viewer.id };
    const { language, baseUrl } = facts;
    const [rounds, awardIds, links, sums, days, posts] = await Promise.all([
      deps.roundsOf(viewer.id),
      deps.awardIdsOf(viewer.id),
      queries.linksOf(viewer.id),
      queries.sumsByLink(own),
      recentDays(own, language),
      queries.postsPage(own, after),
    ]);
    const say = (key: string, words?: Readonly<Record<string, string>>) =>
      translations.translate(language, key, words);
    const view = { baseUrl, language, say, rounds, awardIds, links, sums, days, posts };
    const shown = page('shares/index', text('shares.title'), { ...sharesModel(view), after });
    return remembering(shown, OWN_COOKIE, ownMarkOf(deps.secret, viewer.id));
  }

  return [
    get('/shares', {
      access: 'tester',
      input: input.showShares,
      handle: ({ viewer, facts, input }) => sharesPage(viewer, facts, input.after),
    }),
    post('/shares/posts', {
      access: 'tester',
      input: input.registerPost,
      retry: ({ viewer, facts }) => sharesPage(viewer, facts),
      async handle({ input, viewer }) {
        await service.registerPost(viewer.id, input);
        return redirect('/shares', 'shares.post_registered');
      },
    }),
    post('/shares/links', {
      access: 'tester',
      input: input.makeLink,
      retry: ({ viewer, facts }) => sharesPage(viewer, facts),
      async handle({ input, viewer }) {
        await service.makeLink(viewer.id, input);
        return redirect('/shares', 'shares.link_made');
      },
    }),
    get('/rounds/:slug/reach', {
      access: 'member',
      input: input.showReach,
      async handle({ input, viewer, facts }) {
        const round = await deps.roundBySlug(input.slug);
        const isAll = isStaff(viewer);
        if (!round || (round.publishedAt === null && !isAll)) throw new NotFound();
        const scope = isAll ? { roundId: round.id } : { roundId: round.id, personId: viewer.id };
        const [sums, days, posts] = await Promise.all([
          queries.sumsByPerson(scope),
          recentDays(scope, facts.language),
          queries.postsPage(scope, input.after),
        ]);
        const ids = [...sums.keys(), ...posts.rows.map(({ personId }) => personId)];
        const people = await deps.people(ids);
        const title = text('shares.reach.title', { round: round.title[facts.language] });
        const view = { round, isAll, sums, people, days, posts };
        return page('shares/reach', title, { ...reachModel(view), after: input.after });
      },
    }),
  ];
}
